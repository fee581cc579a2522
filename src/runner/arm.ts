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
import { BranchKeyService } from '../key-cache/branch-keys/branch-key-service.ts'
import { Consumer } from '../record-path/consumer.ts'
import { FrontEndCaches } from '../record-path/front-end-caches.ts'
import { FrontEnd } from '../record-path/front-end.ts'
import { Stream } from '../record-path/stream.ts'
import { randomStream } from '../random.ts'
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
  /** Between the caches and KMS, where the scenario has branch keys. */
  readonly branchKeys?: BranchKeyService | undefined
  /** When the server of each front end is done with what it has taken, in ns of the scenario's clock. */
  readonly freeAt: Float64Array
}

export const principalName = (index: number): string => `principal-${index}`
export const frontEndName = (index: number): string => `front-end-${index}`
export const consumerName = (index: number): string => `consumer-${index}`

/** The harness takes the largest records that Kinesis can be set to. */
const maxRecordBytes = bytes(10 * 2 ** 20)

export function createArm(name: ArmName, scenario: Scenario, clock: DrivenClock, kms: KeyService): Arm {
  const { fleet, envelope, keyCache, readerCache, seed } = scenario
  const stream = new Stream({
    name: scenario.name,
    clock,
    region: scenario.kms.region,
    shards: scenario.stream.shards,
    updateDelay: nanoseconds(0),
    maxRecordBytes,
  })
  const suite = suiteNamed(envelope.suite)
  const branchKeys =
    keyCache.branchKey && new BranchKeyService({ ...keyCache.branchKey, keyService: kms, clock })
  const keyService = branchKeys ?? kms
  const { policy, negativeTtl, sharedBy } = keyCache
  const sealing = { stream, clock, keyService, suite, limits: keyCache, policy, negativeTtl, seed }
  const groups = Array.from({ length: Math.ceil(fleet.frontEnds / sharedBy) }, (_, group) => {
    return new FrontEndCaches({ ...sealing, source: groupName(group * sharedBy, sharedBy) })
  })
  const { keyReference } = envelope
  const frontEnds = Array.from({ length: fleet.frontEnds }, (_, index) => {
    const caches = groups[Math.floor(index / sharedBy)]!
    return new FrontEnd({ ...sealing, name: frontEndName(index), keyReference, caches })
  })
  const consumers = Array.from({ length: fleet.consumers }, (_, index) => {
    const principal = principalName(index % fleet.principals)
    const suites = [suite]
    const cache = { ...readerCache, random: randomStream(seed, `reader-cache/${index}`) }
    return new Consumer({ name: consumerName(index), principal, stream, clock, keyService, cache, suites })
  })
  return { name, stream, frontEnds, consumers, branchKeys, freeAt: new Float64Array(fleet.frontEnds) }
}

/** Of `count` front ends from `first` on that share one cache. */
function groupName(first: number, count: number): string {
  return count === 1 ? frontEndName(first) : `front-ends-${first}-${first + count - 1}`
}

export function disposeArm(arm: Arm): void {
  for (const frontEnd of arm.frontEnds) frontEnd.dispose()
  for (const consumer of arm.consumers) consumer.dispose()
  arm.branchKeys?.dispose()
}
