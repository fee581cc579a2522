/**
 * How often one consumer asks KMS for one EDK in the long run: once, and again
 * where its entry ends while the EDK is still being read.
 *
 * @module
 */
import { gammaCdf, negativeBinomialCdf, normalQuantile } from '../../statistics/special-functions.ts'
import { average, type Latency } from '../latency.ts'
import { fewer } from './refills.ts'

/** Times in s. */
export interface ReadEdk {
  /** Calls per second that are sealed under it. */
  readonly rate: number
  /** How long it seals. */
  readonly span: number
  readonly readerTtl: number
  readonly latency: Latency
  /** 0: records are pushed. */
  readonly pollInterval: number
  /** Of the consumer; Infinity: it never changes. */
  readonly credential: number
}

/** Mean `Decrypt` calls beyond the first. */
export interface RepeatedReads {
  readonly afterTtl: number
  readonly afterCredential: number
}

/**
 * A credential of the consumer that begins while the EDK is being read asks for
 * it again if one more record is found. Its beginnings are uniform in time.
 */
export function repeatedReads(edk: ReadEdk): RepeatedReads {
  const { rate, span, credential, pollInterval } = edk
  const inSpan = (length: number): number => repeatsAfterTtl(edk, length, false)
  if (credential === Infinity) return { afterTtl: inSpan(span), afterCredential: 0 }
  // Who gets a new one from poll to poll or faster decrypts at each poll that finds a record.
  const lifetime = Math.max(credential, pollInterval, Number.EPSILON)
  const whole = Math.min(lifetime, span)
  const cutShort = (length: number): number => repeatsAfterTtl(edk, length, true)
  const overParts = (count: (length: number) => number): number =>
    average(parts.map((part) => count(part * whole)))
  // The span begins under one credential, and so many more begin that see a whole lifetime of it, or a part.
  const wholes = (span - whole) / lifetime
  const partly = whole / lifetime
  const first = partly * overParts(cutShort) + (partly === 1 ? 0 : (1 - partly) * inSpan(span))
  const found = (length: number): number => -Math.expm1(-rate * length)
  return {
    afterTtl: first + (wholes === 0 ? 0 : wholes * cutShort(lifetime)) + partly * overParts(inSpan),
    afterCredential: wholes * found(lifetime) + partly - found(whole) / (rate * lifetime),
  }
}

const parts = Array.from({ length: 8 }, (_, index) => (index + 0.5) / 8)
const phases = Array.from({ length: 8 }, (_, index) => (index + 0.5) / 8)
/** With more repeats than this the law of large numbers is exact enough. */
const termsMax = 2000
const latencyNodes = 16

/**
 * Within `span`: each needs a TTL, an answer, and then a record. `isCutShort`:
 * the credential ends with the span, and another finds what the last poll has not.
 */
function repeatsAfterTtl(edk: ReadEdk, span: number, isCutShort: boolean): number {
  const { readerTtl, pollInterval } = edk
  if (readerTtl === Infinity || span <= 0) return 0
  return pollInterval === 0 ? pushedRepeats(edk, span) : polledRepeats(edk, span, isCutShort)
}

/** Equally likely values of a standard normal variable, to average over sums of latencies. */
const normalNodes = [0.1, 0.3, 0.5, 0.7, 0.9].map(normalQuantile)

function pushedRepeats({ rate, readerTtl, latency }: ReadEdk, span: number): number {
  const life = readerTtl + latency.mean
  const cycle = life + 1 / rate
  const variance = latency.variance + 1 / rate ** 2
  if (span / cycle > termsMax) return span / cycle + (variance / cycle ** 2 - 1) / 2
  let repeats = 0
  for (let ordinal = 1; ; ordinal += 1) {
    const spread = Math.sqrt(ordinal * latency.variance)
    const left = normalNodes.map((node) => span - ordinal * life - node * spread)
    const probability = average(left.map((time) => (time <= 0 ? 0 : gammaCdf(ordinal, rate * time))))
    if (probability < 1e-12) return repeats
    repeats += probability
  }
}

/** The first poll that finds the EDK comes v after its first record, v uniform over the poll interval. */
function polledRepeats(edk: ReadEdk, span: number, isCutShort: boolean): number {
  const { rate, readerTtl, latency, pollInterval } = edk
  const finds = -Math.expm1(-rate * pollInterval)
  const lives = fewer(latency.values, latencyNodes).map((value) =>
    Math.max(1, Math.ceil((value + readerTtl) / pollInterval - 1e-7)),
  )
  const polls = span / pollInterval
  const meanLife = average(lives)
  const cycle = meanLife - 1 + 1 / finds
  if (polls / cycle > termsMax) {
    const variance = (1 - finds) / finds ** 2
    return polls / cycle + (variance + cycle - cycle ** 2) / (2 * cycle ** 2)
  }
  // Entries of one EDK live as many polls, or one more where latency decides it.
  const renewals = (within: number): number => {
    const short = Math.floor(meanLife)
    const longer = meanLife - short
    const few = renewalsWithin(within, short, finds)
    return longer === 0 ? few : (1 - longer) * few + longer * renewalsWithin(within, short + 1, finds)
  }
  return average(
    phases.map((phase) => {
      const left = Math.max(0, polls - phase)
      const whole = Math.floor(left)
      if (isCutShort) return renewals(whole)
      // The last window ends with the span, and so finds less.
      const part = -Math.expm1(-rate * (left - whole) * pollInterval) / finds
      return (1 - part) * renewals(whole) + part * renewals(whole + 1)
    }),
  )
}

/** Of a process whose steps last `life` polls and then until one finds a record, within `polls`. */
function renewalsWithin(polls: number, life: number, finds: number): number {
  let renewals = 0
  for (let ordinal = 1; ordinal * life <= polls; ordinal += 1) {
    const probability = negativeBinomialCdf(ordinal, finds, polls - ordinal * life)
    if (probability < 1e-12) break
    renewals += probability
  }
  return renewals
}
