/**
 * A run in this thread, of which only counts are kept: records are really
 * sealed and opened, and KMS is really asked.
 *
 * @module
 */
import { OperationRecorder } from '../../measure/operation-recorder.ts'
import type { Scenario } from '../../scenario/schema.ts'
import { CellDriver } from '../cell-driver.ts'
import { createWorld, type WorldOptions } from '../cell-world.ts'

export interface MeasuredRun {
  readonly calls: { readonly GenerateDataKey: number; readonly Decrypt: number }
  /** With all their tries. */
  readonly attempts: number
  /** Records that waited on put, and for how long in all. */
  readonly waited: number
  readonly waitedS: number
  readonly lost: number
  /** Of KMS calls as their callers saw them, in ns; 0 where there was none. */
  readonly meanCallNs: number
  /** Most by which a call came later than it was due, in ns; 0 on the virtual clock. */
  readonly lagMaxNs: number
}

export interface MeasureOptions extends Pick<WorldOptions, 'keyArn' | 'credentials'> {
  readonly signal?: AbortSignal | undefined
}

/** Histograms are not kept, so that segments may be long. */
const segmentRecords = 1_000_000

/** @throws what `signal` was aborted with. */
export async function measureRun(
  scenario: Scenario,
  { signal, ...options }: MeasureOptions = {},
): Promise<MeasuredRun> {
  using world = await createWorld(scenario, options)
  const [put, get] = (['put', 'get'] as const).map(
    (operation) => new OperationRecorder(operation, segmentRecords, ignore),
  ) as [OperationRecorder, OperationRecorder]
  const driver: CellDriver = new CellDriver(world, { put, get }, () => {
    if (signal?.aborted === true) driver.stop()
  })
  try {
    await driver.run()
    await world.kms.end()
    signal?.throwIfAborted()
    const { calls, attempts } = world.kms.snapshot()
    return {
      calls,
      attempts: attempts.GenerateDataKey + attempts.Decrypt,
      waited: driver.put.recordsDelayed,
      waitedS: driver.put.waitedNs / 1e9,
      lost: Object.values(driver.put.failures).reduce((sum, count) => sum + count, 0),
      meanCallNs: world.kms.latencies.meanCallNs,
      lagMaxNs: driver.lag.count === 0 ? 0 : driver.lag.max,
    }
  } finally {
    for (const histograms of [put, get, driver.lag]) histograms.destroy()
  }
}

function ignore(): void {}
