/**
 * The treatments that every record of a cell gets: each arm has a stream, front
 * ends and consumers of its own, and differs from the others in nothing but
 * whether its stream is encrypted.
 *
 * @module
 */
import type { DrivenClock } from '../clock/clock.ts'
import type { Contest } from '../contestants/contestant.ts'
import { suiteNamed } from '../envelope/suites/registry.ts'
import { BranchKeyService } from '../key-cache/branch-keys/branch-key-service.ts'
import { randomStream } from '../random.ts'
import { CipherOpener } from '../record-path/cipher-opener.ts'
import { CipherSealer, type WitnessedCipher } from '../record-path/cipher-sealer.ts'
import { Consumer } from '../record-path/consumer.ts'
import { EnvelopeOpener } from '../record-path/envelope-opener.ts'
import { EnvelopeSealer } from '../record-path/envelope-sealer.ts'
import { FrontEndCaches } from '../record-path/front-end-caches.ts'
import { FrontEnd } from '../record-path/front-end.ts'
import { KmsWitness } from '../record-path/kms-witness.ts'
import type { Opener } from '../record-path/opener.ts'
import { SlowedOpener, SlowedSealer } from '../record-path/planted-slowdown.ts'
import type { Sealer } from '../record-path/sealer.ts'
import { Stream } from '../record-path/stream.ts'
import type { Scenario } from '../scenario/schema.ts'
import { bytes, nanoseconds, type Nanoseconds } from '../units/units.ts'
import type { CellKms } from './cell-kms.ts'
import type { ArmHoldings } from './exposure.ts'
import { PlantedStall } from './planted-stall.ts'

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
  /** Wiped with the arm. */
  readonly branchKeys?: BranchKeyService | undefined
  /** Whether each record must come through before the next: work that a library spreads over turns cannot be told apart. */
  readonly isSerial: boolean
  /** When the server of each front end is done with what it has taken, in ns of the scenario's clock. */
  readonly freeAt: Float64Array
  /** Planted into the sealed arm, if any. */
  readonly stall?: PlantedStall | undefined
}

export const principalName = (index: number): string => `principal-${index}`
export const frontEndName = (index: number): string => `front-end-${index}`
export const consumerName = (index: number): string => `consumer-${index}`

/** The harness takes the largest records that Kinesis can be set to. */
const maxRecordBytes = bytes(10 * 2 ** 20)

export interface ArmParts {
  readonly scenario: Scenario
  readonly clock: DrivenClock
  readonly kms: CellKms
  /** Told of the keys that the arm holds in memory, if anybody wants to know. */
  readonly holdings?: ArmHoldings | undefined
  /** Who seals in the envelope's place, if not the envelope itself. */
  readonly contest: Contest | undefined
}

export function createArm(name: ArmName, parts: ArmParts): Arm {
  const { scenario, clock, contest } = parts
  const { fleet } = scenario
  const stream = new Stream({
    name: scenario.name,
    clock,
    region: scenario.kms.region,
    shards: scenario.stream.shards,
    updateDelay: nanoseconds(0),
    maxRecordBytes,
  })
  const { sealerOf, openerOf, branchKeys } = slowed(
    scenario,
    contest === undefined ? envelopeOf(parts, stream) : contestOf(parts, contest, stream),
  )
  const frontEnds = Array.from(
    { length: fleet.frontEnds },
    (_, index) => new FrontEnd({ stream, sealer: sealerOf(index) }),
  )
  const consumers = Array.from({ length: fleet.consumers }, (_, index) => {
    const principal = principalName(index % fleet.principals)
    return new Consumer({ stream, opener: openerOf(index, principal) })
  })
  const freeAt = new Float64Array(fleet.frontEnds)
  const planted = name === 'sealed' ? scenario.planted?.stall : undefined
  const stall = planted && new PlantedStall(planted)
  return { name, stream, frontEnds, consumers, isSerial: contest !== undefined, branchKeys, freeAt, stall }
}

