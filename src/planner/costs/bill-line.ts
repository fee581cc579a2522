/**
 * One line of a bill: a quantity at a price of the table.
 *
 * @module
 */
import type { PriceGroup, PriceGroups, RegionPrices } from '../../price-list/region-prices.ts'
import type { Bill } from '../plan-document.ts'

export interface BillLine {
  readonly line: Bill['lines'][number]
  /** Whether the price is that of another region. */
  readonly isBorrowed: boolean
}

export interface LineDraft {
  readonly item: string
  readonly quantity: number
  readonly unit: string
  /** How many of `unit` the price is for; 1 if left out. */
  readonly per?: number
  readonly note?: string | undefined
}

const billGroups = {
  kms: 'kms',
  cloudTrail: 'cloudtrail',
  provisioned: 'stream',
  onDemand: 'stream',
  advantage: 'stream',
} as const satisfies Record<PriceGroup, Bill['lines'][number]['group']>

export function billLine<Group extends PriceGroup>(
  prices: RegionPrices,
  group: Group,
  price: keyof PriceGroups[Group] & string,
  { item, quantity, unit, per = 1, note }: LineDraft,
): BillLine {
  const usdPerUnit = (prices[group] as Record<typeof price, number>)[price] / per
  const isBorrowed = prices.isBorrowed(group, price)
  return {
    line: {
      group: billGroups[group],
      item,
      quantity,
      unit,
      usdPerUnit,
      usd: quantity * usdPerUnit,
      note: note ?? null,
    },
    isBorrowed,
  }
}
