import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { tailOf } from '../judge/tail.ts'
import type { TailCause } from '../measure/tail/tail-cause.ts'
import type { TailTime } from '../measure/tail/slowness.ts'
import type { Operation } from '../measure/series.ts'
import { mergeBuckets, quantile, totalCount } from '../statistics/buckets.ts'
import { drive, type DrivenCell } from './cell.fixture.ts'

/** Some records in a thousand wait, and each for half a second at least, whatever this machine is busy with. */
const rotating = `
fleet: { frontEnds: 4, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 1 /s, duration: 8 h }
records: { size: 64 B }
keyCache: { ttl: 20 min, rotation: 1 h }
readerCache: { ttl: 1 h }
kms: { latency: 10500 ms }
`

describe('CellTails', () => {
  it('names for each record that waited who asked KMS and why, as others have counted', async () => {
    const cell = await drive(rotating)

    const { firstOrDecrypt, generatedAgain, decryptedByConsumers, delayed } = countedOf(cell)
    const put = causesOf(cell, 'put', 'serviceTime')
    assert.equal(put.get('kms-miss'), firstOrDecrypt)
    assert.equal(put.get('rotation'), generatedAgain)
    assert.equal(put.get('behind-a-miss'), delayed.put - firstOrDecrypt - generatedAgain)
    const get = causesOf(cell, 'get', 'serviceTime')
    assert.equal(get.get('kms-miss'), decryptedByConsumers)
    assert.equal(get.get('rotation'), undefined)
    assert.equal(get.get('behind-a-miss') ?? 0, delayed.get - decryptedByConsumers)
    assert.ok(firstOrDecrypt > 40 && generatedAgain > 10 && delayed.put > 2 * firstOrDecrypt)
  })

  it('repeats the causes that are KMS with the seed', async () => {
    const text = rotating.replace('8 h', '2 h')

    assert.deepEqual(causesOfKms(await drive(text)), causesOfKms(await drive(text)))
  })

  it('blames a queue on the miss where those ahead in it had waited for KMS', async () => {
    // Records of 1 MiB take the server so long that those which waited for one fill queue for each other.
    const cell = await drive(`
load: { arrivals: constant, rate: 400 /s, duration: 3 s }
records: { size: 1 MiB }
keyCache: { ttl: 2900 ms, rotation: 2900 ms }
kms: { latency: 25 ms }
`)

    const [service, response] = [
      causesOf(cell, 'put', 'serviceTime').get('behind-a-miss') ?? 0,
      causesOf(cell, 'put', 'responseTime').get('behind-a-miss') ?? 0,
    ]
    assert.ok(service > 0 && response >= service, `${response} by response time, ${service} by service time`)
  })

  it('breaks down all records beyond p99, in every arm, of every operation, by each time', async () => {
    const { put, get, log } = await drive(`
fleet: { frontEnds: 2, consumers: 1, principals: 2 }
load: { arrivals: poisson, rate: 500 /s, duration: 20 s }
records: { size: 64 B }
put: { batch: 5 }
keyCache: { ttl: 2 s, rotation: 4 s }
get: { pollInterval: 200 ms }
`)

    const tail = tailOf({ put, get }, log)

    for (const operation of ['put', 'get'] as const)
      for (const arm of ['plain', 'sealed'] as const)
        for (const time of ['serviceTime', 'responseTime'] as const) {
          const all = mergeBuckets(log.get(`${operation}.${arm}.${time}`)!)
          const p99 = quantile(all, 0.99)
          const beyond = all.counts.filter((_, index) => all.values[index]! > p99)
          const { bands } = tail[operation]![arm][time]
          const inBands = bands.reduce((sum, { count }) => sum + count, 0)
          assert.equal(
            inBands,
            beyond.reduce((sum, count) => sum + count, 0),
            `${operation} ${arm} ${time}`,
          )
        }
  })

  it('counts no record that one arm did not store', async () => {
    const { put, tails } = await drive(`
fleet: { frontEnds: 1, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 12 /s, duration: 20 s }
records: { size: 64 B }
keyCache: { ttl: 2 s, rotation: 2 s }
kms:
  latency: 5 ms
  failures: [{ fault: internal-error, from: 5 s, to: 10 s }]
`)

    const counted = mergeBuckets([...tails.put.countsOf('plain', 'serviceTime').byCause.values()])
    // Fewer than a window: all are looked at.
    assert.ok(put.records < 256)
    assert.equal(totalCount(counted), put.records)
  })

  it('calls what is new first use: the code where nothing has warmed up, then the key material', async () => {
    const cell = await drive(`
load: { arrivals: constant, rate: 10 /s, duration: 20 s }
records: { size: 64 B }
kms: { latency: 0 ms }
`)

    const counted = causesOf(cell, 'put', 'serviceTime')
    assert.ok((counted.get('first-use') ?? 0) > 0)
  })

  it('looks at records on the real clock too', async () => {
    const { tails, put } = await drive(`
clock: real
fleet: { frontEnds: 1, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 200 /s, duration: 300 ms }
records: { size: 64 B }
get: { pollInterval: 50 ms }
keyCache: { ttl: 100 ms, rotation: 100 ms }
kms: { latency: 4 ms }
`)

    const counted = mergeBuckets([...tails.put.countsOf('sealed', 'responseTime').byCause.values()])
    // Fewer than a window: all are looked at.
    assert.equal(totalCount(counted), put.records)
  })
})

function causesOf({ tails }: DrivenCell, operation: Operation, time: TailTime): Map<TailCause, number> {
  const { byCause } = tails[operation].countsOf('sealed', time)
  return new Map([...byCause].map(([cause, buckets]) => [cause, totalCount(buckets)]))
}

function causesOfKms(cell: DrivenCell): readonly (number | undefined)[] {
  const counted = causesOf(cell, 'put', 'serviceTime')
  return (['kms-miss', 'rotation', 'behind-a-miss'] as const).map((cause) => counted.get(cause))
}

/** What others than the tail count: calls by KMS's account, and records that waited by the stages'. */
function countedOf({ world, driver }: DrivenCell) {
  const { bySource } = world.kms.snapshot()
  const callsOf = (name: string) =>
    Object.entries(bySource)
      .filter(([source]) => source.startsWith(name))
      .map(([, calls]) => calls)
  const sum = (calls: ReturnType<typeof callsOf>, operation: 'GenerateDataKey' | 'Decrypt') =>
    calls.reduce((total, counted) => total + counted[operation], 0)
  const frontEnds = callsOf('front-end')
  return {
    // The first call of a cache is no rotation.
    firstOrDecrypt: frontEnds.length + sum(frontEnds, 'Decrypt'),
    generatedAgain: sum(frontEnds, 'GenerateDataKey') - frontEnds.length,
    decryptedByConsumers: sum(callsOf('consumer'), 'Decrypt'),
    delayed: { put: driver.put.recordsDelayed, get: driver.get.recordsDelayed },
  }
}
