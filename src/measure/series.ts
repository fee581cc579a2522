/**
 * The latency series that a cell records, by name. Each is cut into segments
 * of consecutive records, so that intervals can be had by block bootstrap.
 *
 * @module
 */
import type { Buckets } from '../statistics/buckets.ts'

export const operations = ['put', 'get'] as const
export type Operation = (typeof operations)[number]

/** `again` is the second plain arm, `noise` its difference from the first for the same record: the noise floor. */
export const seriesKinds = [
  'plain.serviceTime',
  'plain.responseTime',
  'sealed.serviceTime',
  'sealed.responseTime',
  'delta.serviceTime',
  'delta.responseTime',
  'again.serviceTime',
  'again.responseTime',
  'noise.serviceTime',
  'noise.responseTime',
  'plain.callTime',
  'sealed.callTime',
  'delta.callTime',
] as const
export type SeriesKind = (typeof seriesKinds)[number]

/** Of KMS calls with all their attempts, and of single attempts: one segment each. */
export const kmsSeries = ['kms.callTime', 'kms.attemptTime'] as const

export type SeriesName = `${Operation}.${SeriesKind}` | (typeof kmsSeries)[number]

/** Every series of a cell, each as its segments in order. A series that was not recorded has no segments. */
export type LatencyLog = ReadonlyMap<SeriesName, readonly Buckets[]>
