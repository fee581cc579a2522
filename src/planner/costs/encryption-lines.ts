/**
 * What encryption adds to a bill: KMS and the copies of its events in
 * CloudTrail.
 *
 * @module
 */
import type { RegionPrices } from '../../price-list/region-prices.ts'
import { billLine, type BillLine } from './bill-line.ts'
import type { CostSettings } from './cost-settings.ts'

export const requestItem = 'KMS requests'

/** `calls` in 30 days; `freeRequests` of the account in a month, of all regions. */
export function encryptionLines(
  calls: number,
  costs: CostSettings,
  prices: RegionPrices,
  freeRequests: number,
): readonly BillLine[] {
  return [
    requestLine(calls, costs.freeTier ? freeRequests : 0, prices),
    ...keyLines(costs, prices),
    billLine(prices, 'cloudTrail', 'usdPer100000ManagementEvents', {
      item: 'CloudTrail copies of KMS events',
      quantity: calls * costs.cloudTrailCopies,
      unit: 'events',
      per: 100_000,
      note: costs.cloudTrailCopies === 0 ? 'the first copy is free' : undefined,
    }),
  ]
}

function requestLine(calls: number, freeRequests: number, prices: RegionPrices): BillLine {
  return billLine(prices, 'kms', 'usdPer10000Requests', {
    item: requestItem,
    quantity: Math.max(0, calls - freeRequests),
    unit: 'requests',
    per: 10_000,
    note: freeRequests > 0 ? `the first ${freeRequests} are free` : undefined,
  })
}

function keyLines({ keys, rotations }: CostSettings, prices: RegionPrices): readonly BillLine[] {
  const key = billLine(prices, 'kms', 'usdPerKeyMonth', {
    item: 'customer-managed keys',
    quantity: keys,
    unit: 'key-months',
    note: keys === 0 ? 'keys that AWS manages are free' : undefined,
  })
  if (keys === 0 || rotations === 0) return [key]
  const charged = Math.min(rotations, prices.kms.rotationsChargedMax)
  const rotation = billLine(prices, 'kms', 'usdPerRotationMonth', {
    item: 'rotations of these keys',
    quantity: keys * charged,
    unit: 'rotation-months',
    note:
      charged < rotations ? `of ${rotations} rotations, only the first ${charged} are charged` : undefined,
  })
  return [key, rotation]
}
