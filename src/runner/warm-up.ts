/**
 * Runs records through every arm before anything is counted, in a world of its
 * own, so that compilation and first use are over and no cache is filled. It
 * goes on until times no longer fall.
 *
 * @module
 */
import { hasSettled, mediansNeeded } from '../judge/steady-state.ts'
import { OperationRecorder } from '../measure/operation-recorder.ts'
import type { Operation } from '../measure/series.ts'
import type { SteadyState } from '../run-store/steady-state-format.ts'
import type { Scenario } from '../scenario/schema.ts'
import { nanoseconds, perSecond, seconds } from '../units/units.ts'
import { CellDriver } from './cell-driver.ts'
import { createWorld } from './cell-world.ts'

/** At most so many times the records that are asked for, and not less than if so many were. */
const longestMultiple = 4
const askedAtLeast = 500
/** A window of records is what one median is of. */
const windowsAsked = 20
const windowRecordsWanted = 25

/** `isStopped` is asked many times a second. On the virtual clock, so that it takes no longer than the work itself. */
export async function warmUp(
  scenario: Scenario,
  isStopped: () => boolean = () => false,
): Promise<SteadyState['warmUp']> {
  const { warmUpRecords } = scenario.measure
  if (warmUpRecords === 0) return { records: 0, isSettled: null }
  using world = await createWorld(warmUpOf(scenario))
  const windowRecords = windowOf(warmUpRecords)
  const recordsMin = Math.max(warmUpRecords, windowRecords * mediansNeeded)
  const medians = { put: [] as number[], get: [] as number[] }
  let isSettled: boolean | null = null
  const look = (): void => {
    if (driver.isStopped || put.records < recordsMin) return
    const [onPut, onGet] = [hasSettled(medians.put), hasSettled(medians.get)]
    isSettled = onPut !== false && onGet !== false
    if (isSettled) driver.stop()
  }
  const recorderOf = (operation: Operation) =>
    new OperationRecorder(operation, windowRecords, (_, { sealed }) => {
      medians[operation].push(sealed.p50)
      look()
    })
  const put = recorderOf('put')
  const get = recorderOf('get')
  const driver: CellDriver = new CellDriver(world, { put, get }, () => {
    // Where most records fail there is nothing to wait for.
    const isLost = driver.records >= recordsMin && put.records < driver.records / 2
    if (isLost || isStopped()) driver.stop()
  })
  await driver.run()
  driver.lag.destroy()
  put.destroy()
  get.destroy()
  return { records: driver.records, isSettled: isStopped() ? null : isSettled }
}

/** Records to one median: few where few were asked for, as large ones take long. */
function windowOf(warmUpRecords: number): number {
  const smallest = Math.min(windowRecordsWanted, Math.ceil(warmUpRecords / mediansNeeded))
  return Math.max(smallest, Math.ceil(warmUpRecords / windowsAsked))
}

/** The same records as the cell has, at a pace of its own and for as long as the warm-up may last. */
function warmUpOf(scenario: Scenario): Scenario {
  const records = longestMultiple * Math.max(askedAtLeast, scenario.measure.warmUpRecords)
  const rate = perSecond(1000 * scenario.put.batch)
  return {
    ...scenario,
    clock: 'virtual',
    fleet: { frontEnds: 1, consumers: Math.min(1, scenario.fleet.consumers), principals: 1 },
    load: { arrivals: 'constant', rate, duration: nanoseconds((records / rate) * 1e9) },
    get: { ...scenario.get, pollInterval: seconds(0.01) },
    kms: { ...scenario.kms, backend: 'simulated', failures: [] },
  }
}