/** What seals for each front end and opens for each consumer. */
interface Sealing {
  readonly sealerOf: (index: number) => Sealer
  readonly openerOf: (index: number, principal: string) => Opener
  /** Between them and KMS, where the scenario has them. */
  readonly branchKeys?: BranchKeyService | undefined
}

/** With the slowdowns that are planted; what has none stays as it is. */
function slowed({ planted }: Scenario, sealing: Sealing): Sealing {
  const { sealerOf, openerOf } = sealing
  const { slowdown, slowdownGet } = planted ?? {}
  return {
    ...sealing,
    ...(slowdown && { sealerOf: (index: number) => new SlowedSealer(sealerOf(index), slowdown) }),
    ...(slowdownGet && {
      openerOf: (index: number, principal: string) =>
        new SlowedOpener(openerOf(index, principal), slowdownGet),
    }),
  }
}

function envelopeOf({ scenario, clock, kms, holdings }: ArmParts, stream: Stream): Sealing {
  const { envelope, fleet, keyCache, readerCache, seed } = scenario
  const suite = suiteNamed(envelope.suite)
  const branchKeys =
    keyCache.branchKey &&
    new BranchKeyService({
      ...keyCache.branchKey,
      keyService: kms.keyService,
      clock,
      holdings: holdings?.branchKeys,
    })
  const keyService = branchKeys ?? kms.keyService
  const { policy, negativeTtl, sharedBy } = keyCache
  const sealing = { stream, clock, keyService, suite, limits: keyCache, policy, negativeTtl, seed }
  const groups = Array.from({ length: Math.ceil(fleet.frontEnds / sharedBy) }, (_, group) => {
    return new FrontEndCaches({
      ...sealing,
      holdings: holdings?.sealing,
      source: groupName(group * sharedBy, sharedBy),
    })
  })
  const { keyReference } = envelope
  return {
    branchKeys,
    sealerOf: (index) => {
      const caches = groups[Math.floor(index / sharedBy)]
      return new EnvelopeSealer({ ...sealing, name: frontEndName(index), keyReference, caches })
    },
    openerOf: (index, principal) => {
      const random = randomStream(seed, `reader-cache/${index}`)
      const cache = { ...readerCache, random, holdings: holdings?.reading }
      const parts = { stream, clock, keyService, principal, suites: [suite] }
      return new EnvelopeOpener({ ...parts, name: consumerName(index), cache })
    },
  }
}

/** Of `count` front ends from `first` on that share one cache. */
function groupName(first: number, count: number): string {
  return count === 1 ? frontEndName(first) : `front-ends-${first}-${first + count - 1}`
}

function contestOf({ scenario, clock, kms }: ArmParts, contest: Contest, stream: Stream): Sealing {
  const { keyCache, readerCache } = scenario
  const { maxRecords, maxBytes } = keyCache
  const cipherFor = (source: string, principal: string, ttl: Nanoseconds): WitnessedCipher => {
    const witness = new KmsWitness(kms.commandsOf({ principal, source }))
    const cache = { ttl, maxRecords, maxBytes, capacity: readerCache.capacity }
    const cipher = contest.cipherFor({ keyArn: kms.keyArn, commands: witness.commands, cache })
    return { cipher, witness }
  }
  return {
    sealerOf: (index) => {
      const cipherOf = (principal: string) => cipherFor(frontEndName(index), principal, keyCache.ttl)
      return new CipherSealer({ stream, clock, cipherOf })
    },
    openerOf: (index, principal) => {
      const cipher = cipherFor(consumerName(index), principal, readerCache.ttl)
      return new CipherOpener({ stream, clock, cipher })
    },
  }
}

export function disposeArm(arm: Arm): void {
  for (const frontEnd of arm.frontEnds) frontEnd.dispose()
  for (const consumer of arm.consumers) consumer.dispose()
  arm.branchKeys?.dispose()
}
