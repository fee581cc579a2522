/**
 * What a scenario says of costs, in the terms of the bill.
 *
 * @module
 */
import type { CostSettings } from '../planner/costs/cost-settings.ts'
import type { PlanSection } from '../scenario/plan-schema.ts'

export function costSettingsOf({ costs: { retention, ...costs } }: Pick<PlanSection, 'costs'>): CostSettings {
  return { ...costs, retentionS: retention }
}
