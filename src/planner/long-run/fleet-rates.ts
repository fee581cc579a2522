/**
 * The long-run rates of a whole fleet, by who asks KMS and why, each with its
 * formula.
 *
 * In the formulas N are the caches of the sealing side and M the consumers of
 * each, lambda calls per second at one cache, d KMS's latency, T the TTL, R the
 * rotation, L the lifetime of credentials, p the poll interval.
 *
 * @module
 */
import { betaOf, cachesOf, graceNsOf, isHierarchical, type FleetModel } from '../fleet-model.ts'
import { average, type Latency } from '../latency.ts'
import { missRateLru } from '../published-formulas.ts'
import { readingBranchKeyRate, sealingBranchKeyRate } from './branch-key-rates.ts'
import { repeatedReads, type RepeatedReads } from './reading-rates.ts'
import { sealingRates, type SealingRates } from './sealing-rates.ts'

export interface RateOfRole {
  readonly role: string
  readonly operation: 'GenerateDataKey' | 'Decrypt'
  readonly perSecond: number
  readonly formula: string
}

/** What the rates of one stream follow from, at one load. */
export interface StreamModel {
  readonly fleet: FleetModel
  readonly latency: Latency
  /** Calls per second of the stream, above 0. */
  readonly callsPerSecond: number
  /** Of the sealing side; need not be whole. */
  readonly caches: number
  readonly credentialS: number
  readonly isFanOutEnhanced: boolean
}

export interface StreamRates {
  /** Of one stream; they add up to its calls. */
  readonly rates: readonly RateOfRole[]
  /** Of one cache. */
  readonly sealing: SealingRates
  /** EDKs that come into the stream per second. */
  readonly edksPerSecond: number
  /** Branch keys that the owners of the sealing side fetch; 0 where there are none. */
  readonly branchKeysPerSecond: number
}

export function streamModelOf(
  model: {
    readonly fleet: FleetModel
    readonly credentialLifetimeS: number
    readonly isFanOutEnhanced: boolean
  },
  latency: Latency,
  callsPerSecond: number,
  caches: number = cachesOf(model.fleet),
): StreamModel {
  const { fleet, credentialLifetimeS: credentialS, isFanOutEnhanced } = model
  return { fleet, latency, callsPerSecond, caches, credentialS, isFanOutEnhanced }
}

export function ratesOfStream(stream: StreamModel): StreamRates {
  const { fleet, latency, callsPerSecond, caches, credentialS } = stream
  const rate = callsPerSecond / caches
  const isLocal = isHierarchical(fleet)
  // Under a branch key, data keys take no time.
  const sealing = sealingRates({ fleet, latency: isLocal ? none : latency, rate, credentialS })
  const edksPerSecond = caches * sealing.generations * sealing.fill.calls.mean * sealing.usedShare
  if (isLocal) {
    const rates = branchKeyRates(stream, sealing)
    return { rates, sealing, edksPerSecond, branchKeysPerSecond: rates[0]!.perSecond }
  }
  return {
    rates: [...ratesOfSealing(stream, sealing), ...ratesOfReading(stream, sealing, edksPerSecond)],
    sealing,
    edksPerSecond,
    branchKeysPerSecond: 0,
  }
}

export const refillRole = 'refills within a rotation'

const none: Latency = { mean: 0, variance: 0, values: [0] }

function ratesOfSealing({ fleet, callsPerSecond, caches }: StreamModel, sealing: SealingRates): RateOfRole[] {
  const { generations, refills, renewals, fill } = sealing
  const calls = caches * fill.calls.mean
  const times = fleet.singleFlight || fleet.ttlNs === 0 ? '' : ' (1 + lambda d)'
  const formulas = formulasOf(fleet, sealing.isLimited)
  const rates: RateOfRole[] = [
    {
      role: 'fills that generate',
      operation: 'GenerateDataKey',
      perSecond: calls * (generations - renewals),
      formula: `N${times} / ${formulas.generations}`,
    },
  ]
  if (renewals > 0)
    rates.push({
      role: 'fills that new credentials add',
      operation: 'GenerateDataKey',
      perSecond: calls * renewals,
      formula: `N${times} (E[fills within L] / L - 1 / ${formulas.generations})`,
    })
  if (fleet.ttlNs === 0)
    rates.push({
      role: 'records without a cache',
      operation: 'Decrypt',
      perSecond: Math.max(0, callsPerSecond * fleet.batch - calls * generations),
      formula: 'records per second - fills that generate',
    })
  else if (refills > 0)
    rates.push({
      role: refillRole,
      operation: 'Decrypt',
      perSecond: calls * refills,
      formula: `N${times} sum over k of P(${formulas.refills}) / ${formulas.generations}`,
    })
  return rates
}

