import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { drive, watchPuts } from '../src/runner/cell.fixture.ts'
import { onlyRun, sealbench, temporaryFolder } from './command-line.fixture.ts'

/** The first record asks KMS, which stands still for so long; those behind it wait for the same answer. */
const stalled = 'fleet: { frontEnds: 1, consumers: 0 }\nkms: { latency: 100 ms }'
const open = 'load: { arrivals: constant, rate: 1000 /s, duration: 300 ms }'
const closed = 'load: { arrivals: closed, clients: 1, thinkTime: 1 ms, duration: 300 ms }'

describe('a KMS that stalls for 100 ms under 1,000 records a second', () => {
  it('is in the response time of each record that arrives meanwhile, for as long as is left of it', async () => {
    const { times } = await watchPuts(`${stalled}\n${open}\n`)

    assert.equal(times.length, 300)
    for (const [record, { sealedResponse }] of times.entries())
      assert(sealedResponse >= 100e6 - record * 1e6, `record ${record} responds in ${sealedResponse} ns`)
  })

  it('delays a hundred records of an open loop, and a single one of a closed loop, which omits the rest', async () => {
    const opened = await drive(`${stalled}\n${open}\n`)
    const one = await drive(`${stalled}\n${closed}\n`)

    assert.equal(opened.driver.put.recordsDelayed, 100)
    // From 100 ms down to 1 ms: the sum of what each waits is that of a triangle.
    assert.equal(opened.driver.put.waitedNs, (100 * 101 * 1e6) / 2)
    assert.equal(one.driver.put.recordsDelayed, 1)
    assert.equal(one.driver.put.waitedNs, 100e6)
  })

  it('is there in full on the real clock too', async () => {
    const { times } = await watchPuts(`clock: real\n${stalled}\n${open}\n`)

    const meanwhile = times.slice(0, 100).map(({ sealedResponse }) => sealedResponse)
    const triangle = (100 * 101 * 1e6) / 2
    // What the plain arms took of a record's time is not its own, and is all that may be missing.
    assert(meanwhile.reduce((sum, response) => sum + response, 0) >= 0.8 * triangle)
    assert(meanwhile[0]! >= 50e6)
  })
})

describe('a stall of 100 ms that is planted', () => {
  it('is in the figures of a run on the real clock, and whatever is said of it says that it was planted', async () => {
    using folder = temporaryFolder()
    const file = folder.write(
      'stalled.yaml',
      [
        'name: stalled',
        'clock: real',
        'load: { arrivals: constant, rate: 100 /s, duration: 500 ms }',
        'planted: { stall: { at: 200 ms, length: 100 ms } }',
        'measure: { warmUpRecords: 0 }',
      ].join('\n'),
    )

    const explained = await sealbench(['explain', file], { cwd: folder.path })
    const outcome = await sealbench(['run', file], { cwd: folder.path })

    const { folder: stored, run } = onlyRun(folder.at('reports'), 'stalled')
    // The record that arrives as it begins waits for all of it.
    assert(run.cells[0]!.put.sealed.responseTime.max >= 99.9e6)
    const report = readFileSync(path.join(stored, 'report.html'), 'utf8')
    for (const text of [explained.stdout, outcome.stdout, report])
      assert.match(text.replaceAll(/\s+/g, ' '), /A FAULT IS PLANTED .*planted.stall.length 100 ms/)
  })
})
