/**
 * Question: how long does one worker take for a record through put and get in all arms, and does memory stay flat?
 *
 * One cell of 1 KiB records with one consumer, on the virtual clock. A round is
 * a million records; a sample is the mean of those between two turns of the
 * event loop. Run with `--expose-gc`, it collects before it reads memory.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { monotonicNow } from '../../src/clock/monotonic.ts'
import { OperationRecorder } from '../../src/measure/operation-recorder.ts'
import { CellDriver } from '../../src/runner/cell-driver.ts'
import { createWorld } from '../../src/runner/cell-world.ts'
import { warmUp } from '../../src/runner/warm-up.ts'
import { parseScenario } from '../../src/scenario/load-scenario.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { median, timingOf } from '../timing.ts'

const options = benchOptions(3)
const millions = options.rounds
const report = new BenchReport(
  import.meta.filename,
  'How long does one worker take for a record through put and get in all arms, and does memory stay flat?',
  options,
)
const text = `
name: cell-bench
seed: 1
fleet: { frontEnds: 4, consumers: 1, principals: 1 }
load: { arrivals: constant, rate: 1000 /s, duration: ${millions * 1000} s }
records: { size: 1 KiB, partitionKeys: { count: 1000, distribution: uniform } }
`
const { scenario } = parseScenario(text, 'cell-bench.yaml').cells[0]!
await warmUp(scenario)
using world = await createWorld(scenario)
let logBytes = 0
const recorderOf = (operation: 'put' | 'get') =>
  new OperationRecorder(operation, 25_000, (lines) => {
    logBytes += lines.length
  })
const put = recorderOf('put')
const get = recorderOf('get')

/** ns a record, by million. */
const samples: number[][] = [[]]
const rssMiB: number[] = []
let [seenRecords, seenAt] = [0, monotonicNow()]
const driver = new CellDriver(world, { put, get }, () => {
  const now = monotonicNow()
  if (driver.records > seenRecords) samples.at(-1)!.push((now - seenAt) / (driver.records - seenRecords))
  if (Math.floor(driver.records / 1e6) > rssMiB.length) endMillion()
  ;[seenRecords, seenAt] = [driver.records, monotonicNow()]
})

function endMillion(): void {
  globalThis.gc?.()
  rssMiB.push(process.memoryUsage.rss() / 2 ** 20)
  samples.push([])
}

await driver.run()
if (rssMiB.length < millions) endMillion()
assert.equal(put.records, millions * 1e6)
assert.equal(get.records, millions * 1e6)

const medians = samples.slice(0, millions).map(median)
report.add(
  '1 KiB through all arms, put and get',
  medians.map((ofMillion, index) =>
    timingOf(`million ${index + 1}`, samples[index]!, {
      ratio: ofMillion / medians[0]!,
      callsPerSample: Math.round(1e6 / samples[index]!.length),
    }),
  ),
)
const growth = rssMiB.at(-1)! - rssMiB[0]!
report.say(
  `RSS ${rssMiB.map((mib) => mib.toFixed(0)).join(', ')} MiB after each million: it grew by ${growth.toFixed(1)} MiB ` +
    `from the first to the last; ${(logBytes / 2 ** 20).toFixed(1)} MiB of histograms`,
)
report.write()
