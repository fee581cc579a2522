/**
 * What a benchmark says of one operation: quantiles of single times, so that no
 * tail hides behind a mean, and how it stands to the baseline of the same run.
 *
 * @module
 */

export interface Timing {
  readonly name: string
  readonly samples: number
  /** Above 1 a sample is the mean of so many calls, each too short for the timer, and quantiles are of such means. */
  readonly callsPerSample: number
  /** Of one call, as all times here. */
  readonly p50Ns: number
  readonly p99Ns: number
  readonly p999Ns: number
  readonly maxNs: number
  /** To the baseline of the same run; of medians, unless the benchmark says otherwise. 1 for the baseline. */
  readonly ratio: number
}

/** `samples` are ns a call; they are not changed. */
export function timingOf(
  name: string,
  samples: ArrayLike<number>,
  { ratio, callsPerSample = 1 }: { readonly ratio: number; readonly callsPerSample?: number },
): Timing {
  const sorted = Float64Array.from(samples).toSorted()
  return {
    name,
    samples: sorted.length,
    callsPerSample,
    p50Ns: quantileOf(sorted, 0.5),
    p99Ns: quantileOf(sorted, 0.99),
    p999Ns: quantileOf(sorted, 0.999),
    maxNs: quantileOf(sorted, 1),
    ratio,
  }
}

/** Of values in ascending order, none made up between two of them; NaN where there are none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}

/** In the middle of two where their number is even. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).toSorted()
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2
}
