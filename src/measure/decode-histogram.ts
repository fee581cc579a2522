/**
 * Reads encoded histograms straight into buckets. A stored run has thousands of
 * them, each nearly empty, and the library's decoder spends milliseconds on the
 * empty part of every one.
 *
 * The format is HdrHistogram's V2 encoding, compressed: counts in the order of
 * their values as ZigZag LEB128, a negative one standing for a run of zeros.
 *
 * @module
 */
import { inflateSync } from 'node:zlib'

import type { Buckets } from '../statistics/buckets.ts'

const compressedCookie = 0x1c849314
const cookie = 0x1c849313
const compressedHeaderLength = 8
const headerLength = 40
/** Far more than one of ours has; what claims more is damaged. */
const inflatedLengthMax = 2 ** 24

/**
 * Turns an encoded histogram into buckets; each value stands in the middle of its bucket.
 *
 * @throws {Error} where it is no such histogram
 */
export function decodeHistogram(encoded: string): Buckets {
  const compressed = Buffer.from(encoded, 'base64')
  check(compressed.readUInt32BE(0) === compressedCookie, 'is not compressed as V2')
  const end = compressedHeaderLength + compressed.readUInt32BE(4)
  check(end === compressed.length, 'has another length than it claims')
  const bytes = inflateSync(compressed.subarray(compressedHeaderLength), {
    maxOutputLength: inflatedLengthMax,
  })
  check(bytes.readUInt32BE(0) === cookie, 'is not of V2')
  check(headerLength + bytes.readUInt32BE(4) === bytes.length, 'has another payload than it claims')
  const valueAt = valuesOf(bytes.readUInt32BE(12), Number(bytes.readBigUInt64BE(16)))
  const values: number[] = []
  const counts: number[] = []
  let index = 0
  for (const count of signedNumbers(bytes.subarray(headerLength))) {
    if (count > 0) {
      values.push(valueAt(index))
      counts.push(count)
    }
    index += count < 0 ? -count : 1
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts) }
}

/** Gives the middle of each bucket by its index, for a number of significant digits and a smallest unit. */
function valuesOf(digits: number, lowest: number): (index: number) => number {
  check(digits >= 1 && digits <= 5 && lowest >= 1, 'has no known resolution')
  const half = 2 ** (Math.ceil(Math.log2(2 * 10 ** digits)) - 1)
  const unit = 2 ** Math.floor(Math.log2(lowest))
  return (index) => {
    const doublings = Math.max(0, Math.floor(index / half) - 1)
    const width = unit * 2 ** doublings
    return (index - doublings * half) * width + Math.floor(width / 2)
  }
}

/** Every number of 1 to 9 bytes: 7 bits a byte, the least significant first, but 8 bits in the ninth. */
function signedNumbers(bytes: Buffer): number[] {
  const numbers: number[] = []
  let at = 0
  while (at < bytes.length) {
    let zigzag = 0
    let scale = 1
    for (let length = 1; ; length += 1) {
      check(at < bytes.length, 'ends within a number')
      const byte = bytes[at]!
      at += 1
      const isLast = byte < 0x80 || length === 9
      zigzag += (length === 9 ? byte : byte & 0x7f) * scale
      scale *= 128
      if (isLast) break
    }
    numbers.push(zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2)
  }
  return numbers
}

function check(isSound: boolean, fault: string): void {
  if (!isSound) throw new Error(`the histogram ${fault}`)
}
