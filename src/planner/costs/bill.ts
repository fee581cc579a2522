/**
 * The bill of 30 days, modelled from a dated table of list prices: what
 * encryption adds, and the stream that it is added to.
 *
 * @module
 */
import { referenceRegion, type PriceTable } from '../../price-list/price-table.ts'
import { pricesOf, type RegionPrices } from '../../price-list/region-prices.ts'
import type { Bill } from '../plan-document.ts'
import type { BillLine } from './bill-line.ts'
import type { BilledUse } from './billed-use.ts'
import type { CostSettings } from './cost-settings.ts'
import { encryptionLines } from './encryption-lines.ts'
import { streamLines } from './stream-lines.ts'

export interface Billing {
  readonly bill: Bill
  /** Such as that prices of another region stand in. */
  readonly warnings: readonly string[]
}

/** USD without taxes, discounts and data transfer. */
export function billOf(use: BilledUse, costs: CostSettings, table: PriceTable, region: string): Billing {
  const prices = pricesOf(table, region)
  const lines = [
    ...encryptionLines(use.kmsCallsPer30Days, costs, prices, table.freeRequestsPerMonth),
    ...streamLines(use, costs, prices),
  ]
  const encryptionUsd = sumOf(lines.filter(({ line }) => line.group !== 'stream'))
  const streamUsd = sumOf(lines.filter(({ line }) => line.group === 'stream'))
  return {
    bill: {
      region,
      lines: lines.map(({ line }) => line),
      encryptionUsd,
      streamUsd,
      totalUsd: encryptionUsd + streamUsd,
    },
    warnings: warningsOf(lines, prices, table),
  }
}

/** The same without the stream, where many plans are weighed against each other. */
export function encryptionUsdOf(
  kmsCallsPer30Days: number,
  costs: CostSettings,
  table: PriceTable,
  region: string,
): number {
  return sumOf(encryptionLines(kmsCallsPer30Days, costs, pricesOf(table, region), table.freeRequestsPerMonth))
}

function sumOf(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { line }) => sum + line.usd, 0)
}

function warningsOf(
  lines: readonly BillLine[],
  { region, note }: RegionPrices,
  { services }: PriceTable,
): readonly string[] {
  const borrowed = lines.filter(({ line, isBorrowed }) => isBorrowed && line.quantity > 0)
  const warnings = note === null ? [] : [`In the table of prices, ${note}.`]
  if (borrowed.length === 0) return warnings
  const items = borrowed.map(({ line }) => line.item).join(', ')
  const table = `the table of ${services.kinesis.date}`
  return [
    ...warnings,
    `For ${items} ${table} has no prices of ${region}: those of ${referenceRegion} stand in. Give yours with --prices FILE.`,
  ]
}
