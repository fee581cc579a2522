/**
 * Calls at one rate for a while and then at the next, as load tests climb.
 *
 * @module
 */
import type { ArrivalFactory } from './arrival-process.ts'
import { arrivalsAtChangingRate } from './changing-rate.ts'

interface Step {
  readonly begin: number
  readonly end: number
  /** Calls per ns. */
  readonly rate: number
  /** Calls expected before its begin and before its end. */
  readonly before: number
  readonly after: number
}

/** The steps follow each other without a gap; `duration` ends them earlier. */
export const stepArrivals: ArrivalFactory<'steps'> = (load, { batch, random }) => {
  const steps: Step[] = []
  let [begin, before] = [0, 0]
  for (const { rate, duration } of load.steps) {
    const callRate = rate / (batch * 1e9)
    const [end, after] = [begin + duration, before + callRate * duration]
    steps.push({ begin, end, rate: callRate, before, after })
    ;[begin, before] = [end, after]
  }
  const duration = Math.min(begin, load.duration ?? Infinity)
  const timeOf = (calls: number): number => {
    const step = steps.find(({ after }) => after > calls)
    if (step === undefined) return Infinity
    return Math.min(step.end, step.begin + (calls - step.before) / step.rate)
  }
  const expectedBy = (time: number): number =>
    steps.reduce((sum, step) => sum + step.rate * Math.max(0, Math.min(time, step.end) - step.begin), 0)
  return arrivalsAtChangingRate(
    { spacing: load.spacing, duration, expectedCalls: expectedBy(duration), timeOf },
    random,
  )
}
