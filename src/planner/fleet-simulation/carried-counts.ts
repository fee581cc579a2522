/**
 * Counts of a part of a fleet as those of the whole fleet over the whole plan:
 * divided by the share of the part, and carried on to the time that was not
 * simulated.
 *
 * @module
 */
import type { PlanModel } from '../plan-model.ts'
import type { SideCounts } from './kms-calls.ts'
import type { FleetRun, RunCounts } from './simulate-once.ts'
import { shareOf, type Excerpt } from './simulated-share.ts'

/** Counts at the beginning, if those at `settledS` are not known. */
const fromNothing = { settledS: 0, settled: undefined }

/** Of what `run` has simulated of `model`. */
export function carriedCounts(model: PlanModel, excerpt: Excerpt, run: FleetRun): RunCounts {
  const { part, recursS } = excerpt
  const factor = 1 / shareOf(model, part)
  const restS = Math.max(0, model.horizonS - run.simulatedS)
  const { settledS, settled } = windowOf(excerpt, run)
  const windowS = run.simulatedS - settledS
  const perS = (count: number, before: number) => (restS > 0 && windowS > 0 ? (count - before) / windowS : 0)
  /** Of throttling and what follows from it, which need not come again. */
  const once = (of: (counts: RunCounts) => number) => {
    const before = settled === undefined ? 0 : of(settled)
    return factor * (of(run) + restS * perS(of(run), before))
  }
  const total = (of: (counts: RunCounts) => number) => {
    if (recursS === null || settled === undefined) return once(of)
    const beyond = of(settled) - settledS * perS(of(run), of(settled))
    return once(of) + factor * (restS / recursS) * Math.max(0, beyond)
  }
  const side = (of: (counts: RunCounts) => SideCounts): SideCounts => ({
    made: total((counts) => of(counts).made),
    failed: once((counts) => of(counts).failed),
  })
  const [sealing, reading] = [side((counts) => counts.sealing), side((counts) => counts.reading)]
  return {
    calls: {
      GenerateDataKey: total(({ calls }) => calls.GenerateDataKey),
      Decrypt: total(({ calls }) => calls.Decrypt),
    },
    sealing,
    reading,
    attempts: once(({ attempts }) => attempts) + (total(callsOf) - once(callsOf)),
    throttled: once(({ throttled }) => throttled),
    failedCalls: sealing.failed + reading.failed,
    waited: total(({ waited }) => waited),
    waitedS: total(({ waitedS }) => waitedS),
    lost: once(({ lost }) => lost),
    waitCounts: run.waitCounts.map((_, bin) => total(({ waitCounts }) => waitCounts[bin]!)),
  }
}

/** From where on counts are carried on as rates: nowhere where a start is all that there is, and it comes again. */
function windowOf(
  { settledS, recursS }: Excerpt,
  run: FleetRun,
): { settledS: number; settled: RunCounts | undefined } {
  if (run.simulatedS > settledS) return { settledS, settled: run.settled }
  return recursS === null ? fromNothing : { settledS: run.simulatedS, settled: run }
}

function callsOf({ calls }: RunCounts): number {
  return calls.GenerateDataKey + calls.Decrypt
}
