/**
 * Records the latencies of one operation, put or get, of one cell: every arm
 * and the difference of the arms for the same record, in segments.
 *
 * Memory does not grow with the number of records: a segment is encoded and
 * handed out when it is full, and its histograms are used again.
 *
 * @module
 */
import { Histogram } from './histogram.ts'
import { latencyLogLine, type Sign } from './latency-log.ts'
import type { Operation, SeriesKind, SeriesName } from './series.ts'
import type { TailRecorder } from './tail/tail-recorder.ts'

/** Times of one record in all arms, in ns. */
export interface RecordTimes {
  plainService: number
  plainResponse: number
  sealedService: number
  sealedResponse: number
  /** Service time in the second plain arm. */
  againService: number
  againResponse: number
}

/** Quantiles of service time that are followed while a cell runs. */
export const followedQuantiles = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 } as const
export type FollowedQuantile = keyof typeof followedQuantiles

/** Service times of both arms so far, or of one segment, in ns. */
export interface ArmQuantiles<Name extends FollowedQuantile = FollowedQuantile> {
  readonly plain: Readonly<Record<Name, number>>
  readonly sealed: Readonly<Record<Name, number>>
}

/** What a segment says by itself: enough to follow an estimate with its interval, and nothing to decode. */
export interface SegmentFigures extends ArmQuantiles {
  readonly operation: Operation
  readonly records: number
}

type Emit = (lines: string, figures: SegmentFigures) => void

/** So that what is handed out grows with the logarithm of the records alone, however long a closed loop runs. */
const segmentsOfOneLength = 80

interface SignedHistogram {
  readonly positive: Histogram
  readonly negative: Histogram
}

export class OperationRecorder {
  /** Whoever tells the causes of the slow records, if anybody does. */
  readonly tail: TailRecorder | undefined
  readonly #operation: Operation
  #segmentRecords: number
  readonly #emit: Emit
  readonly #plain = new Histogram()
  readonly #plainResponse = new Histogram()
  readonly #sealed = new Histogram()
  readonly #sealedResponse = new Histogram()
  readonly #again = new Histogram()
  readonly #againResponse = new Histogram()
  readonly #plainCall = new Histogram()
  readonly #sealedCall = new Histogram()
  readonly #noise = signedHistogram()
  readonly #noiseResponse = signedHistogram()
  readonly #delta = signedHistogram()
  readonly #deltaResponse = signedHistogram()
  readonly #deltaCall = signedHistogram()
  /** Service times of all segments, for progress. */
  readonly #plainTotal = new Histogram()
  readonly #sealedTotal = new Histogram()
  #segment = 0
  #inSegment = 0
  #records = 0
  #saturated = 0

  /**
   * `emit` gets the log lines of each finished segment of `segmentRecords`
   * records, and of ever longer ones where there turn out to be many, with
   * what the segment says by itself.
   */
  constructor(operation: Operation, segmentRecords: number, emit: Emit, tail?: TailRecorder) {
    this.tail = tail
    this.#operation = operation
    this.#segmentRecords = segmentRecords
    this.#emit = emit
  }

  /** Records taken so far. */
  get records(): number {
    return this.#records
  }

  /** Values that were too long to tell. */
  get saturated(): number {
    return this.#saturated
  }

