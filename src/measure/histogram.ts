/**
 * The one place that knows the histogram library: HDR histograms of whole
 * nanoseconds, recorded in WebAssembly, encoded for storage, and read back as
 * plain buckets for statistics.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { inflateSync } from 'node:zlib'

import {
  build,
  encodeIntoCompressedBase64,
  initWebAssemblySync,
  type Histogram as HdrHistogram,
} from 'hdr-histogram-js'

import type { Buckets } from '../statistics/buckets.ts'

/** One hour; what is longer counts as this. */
export const highestNs = 3_600_000_000_000
/** Three significant digits: a value is off by 0.1 % at most. */
const significantDigits = 3

const compressedCookie = 0x1c849314
const cookie = 0x1c849313
const compressedHeaderLength = 8
const headerLength = 40
/** Far more than one of ours has; what claims more is damaged. */
const inflatedLengthMax = 2 ** 24

initWebAssemblySync()

/** Counts values from 0 to one hour in ns. Lives in WebAssembly memory until `destroy()`. */
export class Histogram {
  readonly #hdr: HdrHistogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestNs,
    numberOfSignificantValueDigits: significantDigits,
    bitBucketSize: 32,
    autoResize: false,
    useWebAssembly: true,
  })
  #saturated = 0

  /** Records a whole number of ns, 0 or more. */
  record(value: number): void {
    if (value >= 0 && value <= highestNs) this.#hdr.recordValue(value)
    else this.#saturate(value)
  }

  get count(): number {
    return this.#hdr.totalCount
  }

  /** How many values were longer than can be told. */
  get saturated(): number {
    return this.#saturated
  }

  /** Value at `quantile` in [0, 1]. */
  quantile(quantile: number): number {
    return this.#hdr.getValueAtPercentile(quantile * 100)
  }

  get max(): number {
    return this.#hdr.maxValue
  }

  /** Of all values; 0 where there is none. */
  get mean(): number {
    return this.#hdr.totalCount === 0 ? 0 : this.#hdr.mean
  }

  /** HdrHistogram V2 encoding, compressed, base64; lossless. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#hdr)
  }

  add(other: Histogram): void {
    this.#hdr.add(other.#hdr)
    this.#saturated += other.#saturated
  }

  reset(): void {
    this.#hdr.reset()
    this.#saturated = 0
  }

  destroy(): void {
    this.#hdr.destroy()
  }

  #saturate(value: number): void {
    assert(value > highestNs, `a time is a number of ns, 0 or more, not ${value}`)
    this.#hdr.recordValue(highestNs)
    this.#saturated += 1
  }
}

/**
 * Turns an encoded histogram into buckets; each value stands in the middle of its bucket.
 *
 * HdrHistogram's V2 encoding, compressed: counts in the order of their values
 * as ZigZag LEB128, a negative one standing for a run of zeros. A stored run
 * has thousands of them, each nearly empty, and the library's decoder spends
 * milliseconds on the empty part of every one.
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
  return bucketsOf(bytes.subarray(headerLength), valueAt)
}

/** Numbers of 1 to 9 bytes: 7 bits a byte, the least significant first, but 8 bits in the ninth. */
function bucketsOf(bytes: Buffer, valueAt: (index: number) => number): Buckets {
  // Each number takes a byte at least.
  const values = new Float64Array(bytes.length)
  const counts = new Float64Array(bytes.length)
  let [length, index, at] = [0, 0, 0]
  while (at < bytes.length) {
    let byte = bytes[at++]!
    let zigzag = byte & 0x7f
    for (let [scale, read] = [128, 2]; byte >= 0x80 && read <= 9; scale *= 128, read += 1) {
      check(at < bytes.length, 'ends within a number')
      byte = bytes[at++]!
      zigzag += (read === 9 ? byte : byte & 0x7f) * scale
    }
    const isZeros = zigzag % 2 !== 0
    if (zigzag > 0 && !isZeros) {
      values[length] = valueAt(index)
      counts[length] = zigzag / 2
      length += 1
    }
    index += isZeros ? (zigzag + 1) / 2 : 1
  }
  return { values: values.slice(0, length), counts: counts.slice(0, length) }
}

/** What stands for `ns`, 0 or more, once it has been recorded and read back: the middle of its bucket. */
export function bucketValueOf(ns: number): number {
  const value = Math.min(Math.floor(ns), highestNs)
  const width =
    2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, value))) - Math.log2(halfOf(significantDigits)))
  return Math.floor(value / width) * width + Math.floor(width / 2)
}

/** Buckets of each doubling. */
function halfOf(digits: number): number {
  return 2 ** (Math.ceil(Math.log2(2 * 10 ** digits)) - 1)
}

/** Gives the middle of each bucket by its index, for a number of significant digits and a smallest unit. */
function valuesOf(digits: number, lowest: number): (index: number) => number {
  check(digits >= 1 && digits <= 5 && lowest >= 1, 'has no known resolution')
  const half = halfOf(digits)
  const unit = 2 ** Math.floor(Math.log2(lowest))
  return (index) => {
    const doublings = Math.max(0, Math.floor(index / half) - 1)
    const width = unit * 2 ** doublings
    return (index - doublings * half) * width + Math.floor(width / 2)
  }
}

function check(isSound: boolean, fault: string): void {
  if (!isSound) throw new Error(`the histogram ${fault}`)
}
