/**
 * Runs records through every arm before anything is counted, in a world of its
 * own, so that compilation and first use are over and no cache is filled.
 *
 * @module
 */
import { OperationRecorder } from '../measure/operation-recorder.ts'
import type { Scenario } from '../scenario/schema.ts'
import { nanoseconds, perSecond, seconds } from '../units/units.ts'
import { CellDriver } from './cell-driver.ts'
import { createWorld } from './cell-world.ts'

/** `isStopped` is asked many times a second. On the virtual clock, so that it takes no longer than the work itself. */
export async function warmUp(scenario: Scenario, isStopped: () => boolean = () => false): Promise<void> {
  const { warmUpRecords } = scenario.measure
  if (warmUpRecords === 0) return
  const rate = perSecond(1000 * scenario.put.batch)
  const duration = nanoseconds((warmUpRecords / rate) * 1e9)
  using world = await createWorld({
    ...scenario,
    clock: 'virtual',
    fleet: { frontEnds: 1, consumers: Math.min(1, scenario.fleet.consumers), principals: 1 },
    load: { arrivals: 'constant', rate, duration },
    get: { ...scenario.get, pollInterval: seconds(0.01) },
    kms: { ...scenario.kms, backend: 'simulated', failures: [] },
  })
  const put = new OperationRecorder('put', warmUpRecords, ignore)
  const get = new OperationRecorder('get', warmUpRecords, ignore)
  const driver: CellDriver = new CellDriver(world, { put, get }, () => {
    if (isStopped()) driver.stop()
  })
  await driver.run()
  driver.lag.destroy()
  put.destroy()
  get.destroy()
}

function ignore(): void {}
