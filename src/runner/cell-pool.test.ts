import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { totalCalls } from '../run-store/run-facts.ts'
import { cellOf } from './cell.fixture.ts'
import { CellPool, type CellListener } from './cell-pool.ts'

const small = 'load: { arrivals: constant, rate: 100 /s, duration: 10 s }\nrecords: { size: 64 B }\n'
const ignore: CellListener = { segment: () => undefined, progress: () => undefined, audit: () => undefined }

describe('CellPool', () => {
  it('gives the result of a cell after all of its segments', async () => {
    await using pool = new CellPool({ workers: 1 })
    const lines: string[] = []

    const result = await pool.run(cellOf(small), 'histograms/c01.hlog', {
      ...ignore,
      segment: (text) => lines.push(text),
    })

    assert.equal(result.validity.verdict, 'valid')
    assert.equal(result.records, 1000)
    // The times of the KMS calls come behind the segments.
    assert.equal(lines.length, 40 + 1)
    assert.deepEqual(
      lines.map((text) => /^Tag=(\w+)/.exec(text)?.[1]),
      [...Array.from({ length: 40 }, () => 'put'), 'kms'],
    )
    assert.equal(result.put.sealed.serviceTime.count, 1000)
  })

  it('marks the cell of a worker that dies and goes on with the next', async () => {
    await using pool = new CellPool({
      workers: 1,
      file: path.join(import.meta.dirname, 'dying-task.fixture.ts'),
    })

    const first = await pool.run(cellOf(small), 'h', ignore)
    const second = await pool.run(cellOf(small), 'h', ignore)

    assert.equal(first.validity.verdict, 'failed')
    assert.match(first.validity.reasons[0] ?? '', /worker failed/)
    assert.equal(second.validity.verdict, 'failed')
  })

  it('marks the cell of a worker that fails, with the reason', async () => {
    await using pool = new CellPool({ workers: 1 })
    const { scenario, ...cell } = cellOf(small)
    const trace = { file: '/nowhere/trace.csv', time: 'at', speed: 1 }

    const result = await pool.run(
      { ...cell, scenario: { ...scenario, load: { arrivals: 'trace', trace } } },
      'h',
      ignore,
    )

    assert.equal(result.validity.verdict, 'failed')
    assert.match(result.validity.reasons[0] ?? '', /\/nowhere\/trace\.csv/)
  })

  it('lets a running cell give what it has when it is stopped', async () => {
    await using pool = new CellPool({ workers: 1 })
    const long = cellOf(
      'load: { arrivals: constant, rate: 1000 /s, duration: 10 h }\nrecords: { size: 64 B }\n',
    )

    const result = await pool.run(long, 'h', { ...ignore, progress: () => pool.stop() })

    assert.equal(result.validity.verdict, 'interrupted')
    assert.ok(result.records > 0 && result.records < 36e6)
    assert.ok(result.put.sealed.serviceTime.count > 0)
  })

  it('does not believe a cell whose records were not stored, unless its scenario plans failures or a quota', async () => {
    await using pool = new CellPool({ workers: 1 })
    const impatient =
      'latency: { distribution: lognormal, median: 5 ms, p99: 20 ms }, client: { maxAttempts: 1, requestTimeout: 10 ms }'
    const late = `${small}keyCache: { ttl: 0 s }\nkms: { ${impatient} }\n`
    const lateAndStarved = `${small}keyCache: { ttl: 0 s }\nkms: { ${impatient}, quota: 50 /s }\n`
    const starved = `${small}keyCache: { ttl: 0 s }\nkms: { latency: 1 ms, quota: 50 /s, client: { maxAttempts: 1 } }\n`
    const planned = `${small}keyCache: { ttl: 1 s }\nkms: { latency: 1 ms, failures: [{ fault: throttling, from: 2 s, to: 5 s }] }\n`
    const denied = `${small}kms: { failures: [{ fault: access-denied, from: 0 s }] }\n`
    const texts = { late, lateAndStarved, starved, planned, denied }

    const validities = await Promise.all(
      Object.values(texts).map(async (text) => (await pool.run(cellOf(text), 'h', ignore)).validity),
    )

    assert.deepEqual(
      Object.fromEntries(Object.keys(texts).map((name, index) => [name, validities[index]!.verdict])),
      { late: 'invalid', lateAndStarved: 'invalid', starved: 'valid', planned: 'valid', denied: 'invalid' },
    )
    const [ofLate, ofBoth, ofStarved, ofPlanned] = validities.map(({ reasons }) => reasons[0] ?? '')
    assert.match(ofLate!, /^\d+ of 1000 records were not stored \(InternalFailureException\)/)
    assert.match(ofBoth!, /InternalFailureException/)
    assert.match(ofBoth!, /KMSThrottlingException/)
    assert.match(ofStarved!, /^500 of 1000 records were not stored \(KMSThrottlingException\)/)
    assert.match(ofPlanned!, /records were not stored/)
  })

  it('says when segments ended, and lays each counted call into the time of its principal', async () => {
    await using pool = new CellPool({ workers: 1 })
    const lines: string[] = []
    const text =
      'fleet: { frontEnds: 1, consumers: 1, principals: 10 }\nload: { arrivals: poisson, rate: 100 /s, duration: 20 s }\n' +
      'records: { size: 64 B }\nkeyCache: { ttl: 3 s, rotation: 9 s }\nkms: { latency: 20 ms }\n'

    const { kms, segmentEnds } = await pool.run(cellOf(text), 'h', {
      ...ignore,
      segment: (segment) => lines.push(segment),
    })

    for (const operation of ['put', 'get'] as const) {
      const ends = segmentEnds![operation]
      assert.equal(ends.length, lines.filter((line) => line.startsWith(`Tag=${operation}`)).length)
      assert.deepEqual(
        ends,
        ends.toSorted((one, other) => one - other),
      )
      assert.ok(ends[0]! > 0 && ends.at(-1)! >= 19e9 && ends.at(-1)! < 25e9, String(ends.at(-1)))
    }
    const { GenerateDataKey, Decrypt, byPrincipal = [] } = kms.timeline
    assert.deepEqual([sumOf(GenerateDataKey), sumOf(Decrypt)], [kms.calls.GenerateDataKey, kms.calls.Decrypt])
    assert.equal(byPrincipal.length, 9)
    for (const [slice, calls] of GenerateDataKey.entries())
      assert.equal(sumOf(byPrincipal.map((one) => one.calls[slice]!)), calls + Decrypt[slice]!)
    for (const { principal, calls } of byPrincipal.filter((one) => one.principal !== null))
      assert.equal(sumOf(calls), totalCalls(kms.byPrincipal[principal!]!))
  })

  it('lays KMS calls over the whole of a trace that has no duration of its own', async () => {
    await using pool = new CellPool({ workers: 1 })
    using folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-trace-'))
    const file = path.join(folder.path, 'trace.ndjson')
    const hours = Array.from({ length: 101 }, (_, hour) => JSON.stringify({ at: hour * 3600 }))
    writeFileSync(file, hours.join('\n'))
    const cell = cellOf(
      `load: { arrivals: trace, trace: { file: ${file}, time: at } }\nrecords: { size: 64 B }\n`,
    )

    const { kms, scenarioTimeNs } = await pool.run(cell, 'h', ignore)

    assert.equal(scenarioTimeNs, 100 * 3600e9 + 1)
    assert.equal(kms.calls.GenerateDataKey, 101)
    assert.ok(Math.max(...kms.timeline.GenerateDataKey) <= 2)
  })

  it('believes a cell whose retries got everything stored, and counts the attempts apart', async () => {
    await using pool = new CellPool({ workers: 1 })
    const text = `${small}kms: { latency: 1 ms, failures: [{ fault: internal-error, from: 0 s, to: 1 ms }] }\n`

    const { kms, validity } = await pool.run(cellOf(text), 'h', ignore)

    assert.equal(validity.verdict, 'valid')
    assert.deepEqual(kms.byOutcome, { ok: kms.calls.GenerateDataKey + kms.calls.Decrypt })
    assert.deepEqual(kms.attemptsByOutcome, { ...kms.byOutcome, KMSInternalException: 1 })
    assert.equal(kms.attempts?.GenerateDataKey, kms.calls.GenerateDataKey + 1)
  })

  it('calibrates the harness', async () => {
    await using pool = new CellPool({ workers: 1 })

    const { timerNs, recorderNs, nullRecordNs } = await pool.calibrate()

    assert.ok(timerNs > 0 && recorderNs > 0 && nullRecordNs > timerNs)
  })
})

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
