/**
 * What each TTL and rotation of a plan come to, as CSV: a row for each square
 * of its pictures, under the names that figures have in `plan.json`, which say
 * their units; unrounded.
 *
 * @module
 */
import type { GridPoint } from '../../planner/outlook-document.ts'
import type { Plan } from '../../planner/plan-document.ts'
import { csvText, type Field } from '../exports/csv-text.ts'
import { describeSettings } from './plan-figures.ts'

/** USD are of 30 days, `busiestSecond` are attempts, `busiestQuota` is per second, `waitShare` of the records. */
const columns: Readonly<Record<string, (point: GridPoint) => Field>> = {
  ttlS: ({ ttlS }) => ttlS,
  rotationS: ({ rotationS }) => rotationS,
  isPlanned: ({ isPlanned }) => String(isPlanned),
  callsPerSecond: ({ callsPerSecond }) => callsPerSecond,
  busiestSecond: ({ busiestSecond }) => busiestSecond,
  busiestQuota: ({ busiestQuota }) => busiestQuota,
  encryptionUsd: ({ encryptionUsd }) => encryptionUsd,
  waitShare: ({ waits }) => waits.share,
  waitMeanS: ({ waits }) => waits.meanS,
  waitP50S: ({ waits }) => waits.p50S,
  waitP99S: ({ waits }) => waits.p99S,
  waitP999S: ({ waits }) => waits.p999S,
  sealsForS: ({ exposure }) => exposure.sealsForS,
  opensForS: ({ exposure }) => exposure.opensForS,
  keySealsForS: ({ exposure }) => exposure.keySealsForS,
  keyLivesForS: ({ exposure }) => exposure.keyLivesForS,
  recordsPerKey: ({ exposure }) => exposure.recordsPerKey,
}

/** Of every cell that the plan looks around, in its order; the heading alone where it looks around none. */
export function planGridCsv({ cells, timeGrid, otherOutlooks }: Plan): string {
  const [first] = cells
  const grids = [...(first === undefined ? [] : [{ cell: first.id, timeGrid }]), ...otherOutlooks]
  return csvText([
    ['cell', 'settings', ...Object.keys(columns)],
    ...grids.flatMap(({ cell, timeGrid: points }) => {
      const settings = describeSettings(cells.find(({ id }) => id === cell)?.params ?? {})
      return points.map((point) => [cell, settings, ...Object.values(columns).map((of) => of(point))])
    }),
  ])
}
