/**
 * How large a fleet a run can take, as it really makes every cache and every
 * shard; plans go far beyond.
 *
 * @module
 */
import { program } from '../program.ts'
import type { Draft, FaultPath } from './faults.ts'
import type { Scenario } from './schema.ts'

interface RunLimit {
  readonly path: FaultPath
  readonly most: number
  readonly of: (scenario: Scenario) => number
}

const limits: readonly RunLimit[] = [
  { path: ['fleet', 'frontEnds'], most: 10_000, of: ({ fleet }) => fleet.frontEnds },
  { path: ['fleet', 'consumers'], most: 1000, of: ({ fleet }) => fleet.consumers },
  { path: ['fleet', 'principals'], most: 10_000, of: ({ fleet }) => fleet.principals },
  { path: ['stream', 'shards'], most: 10_000, of: ({ stream }) => stream.shards },
]

/** Faults of a fleet that is too large to be run. */
export function checkRunnable(scenario: Scenario): readonly Draft[] {
  return limits
    .filter(({ most, of }) => of(scenario) > most)
    .map(({ path, most }) => {
      const message = `must be at most ${most.toLocaleString('en-US')} in a run, which makes each of them; ${program} plan takes more`
      return { path, at: 'value', message }
    })
}
