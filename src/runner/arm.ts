/**
 * The treatments that every record of a cell gets: each arm has a stream, front
 * ends and consumers of its own, and differs from the others in nothing but
 * whether its stream is encrypted.
 *
 * @module
 */
import type { DrivenClock } from '../clock/clock.ts'
import { suiteNamed } from '../envelope/suites/registry.ts'
import type { KeyService } from '../kms/key-service.ts'
import { Consumer } from '../record-path/consumer.ts'
import { EnvelopeOpener } from '../record-path/envelope-opener.ts'
import { EnvelopeSealer } from '../record-path/envelope-sealer.ts'
import { FrontEnd } from '../record-path/front-end.ts'
import { Stream } from '../record-path/stream.ts'
import type { Scenario } from '../scenario/schema.ts'
import { bytes, nanoseconds } from '../units/units.ts'

/** `again` is a second plain arm: plain against plain is the noise floor. */
export const armNames = ['plain', 'again', 'sealed'] as const
export type ArmName = (typeof armNames)[number]

/** Where records are put: a front end, or the null arm's nothing. */
export type RecordSink = Pick<FrontEnd, 'putRecord' | 'putRecords' | 'dispose'>

export interface Arm {
  readonly name: ArmName
  readonly stream: Stream
  readonly frontEnds: readonly RecordSink[]
  readonly consumers: readonly Consumer[]
  /** When the server of each front end is done with what it has taken, in ns of the scenario's clock. */
  readonly freeAt: Float64Array
}

export const principalName = (index: number): string => `principal-${index}`
export const frontEndName = (index: number): string => `front-end-${index}`
export const consumerName = (index: number): string => `consumer-${index}`

/** The harness takes the largest records that Kinesis can be set to. */
const maxRecordBytes = bytes(10 * 2 ** 20)

export function createArm(
  name: ArmName,
  scenario: Scenario,
  clock: DrivenClock,
  keyService: KeyService,
): Arm {
  const { fleet, envelope, keyCache, readerCache } = scenario
  const stream = new Stream({
    name: scenario.name,
    clock,
    region: scenario.kms.region,
    shards: scenario.stream.shards,
    updateDelay: nanoseconds(0),
    maxRecordBytes,
  })
  const suite = suiteNamed(envelope.suite)
  const { policy } = keyCache
  const { keyReference } = envelope
  const frontEnds = Array.from({ length: fleet.frontEnds }, (_, index) => {
    const parts = { name: frontEndName(index), stream, clock, keyService, suite, keyReference }
    return new FrontEnd({ stream, sealer: new EnvelopeSealer({ ...parts, limits: keyCache, policy }) })
  })
  const consumers = Array.from({ length: fleet.consumers }, (_, index) => {
    const principal = principalName(index % fleet.principals)
    const parts = { name: consumerName(index), principal, stream, clock, keyService, suites: [suite] }
    return new Consumer({ stream, opener: new EnvelopeOpener({ ...parts, cache: readerCache }) })
  })
  return { name, stream, frontEnds, consumers, freeAt: new Float64Array(fleet.frontEnds) }
}

export function disposeArm(arm: Arm): void {
  for (const frontEnd of arm.frontEnds) frontEnd.dispose()
  for (const consumer of arm.consumers) consumer.dispose()
}
