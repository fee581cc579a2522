/**
 * Plans with any numbers that the format allows, for laws that hold of every
 * plan.
 *
 * @module
 */
import * as fc from 'fast-check'

import { planSchema, type Plan } from '../../planner/plan-document.ts'
import { planOf } from './plan.fixture.ts'
import { choicesOf, curvesOf, sweepOf, verificationOf, whatIfOf } from './plans.fixture.ts'
import { timeGridOf } from './time-grid.fixture.ts'

/** What has an order or a meaning of its own stays as it is. */
const kept = new Set(['planVersion', 'exitCode', 'seed', 'horizonS', 'fromS', 'binS', 'params'])
const amount = fc.oneof(
  fc.constantFrom(0, 1, 1e-300, 1e290),
  fc.double({ min: 0, max: 1e290, noNaN: true }),
  fc.double({ min: 0, max: 10, noNaN: true }),
  fc.integer({ min: 0, max: 1_000_000 }),
)

/** Everything that a plan can hold, each number drawn anew; whole ones stay whole. */
export function arbitraryPlan(): fc.Arbitrary<Plan> {
  const whole = wholePlan()
  return fc
    .record({
      amounts: fc.array(amount, { minLength: 20, maxLength: 60 }),
      hasSimulation: fc.boolean(),
      cells: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ amounts, hasSimulation, cells }) => {
      let drawn = 0
      const next = () => amounts[drawn++ % amounts.length]!
      const some = whole.cells
        .slice(0, cells)
        .map((cell) => (hasSimulation ? cell : { ...cell, simulation: null }))
      return planSchema.parse(redrawn({ ...whole, cells: some }, next))
    })
}

/** A plan in which nothing is null that could be something. */
export function wholePlan(): Plan {
  const sweep = sweepOf()
  return planOf({
    ...sweep,
    cells: sweep.cells.map((cell) => ({
      ...cell,
      simulation: {
        ...cell.simulation!,
        series: { ...cell.simulation!.series, bins: cell.simulation!.series.bins.slice(0, 12) },
      },
    })),
    curves: curvesOf(),
    timeGrid: timeGridOf(),
    choices: choicesOf(),
    whatIf: whatIfOf(),
    verification: verificationOf(),
    verdict: {
      kept: false,
      broken: ['The plan costs 31 USD in 30 days, 3.1 times the 10 USD allowed.'],
      exitCode: 3,
      maxLost: { value: 5, unit: 'records' },
    },
  })
}

const wholeNumbers = new Set([
  'streams',
  'frontEndsPerStream',
  'consumersPerStream',
  'principalsPerStream',
  'shardsPerStream',
  'maxAttempts',
  'replications',
  'lookedAt',
  'satisfying',
])

function redrawn(value: unknown, next: () => number, key = ''): unknown {
  if (kept.has(key)) return value
  if (typeof value === 'number') return wholeNumbers.has(key) ? Math.min(2 ** 50, Math.round(next())) : next()
  if (Array.isArray(value)) return value.map((item) => redrawn(item, next, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, redrawn(part, next, name)]))
}
