/**
 * What a plan says of another TTL and rotation is what the options that it
 * names make of it: its grid, its curve and its card.
 *
 * @module
 */
import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'

import { makePlanQuietly } from '../scripts/make-plan-quietly.ts'
import { plannedScenario } from '../src/cli/plan-question.ts'
import { settingsOf } from '../src/cli/plan-settings.ts'
import { encryptionUsdOf } from '../src/planner/costs/bill.ts'
import { analyseAsItIs } from '../src/planner/long-run/analyse.ts'
import type { Curve, GridPoint } from '../src/planner/outlook-document.ts'
import type { Plan } from '../src/planner/plan-document.ts'
import { builtInTables } from '../src/price-list/price-table.ts'
import { symmetricQuotaOf } from '../src/price-list/quotas.ts'
import { changeAnswer } from '../src/report/plan/change-answer.ts'
import { costSettingsOf } from '../src/runner/cost-settings-of.ts'
import { planModelOf, planOf } from '../src/runner/plan-model-of.ts'
import type { Scenario } from '../src/scenario/schema.ts'
import { root } from './command-line.fixture.ts'

type Options = Readonly<Record<string, string | readonly string[]>>

/** By the scenario, and what is given besides. */
const fleets: readonly (readonly [name: string, options: Options])[] = [
  ['documented-kinesis', {}],
  ['documented-kinesis', { 'reader-ttl': '1 min' }],
  ['staggered-refresh', { jitter: '0.2', 'refresh-ahead': '10 s' }],
  ['per-record-kms', {}],
]

describe('the grid of TTL and rotation', () => {
  for (const [name, options] of fleets)
    it(`has at each place what --ttl and --rotation make of the plan: ${titleOf(name, options)}`, async () => {
      const { timeGrid, curves } = await plannedWith(name, options)

      assert.ok(timeGrid.length > 20)
      assert.deepEqual(timeGrid.map(figuresOf), followed(name, options, timeGrid))
      for (const point of curves.find(({ knob }) => knob === 'ttl')!.points)
        assert.deepEqual(callsOf(point), callsOf(atSame(point, timeGrid) ?? point))
    })

  it('has in its card the figures of the plan that the card names', async () => {
    const card = changeAnswer(await plannedWith('documented-kinesis', {}))[0]!
    const own = await plannedWith('documented-kinesis', { ttl: '1 min', rotation: '1 min' })

    assert.match(
      card.text,
      /until --reader-ttl is shorter than 10 min: a TTL and rotation of 1 min would cost 1\.55 USD, and one key material live for 11 min in place of 15 min\./,
    )
    assert.equal(own.cells[0]!.bill.encryptionUsd.toFixed(2), '1.55')
    assert.equal(own.cells[0]!.analysis.exposure.opensForS, 600)
    assert.equal(own.cells[0]!.analysis.exposure.keyLivesForS, 660)
    assert.match(card.text, /the readers’ TTL of 10 min \(--reader-ttl\) too\.$/)
  })
})

function titleOf(name: string, options: Options): string {
  return [name, ...Object.entries(options).map((option) => option.join(' '))].join(', ')
}

function loaded(name: string, options: Options) {
  return plannedScenario(path.join(root, `scenarios/plans/${name}.yaml`), settingsOf({ set: [], ...options }))
}

function plannedWith(name: string, options: Options): Promise<Plan> {
  return makePlanQuietly(loaded(name, options), null)
}

function figuresOf({
  callsPerSecond,
  busiestSecond,
  busiestQuota,
  encryptionUsd,
  waits,
  exposure,
}: GridPoint) {
  return { callsPerSecond, busiestSecond, busiestQuota, encryptionUsd, waits, exposure }
}

/** The figures of the plans that have the times of `points` as options: all TTLs with all rotations, as a grid has them. */
function followed(name: string, options: Options, points: readonly GridPoint[]) {
  const listOf = (of: (point: GridPoint) => number): string =>
    [...new Set(points.map(of))].map((seconds) => `${seconds} s`).join(', ')
  const set = [
    `sweep.keyCache.ttl=[${listOf(({ ttlS }) => ttlS)}]`,
    `sweep.keyCache.rotation=[${listOf(({ rotationS }) => rotationS)}]`,
  ]
  return loaded(name, { ...options, set }).cells.map(({ scenario }) => plannedFigures(scenario))
}

function plannedFigures(scenario: Scenario) {
  const model = planModelOf(scenario, symmetricQuotaOf(scenario.kms.region))
  const { callsPerSecond, callsPer30Days, quota, waits, exposure } = analyseAsItIs(model)
  const encryptionUsd = encryptionUsdOf(
    callsPer30Days,
    costSettingsOf(planOf(scenario)),
    builtInTables.prices,
    scenario.kms.region,
  )
  const { busiestSecond, busiestQuota } = quota
  return { callsPerSecond, busiestSecond, busiestQuota, encryptionUsd, waits, exposure }
}

function callsOf({ callsPerSecond, busiestSecond, encryptionUsd }: Curve['points'][number] | GridPoint) {
  return { callsPerSecond, busiestSecond, encryptionUsd }
}

/** Of the grid, with the rotation as long; none where the plan has another rotation, which the curve leaves. */
function atSame({ value }: Curve['points'][number], points: readonly GridPoint[]): GridPoint | undefined {
  const planned = points.find(({ isPlanned }) => isPlanned)!
  const rotation = planned.ttlS === planned.rotationS ? value : planned.rotationS
  return points.find(({ ttlS, rotationS }) => ttlS === value && rotationS === rotation)
}
