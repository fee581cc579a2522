/**
 * Everything that one cell needs and shares with no other: a clock, a KMS, the
 * offered load and the arms.
 *
 * @module
 */
import type { DrivenClock } from '../clock/clock.ts'
import { RealClock } from '../clock/real-clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { EmbeddedKms } from '../kms/embedded-kms.ts'
import type { Scenario } from '../scenario/schema.ts'
import type { Nanoseconds } from '../units/units.ts'
import { createWorkload } from '../workload/create-workload.ts'
import type { Workload } from '../workload/workload.ts'
import { armNames, createArm, disposeArm, type Arm } from './arm.ts'
import { workloadSpec } from './workload-spec.ts'

export interface CellWorld extends Disposable {
  readonly scenario: Scenario
  readonly clock: DrivenClock
  readonly kms: EmbeddedKms
  readonly workload: Workload
  readonly arms: readonly Arm[]
  readonly sealed: Arm
}

/** Points of the chart of KMS calls over time. */
const timelineSlices = 120

/** How long the load lasts on the scenario's clock, where that is written down. */
export function loadDuration({ load }: Scenario): Nanoseconds | undefined {
  return load.duration
}

/** Makes the world and encrypts the sealed arm's stream, at time 0. */
export async function createWorld(scenario: Scenario): Promise<CellWorld> {
  const { kms: service, seed } = scenario
  const clock = scenario.clock === 'virtual' ? new VirtualClock() : new RealClock()
  const workload = createWorkload(workloadSpec(scenario))
  const kms = new EmbeddedKms({
    clock,
    region: service.region,
    latency: service.latency,
    quotaPerSecond: service.quota,
    failures: service.failures,
    seed,
    timeline: { horizon: workload.span, slices: timelineSlices },
  })
  const arms = armNames.map((name) => createArm(name, scenario, clock, kms))
  const sealed = arms.find((arm) => arm.name === 'sealed')!

  const applied = sealed.stream.startEncryption(kms.createKey({ alias: 'alias/sealbench' }), 'administrator')
  await clock.waitUntil(clock.now())
  await applied
  return {
    scenario,
    clock,
    kms,
    workload,
    arms,
    sealed,
    [Symbol.dispose]: () => {
      for (const arm of arms) disposeArm(arm)
      kms[Symbol.dispose]()
    },
  }
}
