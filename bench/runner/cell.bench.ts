// How many records a second does one worker take through put and get in all arms, and does memory stay flat?
/**
 * One cell of 1 KiB records, one consumer, on the virtual clock: over three
 * million records, with the resident set size after each.
 *
 * `node bench/runner/cell.bench.ts 1` stops after one million.
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

const millions = Number(process.argv[2] ?? 3)
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

let reached = 0
let since = monotonicNow()
const rssMiB: number[] = []
const driver = new CellDriver(world, { put, get }, () => {
  const million = Math.floor(driver.records / 1e6)
  if (million > reached) note(million)
})

function note(million: number): void {
  const seconds = (monotonicNow() - since) / 1e9
  since = monotonicNow()
  reached = million
  globalThis.gc?.()
  rssMiB.push(process.memoryUsage.rss() / 2 ** 20)
  const rate = Math.round(1e6 / seconds).toLocaleString('en-US')
  process.stdout.write(
    `${million} million records: ${rate} records/s, RSS ${rssMiB.at(-1)!.toFixed(0)} MiB\n`,
  )
}

process.stdout.write('records of 1 KiB through plain, second plain and sealed arm, put and get, one thread\n')
await driver.run()
if (reached < millions) note(millions)
assert.equal(put.records, millions * 1e6)
assert.equal(get.records, millions * 1e6)
const growth = rssMiB.at(-1)! - rssMiB[0]!
process.stdout.write(
  `RSS grew by ${growth.toFixed(1)} MiB from the first to the last million; ${(logBytes / 2 ** 20).toFixed(1)} MiB of histograms\n`,
)
