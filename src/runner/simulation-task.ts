/**
 * What a worker of the simulation pool does: simulates one fleet.
 *
 * @module
 */
import { simulateFleet, type SimulationEffort } from '../planner/fleet-simulation/simulate-fleet.ts'
import type { SimulatedFleet } from '../planner/plan-document.ts'
import type { PlanModel } from '../planner/plan-model.ts'

export interface SimulationTask {
  readonly model: PlanModel
  readonly effort: SimulationEffort
}

export default function simulate({ model, effort }: SimulationTask): SimulatedFleet {
  return simulateFleet(model, effort)
}
