/**
 * Runs of one scenario, day by day, for tests of what is told of many.
 *
 * @module
 */
import { randomStream } from '../../random.ts'
import type { Estimate, Run } from '../../run-store/run-format.ts'
import { storedRun } from '../run.fixture.ts'
import { runEntry } from './run-entry.ts'
import type { IndexedRun, RunIndex } from './run-index.ts'

const dayMs = 86_400_000
const { run: first } = storedRun({ recordsPerCell: 400, sweep: { 'keyCache.ttl': ['1 min', '5 min'] } })

/** What the run of one day has otherwise than the first. */
export interface DayOfRun {
  /** Of every latency. */
  readonly factor?: number
  readonly changes?: Partial<Run>
}

/** Runs as they are stored, oldest first; latencies differ by some 2 % from day to day, seeded. */
export function runsOfDays(days: readonly DayOfRun[]): Run[] {
  return days.map(({ factor = 1, changes = {} }, day) => {
    const startedAt = new Date(Date.parse(first.environment.startedAt) + day * dayMs)
    const stamp = startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, '')
    const noise = factor * (1 + 0.02 * randomStream(7, `day ${day}`).normal())
    const scaled = scaledRun(first, noise)
    const environment = { ...first.environment, startedAt: startedAt.toISOString() }
    return { ...scaled, id: `${stamp}-${String(day).padStart(4, '0')}`, environment, ...changes }
  })
}

function scaledRun(run: Run, factor: number): Run {
  const scaled = (estimate: Estimate): Estimate => ({
    ...estimate,
    estimateNs: estimate.estimateNs * factor,
    ci95Ns: around(estimate.estimateNs * factor),
  })
  return {
    ...run,
    cells: run.cells.map((cell) => {
      const { p50, p99, ...others } = cell.put.overhead
      return { ...cell, put: { ...cell.put, overhead: { ...others, p50: scaled(p50), p99: scaled(p99) } } }
    }),
    claims: run.claims.map((claim) =>
      claim.metric !== 'put.overhead' || claim.estimate === null
        ? claim
        : {
            ...claim,
            estimate: claim.estimate * factor,
            ci95: around(claim.estimate * factor),
          },
    ),
  }
}

/** Some 5 %: so many records as a fixture can have give no interval. */
function around(estimate: number): [number, number] {
  return [estimate * 0.95, estimate * 1.05]
}

/** Their index, where all may be compared but for what `differing` says of a run by its place. */
export function indexOf(runs: readonly Run[], differing: Readonly<Record<number, string>> = {}): RunIndex {
  let family = 1
  const indexed = runs.map((run, place): IndexedRun => {
    const difference = differing[place]
    if (difference !== undefined) family += 1
    return {
      ...runEntry(run, run.id, true),
      order: place + 1,
      family,
      differences: difference === undefined ? [] : [difference],
      updates: [],
    }
  })
  return { name: 'kinesis-defaults', older: 0, runs: indexed, skipped: [], comparisons: [] }
}
