/**
 * How often one consumer asks KMS for one EDK in the long run: once, and again
 * where its entry ends while the EDK is still being read.
 *
 * @module
 */
import { gammaCdf, negativeBinomialCdf } from '../../statistics/special-functions.ts'
import { average } from '../latency.ts'

/** Times in s. */
export interface ReadEdk {
  /** Calls per second that are sealed under it. */
  readonly rate: number
  /** How long it seals. */
  readonly span: number
  readonly readerTtl: number
  readonly latency: number
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
  if (credential === Infinity) return { afterTtl: repeatsAfterTtl(edk, span), afterCredential: 0 }
  // Who gets a new one from poll to poll or faster decrypts at each poll that finds a record.
  const lifetime = Math.max(credential, pollInterval, Number.EPSILON)
  const whole = Math.min(lifetime, span)
  const inWhole = repeatsAfterTtl(edk, whole)
  const inPart = average(parts.map((part) => repeatsAfterTtl(edk, part * whole)))
  // The span begins under one credential, and so many more begin that see a whole lifetime of it, or a part.
  const wholes = (span - whole) / lifetime
  const partly = whole / lifetime
  const found = (length: number): number => -Math.expm1(-rate * length)
  return {
    afterTtl: wholes * inWhole + partly * inPart + (partly * inPart + (1 - partly) * inWhole),
    afterCredential: wholes * found(lifetime) + partly - found(whole) / (rate * lifetime),
  }
}

const parts = Array.from({ length: 8 }, (_, index) => (index + 0.5) / 8)
const phases = Array.from({ length: 8 }, (_, index) => (index + 0.5) / 8)
/** With more repeats than this the law of large numbers is exact enough. */
const termsMax = 2000

/** While the EDK seals for `span`: each needs a TTL, an answer, and then a record. */
function repeatsAfterTtl(edk: ReadEdk, span: number): number {
  const { rate, readerTtl, latency, pollInterval } = edk
  if (readerTtl === Infinity || span <= 0) return 0
  return pollInterval === 0 ? pushedRepeats(rate, span, readerTtl + latency) : polledRepeats(edk, span)
}

function pushedRepeats(rate: number, span: number, life: number): number {
  const cycle = life + 1 / rate
  if (span / cycle > termsMax) return span / cycle + (1 / rate ** 2 / cycle ** 2 - 1) / 2
  let repeats = 0
  for (let ordinal = 1; ordinal * life < span; ordinal += 1) {
    const probability = gammaCdf(ordinal, rate * (span - ordinal * life))
    if (probability < 1e-12) break
    repeats += probability
  }
  return repeats
}

/** The first poll that finds the EDK comes v after its first record, v uniform over the poll interval. */
function polledRepeats({ rate, readerTtl, latency, pollInterval }: ReadEdk, span: number): number {
  const life = Math.max(1, Math.ceil((latency + readerTtl) / pollInterval - 1e-7))
  const finds = -Math.expm1(-rate * pollInterval)
  const cycle = life - 1 + 1 / finds
  const variance = (1 - finds) / finds ** 2
  const polls = span / pollInterval
  if (polls / cycle > termsMax) return polls / cycle + (variance + cycle - cycle ** 2) / (2 * cycle ** 2)
  return average(
    phases.map((phase) => {
      const left = Math.max(0, polls - phase)
      const whole = Math.floor(left)
      // The last window ends with the span, and so finds less.
      const part = -Math.expm1(-rate * (left - whole) * pollInterval) / finds
      return (1 - part) * renewalsWithin(whole, life, finds) + part * renewalsWithin(whole + 1, life, finds)
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
