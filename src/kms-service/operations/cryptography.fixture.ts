/**
 * Plaintexts, blobs with a flipped bit, and policies about them.
 *
 * @module
 */
import { account, arnOf } from '../service.fixture.ts'

export const context = { 'aws:kinesis:arn': 'arn:aws:kinesis:eu-west-1:123456789012:stream/orders' }
/** What KMS adds to the length of a plaintext. */
export const overhead = 152

export function text(written: string): Buffer {
  return Buffer.from(written)
}

export function bobMay(action: string): string {
  return policyFor({ AWS: account }, 'kms:*', { AWS: arnOf('bob') }, action)
}

/** Pairs of a principal and what it may do. */
export function policyFor(...pairs: (object | string)[]): string {
  const Statement = Array.from({ length: pairs.length / 2 }, (_, index) => ({
    Effect: 'Allow',
    Principal: pairs[2 * index],
    Action: pairs[2 * index + 1],
    Resource: '*',
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement })
}
