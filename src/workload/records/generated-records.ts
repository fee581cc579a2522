/**
 * Records made up from distributions of size and partition key.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { randomStream } from '../../random.ts'
import { samplerOf, type Distribution } from '../../statistics/distributions.ts'
import type { RecordStreamHash } from '../record-stream-hash.ts'
import { payloadBytesMax, type GeneratedRecordsSpec } from '../workload-spec.ts'
import { partitionKeySampler } from './partition-keys.ts'
import { payloadPool, payloadStarts } from './payload-pool.ts'
import type { RecordSource } from './record-source.ts'

export function generatedRecords(
  { size, partitionKeys }: GeneratedRecordsSpec,
  seed: number,
  hash: RecordStreamHash,
): RecordSource {
  const sizes = boundedSizes(size)
  const pool = payloadPool(seed, sizeMaxOf(sizes))
  const drawSize = samplerOf(sizes, randomStream(seed, 'workload/sizes'))
  const drawKey = partitionKeySampler(partitionKeys, randomStream(seed, 'workload/partition-keys'))
  const starts = randomStream(seed, 'workload/payloads')
  hash.text('generated')
  hash.bytes(pool.digest)
  return {
    take: (ordinal) => {
      const partitionKey = drawKey()
      // The limit of a record counts its partition key, so the very largest payloads leave room for it.
      const bytes = Math.min(drawSize(), payloadBytesMax - Buffer.byteLength(partitionKey))
      const start = starts.below(payloadStarts)
      hash.text(partitionKey)
      hash.uint32(bytes)
      hash.uint32(start)
      return { ordinal, partitionKey, payload: pool.bytes.subarray(start, start + bytes) }
    },
  }
}

/** `size` with the open end of a lognormal cut at the largest payload there is. */
export function boundedSizes(size: Distribution): Distribution {
  if (size.distribution === 'lognormal') return { ...size, max: size.max ?? payloadBytesMax }
  return size
}

function sizeMaxOf(size: Distribution): number {
  const sizeMax = largestOf(size)
  assert(sizeMax <= payloadBytesMax, `a payload of ${sizeMax} bytes is over the limit of ${payloadBytesMax}`)
  return sizeMax
}

function largestOf(size: Distribution): number {
  switch (size.distribution) {
    case 'constant':
      return size.value
    case 'uniform':
      return size.max
    case 'lognormal':
      return size.max ?? Infinity
    case 'empirical':
      return size.values.reduce((largest, value) => Math.max(largest, value), 0)
    default:
      return size satisfies never
  }
}
