import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { cellOf } from './cell.fixture.ts'
import { CellPool, type CellListener } from './cell-pool.ts'

const small = 'load: { arrivals: constant, rate: 100 /s, duration: 10 s }\nrecords: { size: 64 B }\n'
const ignore: CellListener = { segment: () => undefined, progress: () => undefined }

describe('CellPool', () => {
  it('gives the result of a cell after all of its segments', async () => {
    await using pool = new CellPool(1)
    const lines: string[] = []

    const result = await pool.run(cellOf(small), 'histograms/c01.hlog', {
      ...ignore,
      segment: (text) => lines.push(text),
    })

    assert.equal(result.validity.verdict, 'valid')
    assert.equal(result.records, 1000)
    assert.equal(lines.length, 40)
    assert.equal(result.put.sealed.serviceTime.count, 1000)
  })

  it('marks the cell of a worker that dies and goes on with the next', async () => {
    await using pool = new CellPool(1, path.join(import.meta.dirname, 'dying-task.fixture.ts'))

    const first = await pool.run(cellOf(small), 'h', ignore)
    const second = await pool.run(cellOf(small), 'h', ignore)

    assert.equal(first.validity.verdict, 'failed')
    assert.match(first.validity.reasons[0] ?? '', /worker failed/)
    assert.equal(second.validity.verdict, 'failed')
  })

  it('marks the cell of a worker that fails, with the reason', async () => {
    await using pool = new CellPool(1)
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
    await using pool = new CellPool(1)
    const long = cellOf(
      'load: { arrivals: constant, rate: 1000 /s, duration: 10 h }\nrecords: { size: 64 B }\n',
    )

    const result = await pool.run(long, 'h', { ...ignore, progress: () => pool.stop() })

    assert.equal(result.validity.verdict, 'interrupted')
    assert.ok(result.records > 0 && result.records < 36e6)
    assert.ok(result.put.sealed.serviceTime.count > 0)
  })

  it('does not believe a cell whose records were not stored, unless its scenario plans failures', async () => {
    await using pool = new CellPool(1)
    const starved = `${small}keyCache: { ttl: 0 s }\nkms: { latency: 1 ms, quota: 50 /s }\n`
    const planned = `${small}keyCache: { ttl: 1 s }\nkms: { latency: 1 ms, failures: [{ fault: throttling, from: 2 s, to: 5 s }] }\n`
    const denied = `${small}kms: { failures: [{ fault: access-denied, from: 0 s }] }\n`

    const [bad, good, none] = await Promise.all(
      [starved, planned, denied].map((text) => pool.run(cellOf(text), 'h', ignore)),
    )

    assert.equal(bad?.validity.verdict, 'invalid')
    assert.match(
      bad.validity.reasons[0] ?? '',
      /500 of 1000 records were not stored \(KMSThrottlingException\)/,
    )
    assert.equal(good?.validity.verdict, 'valid')
    assert.match(good.validity.reasons[0] ?? '', /records were not stored/)
    assert.equal(none?.validity.verdict, 'invalid')
  })

  it('lays KMS calls over the whole of a trace that has no duration of its own', async () => {
    await using pool = new CellPool(1)
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

  it('calibrates the harness', async () => {
    await using pool = new CellPool(1)

    const { timerNs, recorderNs, nullRecordNs } = await pool.calibrate()

    assert.ok(timerNs > 0 && recorderNs > 0 && nullRecordNs > timerNs)
  })
})