  /** Takes one record that went through all arms. Copies `times`. */
  record(times: RecordTimes): void {
    this.#plain.record(times.plainService)
    this.#plainResponse.record(times.plainResponse)
    this.#sealed.record(times.sealedService)
    this.#sealedResponse.record(times.sealedResponse)
    this.#again.record(times.againService)
    this.#againResponse.record(times.againResponse)
    recordSigned(this.#noise, times.againService - times.plainService)
    recordSigned(this.#noiseResponse, times.againResponse - times.plainResponse)
    recordSigned(this.#delta, times.sealedService - times.plainService)
    recordSigned(this.#deltaResponse, times.sealedResponse - times.plainResponse)
    this.#records += 1
    this.#inSegment += 1
    if (this.#inSegment >= this.#segmentRecords) this.closeSegment()
  }

  /** Takes one call that brought the same records in both arms, in ns. */
  recordCall(plain: number, sealed: number): void {
    this.#plainCall.record(plain)
    this.#sealedCall.record(sealed)
    recordSigned(this.#deltaCall, sealed - plain)
  }

  /** Quantile of the sealed arm's service time in ns: of all full segments, or of the first while that fills. */
  sealedQuantile(quantile: number): number {
    return this.#soFar().sealed.quantile(quantile)
  }

  /** The same of both arms. */
  quantilesSoFar(): ArmQuantiles<'p50' | 'p99'> {
    const { plain, sealed } = this.#soFar()
    return { plain: usual(plain), sealed: usual(sealed) }
  }

  /** Hands out what the current segment holds, if anything. */
  closeSegment(): void {
    this.#plainTotal.add(this.#plain)
    this.#sealedTotal.add(this.#sealed)
    const figures = {
      operation: this.#operation,
      records: this.#inSegment,
      plain: followed(this.#plain),
      sealed: followed(this.#sealed),
    }
    const lines = this.#series()
      .filter(([, , histogram]) => histogram.count > 0)
      .map(([kind, sign, histogram]) => {
        const name: SeriesName = `${this.#operation}.${kind}`
        const line = latencyLogLine(name, sign, this.#segment, histogram)
        this.#saturated += histogram.saturated
        histogram.reset()
        return line
      })
    this.#inSegment = 0
    if (lines.length === 0) return
    this.#segment += 1
    if (this.#segment % segmentsOfOneLength === 0) this.#segmentRecords *= 2
    this.#emit(lines.join(''), figures)
  }

  destroy(): void {
    for (const [, , histogram] of this.#series()) histogram.destroy()
    this.#plainTotal.destroy()
    this.#sealedTotal.destroy()
  }

  #soFar(): { readonly plain: Histogram; readonly sealed: Histogram } {
    return this.#sealedTotal.count === 0
      ? { plain: this.#plain, sealed: this.#sealed }
      : { plain: this.#plainTotal, sealed: this.#sealedTotal }
  }

  #series(): readonly [SeriesKind, Sign, Histogram][] {
    return [
      ['plain.serviceTime', '', this.#plain],
      ['plain.responseTime', '', this.#plainResponse],
      ['sealed.serviceTime', '', this.#sealed],
      ['sealed.responseTime', '', this.#sealedResponse],
      ['again.serviceTime', '', this.#again],
      ['again.responseTime', '', this.#againResponse],
      ['noise.serviceTime', '+', this.#noise.positive],
      ['noise.serviceTime', '-', this.#noise.negative],
      ['noise.responseTime', '+', this.#noiseResponse.positive],
      ['noise.responseTime', '-', this.#noiseResponse.negative],
      ['plain.callTime', '', this.#plainCall],
      ['sealed.callTime', '', this.#sealedCall],
      ['delta.serviceTime', '+', this.#delta.positive],
      ['delta.serviceTime', '-', this.#delta.negative],
      ['delta.responseTime', '+', this.#deltaResponse.positive],
      ['delta.responseTime', '-', this.#deltaResponse.negative],
      ['delta.callTime', '+', this.#deltaCall.positive],
      ['delta.callTime', '-', this.#deltaCall.negative],
    ]
  }
}

function usual(histogram: Histogram): ArmQuantiles<'p50' | 'p99'>['plain'] {
  return { p50: histogram.quantile(followedQuantiles.p50), p99: histogram.quantile(followedQuantiles.p99) }
}

function followed(histogram: Histogram): SegmentFigures['plain'] {
  const { p50, p90, p99, p999 } = followedQuantiles
  return {
    p50: histogram.quantile(p50),
    p90: histogram.quantile(p90),
    p99: histogram.quantile(p99),
    p999: histogram.quantile(p999),
  }
}

function signedHistogram(): SignedHistogram {
  return { positive: new Histogram(), negative: new Histogram() }
}

function recordSigned({ positive, negative }: SignedHistogram, value: number): void {
  if (value >= 0) positive.record(value)
  else negative.record(-value)
}
