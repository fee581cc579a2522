/**
 * Everything that one cell needs and shares with no other: a clock, a KMS, the
 * offered load and the arms.
 *
 * @module
 */
import type { DrivenClock } from '../clock/clock.ts'
import { RealClock } from '../clock/real-clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { contestantNamed } from '../contestants/registry.ts'
import type { SdkCredentials } from '../kms/sdk-clients.ts'
import type { SharedSpend } from '../kms/spend-cap.ts'
import type { CloudTrailEvent } from '../kms-service/audit-trail.ts'
import type { Scenario } from '../scenario/schema.ts'
import type { Nanoseconds } from '../units/units.ts'
import { createWorkload } from '../workload/create-workload.ts'
import type { Workload } from '../workload/workload.ts'
import { armNames, createArm, disposeArm, type Arm } from './arm.ts'
import { createCellKms, type CellKms } from './cell-kms.ts'
import { newHoldings, type ArmHoldings } from './exposure.ts'
import { workloadSpec } from './workload-spec.ts'

export interface CellWorld extends Disposable {
  readonly scenario: Scenario
  readonly clock: DrivenClock
  readonly kms: CellKms
  readonly workload: Workload
  readonly arms: readonly Arm[]
  readonly sealed: Arm
  /** Keys that the sealed arm holds in memory. */
  readonly holdings: ArmHoldings
}

export interface WorldOptions {
  /** The KMS key, where the scenario's KMS is not the embedded one: what `prepareKms` found. */
  readonly keyArn?: string | undefined
  readonly spend?: SharedSpend | undefined
  /** Called when a KMS call would have passed the spend cap. */
  readonly onSpent?: () => void
  readonly audit?: ((event: CloudTrailEvent) => void) | undefined
  /** Of every principal, at a KMS of our own. */
  readonly credentials?: SdkCredentials | undefined
}

/** How long the load lasts on the scenario's clock, where that is written down. */
export function loadDuration({ load }: Scenario): Nanoseconds | undefined {
  return load.duration
}

/** Makes the world and encrypts the sealed arm's stream, at time 0. */
export async function createWorld(
  scenario: Scenario,
  { keyArn, spend, onSpent = ignore, audit, credentials }: WorldOptions = {},
): Promise<CellWorld> {
  const workload = createWorkload(workloadSpec(scenario))
  const clock = scenario.clock === 'virtual' ? new VirtualClock() : new RealClock()
  const kms = createCellKms(scenario, clock, {
    keyArn,
    horizon: workload.span,
    spend,
    onSpent,
    audit,
    credentials,
  })
  const contest = await contestantNamed(scenario.envelope.suite)?.begin()
  const holdings = newHoldings(workload.span)
  const arms = armNames.map((name) =>
    createArm(name, { scenario, clock, kms, contest, ...(name === 'sealed' && { holdings }) }),
  )
  const sealed = arms.find((arm) => arm.name === 'sealed')!
  const applied = sealed.stream.startEncryption(kms.keyArn, 'administrator')
  await clock.waitUntil(clock.now())
  await applied
  await kms.begin()
  return {
    scenario,
    clock,
    kms,
    workload,
    arms,
    sealed,
    holdings,
    [Symbol.dispose]: () => {
      for (const arm of arms) disposeArm(arm)
      contest?.[Symbol.dispose]()
      kms[Symbol.dispose]()
    },
  }
}

function ignore(): void {}
