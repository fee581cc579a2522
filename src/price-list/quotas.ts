/**
 * The request quota that decides when KMS throttles a fleet, by region.
 *
 * @module
 */
import { perSecond, type PerSecond } from '../units/units.ts'
import { builtInTables, type QuotaTable } from './price-table.ts'

/** The quota that the symmetric operations of one account share in `region`: the general one where it has none of its own. */
export function symmetricQuotaOf(
  region: string,
  { symmetric }: QuotaTable = builtInTables.quotas,
): PerSecond {
  const own = Object.hasOwn(symmetric.perSecondByRegion, region)
    ? symmetric.perSecondByRegion[region]
    : undefined
  return perSecond(own ?? symmetric.perSecond)
}
