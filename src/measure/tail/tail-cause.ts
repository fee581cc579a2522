/**
 * Why a record was slow: its causes by name, and the rule that gives each slow
 * record exactly one. What cannot be told from evidence is called unknown.
 *
 * @module
 */
import type { LateTurn } from '../../clock/late-turns.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { GcKind, GcPause } from '../gc-log.ts'
import type { SlowRecord } from './slow-record.ts'
import type { TailTime } from './slowness.ts'

export const tailCauses = [
  'kms-miss',
  'rotation',
  'behind-a-miss',
  'queueing',
  'garbage-collection',
  'event-loop-delay',
  'preempted',
  'first-use',
  'unknown',
] as const
export type TailCause = (typeof tailCauses)[number]

/** The second plain arm is there for its noise, not for its tail. */
export const tailArms = ['plain', 'sealed'] as const
export type TailArm = (typeof tailArms)[number]

/** What is known of the thread around a record; each list in the order of time. */
export interface Evidence {
  readonly pauses: readonly GcPause[]
  /** Real clock: who was due when, and when he got his turn. */
  readonly lateTurns: readonly LateTurn[]
  /** What work takes at the median, in ns. */
  readonly typicalNs: number
}

export interface Attribution {
  readonly cause: TailCause
  /** How long what is named took, in ns. */
  readonly tookNs: number
  readonly gcKind?: GcKind
}

/** Such as `minor collection of 1.2 ms`. */
export function describeAttribution({ cause, tookNs, gcKind }: Attribution): string {
  const took = describeDuration(tookNs)
  switch (cause) {
    case 'kms-miss':
      return `waited ${took} for KMS`
    case 'rotation':
      return `waited ${took} for new key material`
    case 'behind-a-miss':
      return `waited ${took} behind a record that asked KMS`
    case 'queueing':
      return `queued for ${took}`
    case 'garbage-collection':
      return `${gcKind ?? 'minor'} collection of ${took}`
    case 'event-loop-delay':
      return `its turn came ${took} late`
    case 'preempted':
      return `no processor for ${took}`
    case 'first-use':
    case 'unknown':
      return `worked for ${took}`
    default:
      return cause satisfies never
  }
}

/**
 * The cause of `record` being slow, by each time. A time has three parts: what
 * the record queued, which is no part of service time, what it waited for KMS,
 * and what was worked for it. The longest is what it was slow by; that part's
 * own rules come in a fixed order, and a stretch of the thread counts where it
 * makes up half of what is to be explained.
 */
export function causesOf(record: SlowRecord, evidence: Evidence): Readonly<Record<TailTime, Attribution>> {
  const { service, response, waited } = record
  const worked = service - waited
  const queued = response - service
  const serviceTime = waited > worked ? causeOfWait(record, evidence) : causeOfWork(record, worked, evidence)
  const isQueued = queued > Math.max(waited, worked)
  return { serviceTime, responseTime: isQueued ? causeOfQueue(record, queued, evidence) : serviceTime }
}

function causeOfQueue(record: SlowRecord, queued: number, evidence: Evidence): Attribution {
  if (record.isBehindMiss) return { cause: 'behind-a-miss', tookNs: queued }
  if (record.isRealTime) {
    const end = record.endedAt - record.service
    const collection = collectionIn(evidence.pauses, end - queued, end, queued)
    if (collection !== undefined) return collection
    const late = Math.max(0, ...overlapsOf(evidence.lateTurns, end - queued, end))
    if (late >= queued / 2) return { cause: 'event-loop-delay', tookNs: late }
  }
  return { cause: 'queueing', tookNs: queued }
}

function causeOfWait(record: SlowRecord, { lateTurns }: Evidence): Attribution {
  const { waited, waitReason, isRealTime } = record
  const late = isRealTime ? lateForAnswer(record, lateTurns) : 0
  if (late > 0 && late >= waited / 2) return { cause: 'event-loop-delay', tookNs: late }
  // A library waits for KMS by itself, and does not tell why.
  return { cause: waitReason ?? 'kms-miss', tookNs: waited }
}

/** What the SDK does with an answer before the record goes on, at most. */
const answerNs = 1_000_000

/**
 * How late the turn came in which the answer of KMS was seen. Whose of those
 * who woke then the answer was is not told: that of the least late is claimed.
 */
function lateForAnswer({ endedAt, service, waited }: SlowRecord, lateTurns: readonly LateTurn[]): number {
  const answeredAt = endedAt - (service - waited) - answerNs
  const woke = within(lateTurns, endedAt - service, endedAt).filter(
    ({ startNs, durationNs }) => startNs + durationNs >= answeredAt,
  )
  return woke.length === 0 ? 0 : Math.min(...overlapsOf(woke, endedAt - service, endedAt))
}

function causeOfWork(record: SlowRecord, worked: number, evidence: Evidence): Attribution {
  const excess = Math.max(0, worked - evidence.typicalNs)
  const collection = collectionIn(evidence.pauses, record.endedAt - worked, record.endedAt, excess)
  if (collection !== undefined) return collection
  const delay = record.span?.takeDelay(excess) ?? 0
  if (delay > 0) return { cause: 'preempted', tookNs: delay }
  return { cause: record.isFirstUse ? 'first-use' : 'unknown', tookNs: worked }
}

/** Where pauses make up half of `excess`; undefined else. */
function collectionIn(
  pauses: readonly GcPause[],
  from: number,
  to: number,
  excess: number,
): Attribution | undefined {
  const overlap = overlapNs(pauses, from, to)
  if (overlap === 0 || overlap < excess / 2) return undefined
  const { durationNs: tookNs, kind: gcKind } = within(pauses, from, to).reduce((one, other) =>
    other.durationNs > one.durationNs ? other : one,
  )
  return { cause: 'garbage-collection', tookNs, gcKind }
}

/** How much of [`from`, `to`] lies in `pauses`, which do not overlap each other. */
function overlapNs(pauses: readonly GcPause[], from: number, to: number): number {
  return overlapsOf(pauses, from, to).reduce((sum, overlap) => sum + overlap, 0)
}

/** How much of [`from`, `to`] lies in each of those that reach into it. */
function overlapsOf(stretches: readonly LateTurn[], from: number, to: number): number[] {
  return within(stretches, from, to).map(
    ({ startNs, durationNs }) => Math.min(to, startNs + durationNs) - Math.max(from, startNs),
  )
}

/** Looks from the newest back, as records are looked at soon after they were slow; `stretches` in the order of their ends. */
function within<S extends LateTurn>(stretches: readonly S[], from: number, to: number): S[] {
  const found: S[] = []
  for (let index = stretches.length - 1; index >= 0; index -= 1) {
    const stretch = stretches[index]!
    if (stretch.startNs + stretch.durationNs <= from) break
    if (stretch.startNs < to) found.push(stretch)
  }
  return found
}
