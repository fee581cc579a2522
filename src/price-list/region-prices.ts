/**
 * The prices of one region. What the table does not know of it is taken from
 * the region that it knows whole, and is remembered as borrowed: nothing is
 * invented, and nobody need believe it unseen.
 *
 * @module
 */
import { referenceRegion, type PriceTable } from './price-table.ts'

type WholeRegion = PriceTable['regions'][typeof referenceRegion]
export type PriceGroups = Omit<WholeRegion, 'note'>
export type PriceGroup = keyof PriceGroups

export interface RegionPrices extends PriceGroups {
  readonly region: string
  /** What is doubtful about its own prices. */
  readonly note: string | null
  /** Whether `region` has no such price of its own. */
  isBorrowed(group: PriceGroup, price: string): boolean
}

export function pricesOf({ regions }: PriceTable, region: string): RegionPrices {
  const { note: _, ...reference } = regions[referenceRegion]
  const own = Object.hasOwn(regions, region) ? regions[region]! : {}
  return {
    kms: completed(reference.kms, own.kms),
    cloudTrail: completed(reference.cloudTrail, own.cloudTrail),
    provisioned: completed(reference.provisioned, own.provisioned),
    onDemand: completed(reference.onDemand, own.onDemand),
    advantage: completed(reference.advantage, own.advantage),
    region,
    note: own.note ?? null,
    isBorrowed: (group, price) => !Object.hasOwn(own[group] ?? {}, price),
  }
}

/** JSON holds no undefined: only what is there takes the place of what `whole` has. */
function completed<Group extends object>(
  whole: Group,
  part: { readonly [Price in keyof Group]?: Group[Price] | undefined } = {},
): Group {
  return { ...whole, ...part }
}
