/**
 * Cells for the tests of this layer: made from scenario text, small unless
 * told.
 *
 * @module
 */
import type { DrivenClock } from '../clock/clock.ts'
import { OperationRecorder, type RecordTimes } from '../measure/operation-recorder.ts'
import { parseLatencyLog } from '../measure/latency-log.ts'
import type { LatencyLog } from '../measure/series.ts'
import { parseScenario } from '../scenario/load-scenario.ts'
import type { PlannedCell } from '../scenario/loaded.ts'
import { disposeArm } from './arm.ts'
import { CellDriver } from './cell-driver.ts'
import { CellTails } from './cell-tails.ts'
import { createWorld, type CellWorld } from './cell-world.ts'

export function cellOf(text: string, seed = 11): PlannedCell {
  return parseScenario(
    `name: test\nseed: ${seed}\nmeasure: { warmUpRecords: 0 }\n${text}`,
    '/test/scenario.yaml',
  ).cells[0]!
}

export interface DrivenCell {
  readonly world: CellWorld
  readonly driver: CellDriver
  readonly put: OperationRecorder
  readonly get: OperationRecorder
  readonly log: LatencyLog
  /** By now all slow records have their causes. */
  readonly tails: CellTails
}

/** Runs a cell in this thread. */
export async function drive(text: string, seed?: number): Promise<DrivenCell> {
  const world = await createWorld(cellOf(text, seed).scenario)
  using tails = new CellTails(world)
  const lines: string[] = []
  const recorderOf = (operation: 'put' | 'get') =>
    new OperationRecorder(operation, 1000, (line) => lines.push(line), tails[operation])
  const put = recorderOf('put')
  const get = recorderOf('get')
  const driver = new CellDriver(world, { put, get }, () => tails.settle())
  await driver.run()
  await tails.finish()
  // Timers of the real clock would keep the process from ending.
  for (const arm of world.arms) disposeArm(arm)
  return { world, driver, put, get, tails, log: parseLatencyLog(lines.join(''), 'test.hlog') }
}

/** What one record took in each arm, in ns. */
export type WatchedTimes = Readonly<RecordTimes>

/**
 * Offers the load of `text` in this thread and gives the times of each put, in the order in which they were complete.
 * `clockOf` puts another clock in the place of the driver's.
 */
export async function watchPuts(
  text: string,
  clockOf: (clock: DrivenClock) => DrivenClock = (clock) => clock,
): Promise<{ readonly times: readonly WatchedTimes[]; readonly driver: CellDriver }> {
  const made = await createWorld(cellOf(text).scenario)
  const world = { ...made, clock: clockOf(made.clock) }
  const put = new WatchedRecorder('put', 1000, () => undefined)
  const get = new OperationRecorder('get', 1000, () => undefined)
  const driver = new CellDriver(world, { put, get }, () => undefined)
  await driver.run()
  for (const arm of world.arms) disposeArm(arm)
  return { times: put.watched, driver }
}

class WatchedRecorder extends OperationRecorder {
  readonly watched: WatchedTimes[] = []

  override record(times: RecordTimes): void {
    this.watched.push({ ...times })
    super.record(times)
  }
}
