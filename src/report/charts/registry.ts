/**
 * Every chart of a report, in the order in which it is read.
 *
 * @module
 */
import type { Chart, ChartInput, ChartMaker } from './chart.ts'
import { claimsChart } from './claims.ts'
import { keysHeldChart } from './keys-held.ts'
import { kmsCallsChart } from './kms-calls.ts'
import { noiseChart } from './noise.ts'
import { percentilesByCellChart } from './percentiles-by-cell.ts'
import { percentilesChart } from './percentiles.ts'
import { sweepChart } from './sweep.ts'
import { tailCausesChart } from './tail-causes.ts'

const makers: readonly ChartMaker[] = [
  claimsChart,
  percentilesChart,
  tailCausesChart,
  sweepChart,
  kmsCallsChart,
  keysHeldChart,
  noiseChart,
  percentilesByCellChart,
]

export function chartsOf(input: ChartInput): readonly Chart[] {
  return makers.flatMap((make) => make(input))
}