/** The parts of formulas that cache policies change. */
function formulasOf(fleet: FleetModel, isLimited: boolean) {
  const { jitter = 0 } = fleet
  const life = jitter === 0 ? 'R' : `R (1 - ${jitter} / 2)`
  const ahead = graceNsOf(fleet) > 0 ? ' - g' : ''
  const generations =
    betaOf(fleet) > 0
      ? 'E[cycle of XFetch]'
      : isLimited
        ? 'E[min(age + 1/lambda, use)]'
        : `(${life}${ahead} + d + 1/lambda)`
  const step = jitter === 0 ? 'T' : `T (1 - ${jitter} U)`
  return { generations, refills: `k ${step} + (k - 1) d + Gamma(k, lambda) < R` }
}

function ratesOfReading(stream: StreamModel, sealing: SealingRates, edksPerSecond: number): RateOfRole[] {
  const { fleet, callsPerSecond, caches } = stream
  const { consumers, reader, batch } = fleet
  if (consumers === 0) return []
  const decrypt = (role: string, perSecond: number, formula: string): RateOfRole => ({
    role,
    operation: 'Decrypt',
    perSecond: consumers * perSecond,
    formula,
  })
  if (reader.ttlNs === 0)
    return [decrypt('consumers without a cache', callsPerSecond * batch, 'M * records per second')]
  const { afterTtl, afterCredential } = repeatsOf(stream, sealing)
  const spans = caches * sealing.generations * sealing.usedShare
  const live = caches * Math.min(1, sealing.spanS * sealing.generations)
  const misses = missRateLru(callsPerSecond, live, reader.capacity)
  // A miss by chance may be that of an EDK which is new, or whose entry has expired.
  const evicted = Math.max(0, misses - edksPerSecond - spans * (afterTtl + afterCredential))
  return [
    decrypt('consumers at the tip', edksPerSecond, 'M * EDKs per second'),
    decrypt(
      'consumers whose entry expired',
      spans * afterTtl,
      'M * EDKs per second * E[expiries while an EDK is read]',
    ),
    decrypt(
      'consumers with a new credential',
      spans * afterCredential,
      'M * EDKs per second * E[credentials that begin while an EDK is read]',
    ),
    decrypt('consumers that evict', evicted, 'M lambda N (1 - capacity / live EDKs)'),
  ].filter(({ perSecond }, index) => index === 0 || perSecond > 0)
}

/** How far from the mean jitter moves what one key seals for, over the jitter and the rotation. */
const spanNodes = [0.375, 0.125, -0.125, -0.375]

/** Averaged over EDKs, which jitter lets seal for longer and shorter. */
function repeatsOf(
  { fleet, latency, callsPerSecond, caches, credentialS, isFanOutEnhanced }: StreamModel,
  { spanS }: SealingRates,
): RepeatedReads {
  const { jitter = 0 } = fleet
  const each = (jitter === 0 ? [0] : spanNodes).map((node) =>
    repeatedReads({
      rate: callsPerSecond / caches,
      span: Math.max(0, spanS + (node * jitter * fleet.rotationNs) / 1e9),
      readerTtl: fleet.reader.ttlNs / 1e9,
      latency,
      pollInterval: isFanOutEnhanced ? 0 : fleet.reader.pollIntervalNs / 1e9,
      credential: credentialS,
    }),
  )
  return {
    afterTtl: average(each.map(({ afterTtl }) => afterTtl)),
    afterCredential: average(each.map(({ afterCredential }) => afterCredential)),
  }
}

/** Data keys are made and unwrapped locally: KMS is asked for branch keys alone, which exist, so that it decrypts. */
function branchKeyRates(stream: StreamModel, sealing: SealingRates): RateOfRole[] {
  const { fleet, latency, callsPerSecond, credentialS, isFanOutEnhanced } = stream
  const { consumers, reader, branchKeyTtlNs = 0, batch } = fleet
  const branchTtl = branchKeyTtlNs / 1e9
  const rate = callsPerSecond / stream.caches
  const fills = sealing.generations + sealing.refills
  const hasKeyPerCall = fleet.ttlNs === 0 || fills >= rate
  const common = { branchTtl, latency: latency.mean, rate, credential: credentialS }
  const perOwner = sealingBranchKeyRate({
    ...common,
    pause: hasKeyPerCall ? 0 : Math.max(0, 1 / fills - 1 / rate),
  })
  const rates: RateOfRole[] = [
    {
      role: 'branch keys of front ends',
      operation: 'Decrypt',
      perSecond: stream.caches * perOwner,
      formula: 'N / (branch TTL + d + E[wait for the next data key])',
    },
  ]
  if (consumers === 0) return rates
  const isPerRecord = reader.ttlNs === 0
  const perConsumer = readingBranchKeyRate({
    ...common,
    caches: isPerRecord ? 1 : stream.caches,
    edks: isPerRecord ? callsPerSecond * batch : sealing.generations * sealing.usedShare,
    rate: isPerRecord ? callsPerSecond : rate,
    pollInterval: isFanOutEnhanced ? 0 : reader.pollIntervalNs / 1e9,
  })
  rates.push({
    role: 'branch keys of consumers',
    operation: 'Decrypt',
    perSecond: consumers * perConsumer,
    formula: 'M / (branch TTL + d + E[wait for the next new EDK])',
  })
  return rates
}
