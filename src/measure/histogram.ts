/**
 * The one place that knows the histogram library: HDR histograms of whole
 * nanoseconds, recorded in WebAssembly and encoded for storage.
 *
 * @module
 */
import assert from 'node:assert/strict'

import {
  build,
  encodeIntoCompressedBase64,
  initWebAssemblySync,
  type Histogram as HdrHistogram,
} from 'hdr-histogram-js'

export { decodeHistogram } from './decode-histogram.ts'

/** One hour; what is longer counts as this. */
export const highestNs = 3_600_000_000_000
/** Three significant digits: a value is off by 0.1 % at most. */
const significantDigits = 3

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
