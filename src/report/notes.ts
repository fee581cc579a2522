/**
 * What every report owes its reader beside the figures: how they came about,
 * which are modelled, and what the words mean.
 *
 * @module
 */
import type { Run } from '../run-store/run-format.ts'
import { describeDuration } from '../units/quantity.ts'
import { describeEstimate, nothing } from './figures.ts'

export interface Note {
  readonly term: string
  readonly text: string
}

export function methodNotes(run: Run): readonly Note[] {
  const isVirtual = run.scenario['clock'] !== 'real'
  return [
    {
      term: 'Pairs, not runs',
      text:
        'The same records go through a plain arm and a sealed arm in the same worker, in short interleaved blocks of balanced order. ' +
        'A third, plain arm gives the noise floor. Intervals are 95 % and come from a block bootstrap over consecutive segments, as wide as their long-run variance asks for.',
    },
    {
      term: 'Measured',
      text: isVirtual
        ? 'The time of sealing and opening is measured on this machine. The clock of the scenario is virtual: arrivals, cache ages and rotation are simulated time, and KMS calls are counted, not estimated.'
        : 'Times are measured on this machine, at the pace of the real clock. Response time counts from the intended arrival. KMS calls are counted, not estimated.',
    },
    {
      term: 'Modelled',
      text:
        kmsNote(run) +
        'USD are modelled from a dated table of list prices: KMS requests and one customer key, without the free tier, without CloudTrail.',
    },
    {
      term: 'Our own choice',
      text:
        'AWS publishes neither the derivation of record keys nor the layout of sealed records. Envelope and derivation used here are this project’s own choice; ' +
        'figures show what such a path costs, not what happens inside Amazon Kinesis.',
    },
  ]
}

/** Of the backend, as the stored scenario names it. */
function kmsNote({ scenario }: Run): string {
  const { backend, endpoint } = (scenario['kms'] ?? {}) as { backend?: string; endpoint?: string }
  switch (backend) {
    case 'aws':
      return 'KMS is AWS itself, and its latency is measured. '
    case 'endpoint':
      return `KMS is the endpoint ${endpoint ?? ''}, and its latency is measured as this machine sees it. `
    default:
      return 'KMS is embedded, asked through the AWS SDK, and its latency is modelled: AWS publishes no percentiles of it, so measure your own before you rely on response times. '
  }
}

export function calibrationNotes({ calibration, noiseFloor }: Run): readonly Note[] {
  const floor = (name: 'put' | 'get') => {
    const { p50 } = noiseFloor[name]
    return p50.estimateNs === 0 && p50.ci95Ns === null ? nothing : describeEstimate(p50)
  }
  return [
    { term: 'one reading of the timer', text: describeDuration(calibration.timerNs) },
    { term: 'recording one value', text: describeDuration(calibration.recorderNs) },
    {
      term: 'a record that does nothing, through the whole harness',
      text: describeDuration(calibration.nullRecordNs),
    },
    ...(calibration.nullServiceNs === undefined
      ? []
      : [
          {
            term: 'of which is measured as its service time',
            text: describeDuration(calibration.nullServiceNs),
          },
        ]),
    ...(calibration.timerResolutionNs === undefined
      ? []
      : [
          {
            term: 'the least by which two times differ',
            text: describeDuration(calibration.timerResolutionNs),
          },
        ]),
    { term: 'noise floor of put at p50 (A/A, 95 %)', text: floor('put') },
    { term: 'noise floor of get at p50 (A/A, 95 %)', text: floor('get') },
  ]
}

/** The entry of all percentiles; each has a meaning of its own where it is read. */
export const percentileTerm = 'p50, p99, p99.9'

export const glossary: readonly Note[] = [
  {
    term: 'holds, refuted',
    text: 'the whole 95 % interval is on the claimed side of the bound, or none of it is',
  },
  {
    term: 'inconclusive',
    text: 'the interval straddles the bound, is withheld, estimate and bound differ by less than the noise floor, or the claim would be decided alone but not after Holm’s correction for all latency claims of the run',
  },
  { term: 'invalid', text: 'the cell that the claim speaks of could not be measured as the scenario asks' },
  {
    term: 'withheld',
    text: 'too few samples, or too few effective ones, lie beyond the percentile for an honest interval',
  },
  { term: 'cell', text: 'one point of a sweep: one value for each swept parameter' },
  { term: 'arm', text: 'one treatment of a record inside a cell: plain or sealed' },
  { term: 'overhead', text: 'sealed minus plain, as the difference of the two at the same percentile' },
  { term: 'delta', text: 'sealed minus plain of one and the same record' },
  { term: 'noise floor', text: 'what the overhead reads between two identical plain arms (A/A)' },
  {
    term: 'adjusted p',
    text: 'how likely such a figure is where the truth is the claimed bound, all latency claims of the run considered (Holm)',
  },
  {
    term: 'detectable',
    text: 'the smallest overhead, or distance from a claimed bound, that such a run finds in 80 of 100 cases',
  },
  {
    term: 'service time, response time',
    text: 'from start to completion; from intended arrival to completion',
  },
  { term: percentileTerm, text: 'the percentile: 50, 99 or 99.9 % of all records took at most so long' },
  {
    term: 'USD per 30 days',
    text: 'modelled: the counted KMS calls of the run, taken as often as its time fits into 30 days, and one KMS key, at dated list prices',
  },
  { term: 'key material', text: 'the 32 secret bytes from KMS GenerateDataKey, which a cache holds' },
  { term: 'EDK', text: 'the same key material encrypted under the KMS key; it travels with the record' },
  { term: 'record key', text: 'the key derived from key material for exactly one record' },
  { term: 'cache TTL', text: 'longest time that plaintext key material stays in memory' },
  { term: 'rotation interval', text: 'longest time that one key material seals new records' },
  {
    term: 'front end',
    text: 'one cache of key material and one server, a queue of records handled one at a time',
  },
  {
    term: 'principal',
    text: 'the credential on whose behalf KMS is asked; principals never share key material',
  },
]
