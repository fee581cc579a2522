/**
 * The registry of arrival processes: a new one is a file beside this and a line
 * here.
 *
 * @module
 */
import type { ArrivalName, LoadOf } from '../workload-spec.ts'
import type { ArrivalContext, ArrivalFactory, ArrivalProcess } from './arrival-process.ts'
import { burstArrivals } from './bursts.ts'
import { closedArrivals } from './closed.ts'
import { constantArrivals } from './constant.ts'
import { poissonArrivals } from './poisson.ts'
import { rampArrivals } from './ramp.ts'
import { stepArrivals } from './steps.ts'
import { traceArrivals } from './trace.ts'

const factories: { readonly [Name in ArrivalName]: ArrivalFactory<Name> } = {
  constant: constantArrivals,
  poisson: poissonArrivals,
  bursts: burstArrivals,
  ramp: rampArrivals,
  steps: stepArrivals,
  trace: traceArrivals,
  closed: closedArrivals,
}

export function createArrivals<Name extends ArrivalName>(
  load: LoadOf<Name>,
  context: ArrivalContext,
): ArrivalProcess {
  const factory: ArrivalFactory<Name> = factories[load.arrivals]
  return factory(load, context)
}
