/**
 * What each way of knowing finds, and whether two of them may both be right.
 *
 * @module
 */
import type { ExpectedCalls } from '../../planner/expected-calls.ts'
import type { Verification } from '../../planner/plan-document.ts'
import type { FleetTally } from '../../planner/plan-model.ts'
import type { TruthMethod } from '../../planner/plan-verification.ts'
import type { Scenario } from '../../scenario/schema.ts'
import type { MeasuredRun } from './measured-run.ts'

export type Check = Verification['checks'][number]

/** Of one run. */
export interface Moments {
  readonly mean: number
  /** From run to run; undefined where it is not known. */
  readonly variance: number | undefined
}

export interface Finding {
  readonly method: TruthMethod
  /** Runs that the means are of; Infinity: they are exact. */
  readonly replications: number
  /** By name, such as `Decrypt`. */
  readonly figures: ReadonlyMap<string, Moments>
  /** So much of a figure it says itself that it may be off, beside the usual; 0 if left out. */
  readonly toleratedShare?: number
}

/** What is compared of a simulated run. */
const tallyFigures: ReadonlyMap<string, (tally: FleetTally) => number> = new Map([
  ['GenerateDataKey', ({ calls }) => calls.GenerateDataKey],
  ['Decrypt', ({ calls }) => calls.Decrypt],
  ['attempts', ({ attempts }) => attempts],
  ['records that waited', ({ waited }) => waited],
  ['mean wait, in s', ({ waited, waitedS }) => (waited === 0 ? 0 : waitedS / waited)],
  ['records lost', ({ lost }) => lost],
])

/** The means of at least two simulated runs. */
export function findingOf(method: TruthMethod, tallies: readonly FleetTally[]): Finding {
  const figures = [...tallyFigures].map(([name, figure]) => [name, momentsOf(tallies.map(figure))] as const)
  return { method, replications: tallies.length, figures: new Map(figures) }
}

/** What theory expects, exact in its mean. */
export function theoryFinding({ calls, sigma }: Exclude<ExpectedCalls, { method: 'none' }>): Finding {
  const figures = (['GenerateDataKey', 'Decrypt'] as const).map(
    (operation) => [operation, { mean: calls[operation], variance: sigma[operation] ** 2 }] as const,
  )
  return { method: 'theory', replications: Infinity, figures: new Map(figures) }
}

/** One run; how much the next would differ, others must know. What cannot be compared is put into `omitted`. */
export function findingOfRun(
  method: 'virtual run' | 'real run',
  run: MeasuredRun,
  { put, keyCache }: Scenario,
  omitted: string[],
): Finding {
  const figures: (readonly [string, number])[] = [
    ['GenerateDataKey', run.calls.GenerateDataKey],
    ['Decrypt', run.calls.Decrypt],
    ['attempts', run.attempts],
    ['records lost', run.lost],
  ]
  if (method === 'real run') omitted.push('Waits on the real clock, where this machine is part of them.')
  else if (put.batch > 1)
    omitted.push('Waits of runs: a run has only that record of a batch wait which KMS was asked for.')
  else if (keyCache.branchKey !== undefined)
    omitted.push('Waits of runs: a run has a record wait for a data key that is made locally, for no time.')
  else {
    figures.push(['records that waited', run.waited])
    figures.push(['mean wait, in s', run.waited === 0 ? 0 : run.waitedS / run.waited])
  }
  return {
    method,
    replications: 1,
    figures: new Map(figures.map(([name, mean]) => [name, { mean, variance: undefined }] as const)),
  }
}

export function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, variance: squares / (values.length - 1) }
}

const sigmasMax = 4
const shareMax = 0.005

/** Every figure of every two findings that both know it. `kind` is put behind its name. */
export function checksOf(findings: readonly Finding[], kind = ''): Check[] {
  const checks: Check[] = []
  const names = new Set(findings.flatMap(({ figures }) => [...figures.keys()]))
  for (const name of names) {
    const known = findings.filter(({ figures }) => figures.has(name))
    const variance = Math.max(...known.map(({ figures }) => figures.get(name)!.variance ?? 0))
    for (const [index, one] of known.entries())
      for (const other of known.slice(index + 1)) checks.push(check(name, kind, [one, other], variance))
  }
  return checks
}

/**
 * Disagree where they are off by more than 4 sigma, more than 0.5 % and, for
 * counts, more than one, as the oracle has it. Each has the largest variance
 * that anybody has seen: few runs may show too little of it by chance.
 */
function check(
  name: string,
  kind: string,
  [one, other]: readonly [Finding, Finding],
  variance: number,
): Check {
  const oneValue = one.figures.get(name)!.mean
  const otherValue = other.figures.get(name)!.mean
  const sigma = Math.sqrt(variance / one.replications + variance / other.replications)
  const off = Math.abs(oneValue - otherValue)
  const leastCount = name.startsWith('mean') ? 0 : 1
  const share = shareMax + (one.toleratedShare ?? 0) + (other.toleratedShare ?? 0)
  const allowed = Math.max(sigmasMax * sigma, share * Math.max(oneValue, otherValue), leastCount)
  return {
    figure: `${name}${kind}`,
    one: one.method,
    other: other.method,
    oneValue,
    otherValue,
    sigma,
    sigmas: sigma === 0 ? 0 : (otherValue - oneValue) / sigma,
    // The last bits of a sum must not decide whether 13 is one call away from 12.
    agrees: off <= allowed + 1e-6,
  }
}
