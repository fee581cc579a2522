/**
 * Where a bound stops holding, in words.
 *
 * @module
 */
import type { Crossing, Run } from '../run-store/run-format.ts'
import { describeBytes, describeDuration } from '../units/quantity.ts'

/** One sentence for each crossing; none where no bound was crossed within what was swept. */
export function crossingSentences({ crossings = [] }: Run): string[] {
  return crossings.map((crossing) => {
    const { parameter, metric, unit, statistic, bound, estimate, ci95, claimIds, isClean = true } = crossing
    const describe = describerOf(crossing)
    const what = `${statistic ?? 'p50'} of ${metric}${unit === 'call' ? ' per call' : ''} ${bound}`
    const interval = describeEnds(ci95, describe)
    const doubt = isClean
      ? ''
      : ' Below that it does not hold at every value: measure again, with more records.'
    return `${what} holds up to ${parameter} ${describe(estimate)} and fails beyond (95 %: ${interval}; ${claimIds.join(', ')}).${doubt}`
  })
}

function describeEnds([low, high]: Crossing['ci95'], describe: (value: number) => string): string {
  if (low === null) return high === null ? 'anywhere in what was swept' : `at most ${describe(high)}`
  return high === null ? `at least ${describe(low)}` : `${describe(low)} to ${describe(high)}`
}

function describerOf({ dimension }: Crossing): (value: number) => string {
  switch (dimension) {
    case 'size':
      return describeBytes
    case 'duration':
      return describeDuration
    case 'rate':
      return (value) => `${Number(value.toPrecision(3))} /s`
    case 'money':
      return (value) => `${Number(value.toPrecision(3))} USD`
    default:
      return dimension satisfies never
  }
}
