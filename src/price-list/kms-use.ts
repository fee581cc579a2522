/**
 * What the KMS calls of a run cost, modelled from the built-in prices of
 * us-east-1. A plan has its own bill, with all that goes with them.
 *
 * @module
 */
import { seconds, thirtyDaysS, usd, type Usd } from '../units/units.ts'
import { builtInTables, referenceRegion } from './price-table.ts'

export interface KmsPrices {
  /** ISO date from which the prices hold. */
  readonly date: string
  readonly source: string
  readonly usdPer10000Requests: number
  /** Of a customer-managed key; those that AWS manages are free. */
  readonly usdPerKeyMonth: number
}

const { services, regions } = builtInTables.prices

export const kmsPrices: KmsPrices = { ...services.kms, ...regions[referenceRegion].kms }

export interface MeteredUse {
  /** Calls of all operations in `scenarioTimeNs`. */
  readonly calls: number
  readonly scenarioTimeNs: number
  /** Customer-managed keys. */
  readonly keys?: number
  readonly prices?: KmsPrices
}

/**
 * What 30 days cost that go on like the scenario, without the free tier. The
 * keys alone where no scenario time has passed, as there is no rate then.
 */
export function usdPer30Days({ calls, scenarioTimeNs, keys = 1, prices = kmsPrices }: MeteredUse): Usd {
  const requests = scenarioTimeNs > 0 ? (calls / scenarioTimeNs) * seconds(thirtyDaysS) : 0
  return usd((requests / 10_000) * prices.usdPer10000Requests + keys * prices.usdPerKeyMonth)
}
