/**
 * Which fleet a plan is of, in one line.
 *
 * @module
 */
import type { Plan, PlannedFleet } from '../../planner/plan-document.ts'
import { describeCount, plural } from '../figures.ts'
import { describeNumber, describeSeconds } from './plan-figures.ts'

/** Of more values than these the number is told. */
const valuesMax = 3

/** `1,000 front ends, 4 consumers, 10 shards, 100,000 records/s, TTL 5 min, rotation 5 min`; what differs between cells with each of its values. */
export function fleetText({ cells }: Plan): string {
  const each = (textOf: (fleet: PlannedFleet) => string) => {
    const texts = [...new Set(cells.map(({ fleet }) => textOf(fleet)))]
    return texts.length > valuesMax ? `${describeCount(texts.length)} values` : texts.join(' or ')
  }
  const isOne = cells.every(({ fleet }) => fleet.streams === 1)
  return [
    ...(isOne ? [] : [`${each(({ streams }) => plural(streams, 'stream'))}, each with`]),
    `${each(({ frontEndsPerStream }) => plural(frontEndsPerStream, 'front end'))},`,
    `${each(({ consumersPerStream }) => plural(consumersPerStream, 'consumer'))},`,
    `${each(({ shardsPerStream }) => plural(shardsPerStream, 'shard'))};`,
    `${each(({ recordsPerSecond }) => describeNumber(recordsPerSecond))} records/s${isOne ? '' : ' in all'},`,
    `TTL ${each(({ ttlS }) => describeSeconds(ttlS))},`,
    `rotation ${each(({ rotationS }) => describeSeconds(rotationS))}`,
  ].join(' ')
}
