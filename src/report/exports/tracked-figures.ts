/**
 * The figures that a history over commits keeps of a run: few, each one where
 * smaller is better, and none of a cell that is not to be trusted.
 *
 * @module
 */
import type { CellResult, Estimate, Run } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { scenarioName } from '../overview.ts'
import { printable } from '../text.ts'
import { cellNames } from './cell-names.ts'
import { measuredOperations } from './latency-rows.ts'

export interface TrackedFigure {
  /** Scenario and swept parameters: what a history calls a benchmark. */
  readonly benchmark: string
  /** The latter alone; empty where nothing is swept. */
  readonly parameters: string
  readonly cellId: string
  /** Such as `put.overhead.p50`. */
  readonly measure: string
  readonly unit: 'ns' | 'calls' | 'USD/30d' | 'B/record'
  /** Finite. */
  readonly value: number
  /** 95 % interval of `value`; null where it is withheld or there is nothing to estimate. */
  readonly ci95: readonly [low: number, high: number] | null
}

type Measured = Pick<TrackedFigure, 'measure' | 'unit' | 'value' | 'ci95'>

/** Of the valid cells of `run`, in their order. */
export function trackedFigures(run: Run): readonly TrackedFigure[] {
  const names = cellNames(run)
  return run.cells
    .filter(({ validity }) => validity.verdict === 'valid')
    .flatMap((cell) => {
      const parameters = names.get(cell.id) ?? ''
      const benchmark = printable([scenarioName(run), parameters].filter((part) => part !== '').join(' / '))
      return [...latencies(cell), ...costs(cell)].map((figure) => ({
        benchmark,
        parameters,
        cellId: cell.id,
        ...figure,
      }))
    })
}

function latencies(cell: CellResult): Measured[] {
  return measuredOperations(cell).flatMap(({ operation, result: { plain, sealed, overhead } }) => {
    const time = (name: string, value: number): Measured => ({
      measure: `${operation}.${name}`,
      unit: 'ns',
      value,
      ci95: null,
    })
    const difference = (name: string, { estimateNs, ci95Ns }: Estimate): Measured => ({
      ...time(`overhead.${name}`, estimateNs),
      ci95: ci95Ns,
    })
    return [
      difference('p50', overhead.p50),
      difference('p99', overhead.p99),
      time('plain.serviceTime.p50', plain.serviceTime.p50),
      time('sealed.serviceTime.p50', sealed.serviceTime.p50),
      time('sealed.serviceTime.p99', sealed.serviceTime.p99),
      time('sealed.responseTime.p99', sealed.responseTime.p99),
    ]
  })
}

function costs({ kms, storedBytes, bytes, records }: CellResult): Measured[] {
  const stored: Measured[] =
    records === 0
      ? []
      : [
          {
            measure: 'stored.overheadBytes',
            unit: 'B/record',
            value: (storedBytes - bytes) / records,
            ci95: null,
          },
        ]
  return [
    { measure: 'kms.calls', unit: 'calls', value: totalCalls(kms.calls), ci95: null },
    { measure: 'kms.usdPer30Days', unit: 'USD/30d', value: kms.usdPer30Days, ci95: null },
    ...stored,
  ]
}
