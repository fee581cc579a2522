/**
 * What somebody who reads a plan has to be told of its settings: what has no
 * effect, what stands in for what nobody knows, and what makes a cliff.
 *
 * @module
 */
import { program } from '../program.ts'
import { describeNumber } from '../report/plan/plan-figures.ts'
import { isEvicting } from '../planner/curves.ts'
import type { Analysis } from '../planner/plan-document.ts'
import type { PlanModel } from '../planner/plan-model.ts'
import type { QuotaTable, Tables } from '../price-list/price-table.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import type { Scenario } from '../scenario/schema.ts'
import { formatDuration } from '../units/quantity.ts'

/** Of one cell. */
export function cellWarnings(
  scenario: Scenario,
  analysis: Analysis,
  { quotas, prices }: Tables,
): readonly string[] {
  return [
    ...ttlWarnings(scenario),
    ...regionWarnings(scenario, quotas, Object.keys(prices.regions)),
    ...(isEvicting(analysis)
      ? [
          `readerCache.capacity ${describeNumber(scenario.readerCache.capacity)} is below the EDKs that are read at once, so that consumers evict and ask again: give at least two for each sealing cache of a stream (--reader-capacity).`,
        ]
      : []),
  ]
}

/** Of the plan as a whole. `model` is that of its first cell, and `cliff` where consumers evict on its curve; null: nowhere. */
export function planWarnings(
  { scenario }: LoadedScenario,
  model: PlanModel,
  cliff: number | null,
): readonly string[] {
  const { frontEnds, reader } = model.fleet
  const judged = (['thresholds', 'claims'] as const).filter((key) => scenario[key].length > 0)
  return [
    ...(judged.length === 0
      ? []
      : [
          `${judged.join(' and ')} of the scenario: judged by ${program} run, and not by plan, whose constraints are options such as --max-usd.`,
        ]),
    ...(cliff === null || cliff <= frontEnds
      ? []
      : [
          `The curve against front ends has a cliff at ${describeNumber(cliff)}, where readerCache.capacity ${describeNumber(reader.capacity)} is below the EDKs that are read at once: consumers evict and ask again.`,
        ]),
  ]
}

function ttlWarnings({ keyCache: { ttl, rotation } }: Scenario): readonly string[] {
  if (ttl <= rotation) return []
  return [
    `keyCache.ttl ${formatDuration(ttl)} above keyCache.rotation ${formatDuration(rotation)} has no effect, as key material ends with its rotation: give --rotation too.`,
  ]
}

/** The table of quotas has a value for regions that it does not name, whether there are any or not. */
function regionWarnings(
  { kms: { region, quota } }: Scenario,
  { symmetric }: QuotaTable,
  priced: readonly string[],
): readonly string[] {
  const isKnown = Object.hasOwn(symmetric.perSecondByRegion, region) || priced.includes(region)
  if (isKnown || quota !== undefined) return []
  return [
    `${region} is in neither the table of quotas nor that of prices: ${describeNumber(symmetric.perSecond)} /s is what the table has for all regions that it does not name. Check the name, or give --quota.`,
  ]
}
