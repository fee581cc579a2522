/**
 * What goes wrong in each cell of a sweep: calls of each side that fail, time to recover and
 * records lost, with their intervals.
 *
 * @module
 */
import type { Estimate, Plan, PlanCell, SimulatedFleet } from '../../../planner/plan-document.ts'
import { narrow, percentLabel, type Chart } from '../../charts/chart.ts'
import { brokenRowLabels, labelRoom } from '../../charts/value-labels.ts'
import type { ChartSpec } from '../../vega.ts'
import { colours } from '../../theme.ts'
import {
  cellName,
  describeEstimated,
  describeNumber,
  describePart,
  describeSeconds,
  recoveryCell,
} from '../plan-figures.ts'
import { numberLabel, secondsLabel } from '../../charts/amount-axis.ts'
import { rowLabels } from './row-labels.ts'

interface Measure {
  /** In `data`; says the unit. */
  readonly id: string
  readonly title: string
  readonly of: (simulation: SimulatedFleet) => Estimate | null
  readonly describe: (value: number) => string
  readonly labelExpr: string
}

const cellsMax = 40
const recovery = 'time to recover'
const measures: readonly Measure[] = [
  {
    id: 'sealingCallsFailed',
    title: 'sealing calls that fail',
    of: ({ refused }) => refused.sealing,
    describe: describePart,
    labelExpr: percentLabel,
  },
  {
    id: 'readingCallsFailed',
    title: 'consumers’ calls that fail',
    of: ({ refused }) => refused.reading,
    describe: describePart,
    labelExpr: percentLabel,
  },
  {
    id: 'recoveryS',
    title: recovery,
    of: ({ recoveryS }) => recoveryS,
    describe: describeSeconds,
    labelExpr: secondsLabel,
  },
  {
    id: 'recordsLost',
    title: 'records lost',
    of: ({ lost }) => lost,
    describe: describeNumber,
    labelExpr: numberLabel,
  },
]

interface Outcome {
  readonly cell: PlanCell
  readonly estimate: Estimate
}

export function outcomesByCell({ cells: all }: Plan): Chart[] {
  const simulated = all.filter(({ simulation }) => simulation !== null)
  const cells = simulated.slice(0, cellsMax)
  const drawn = measures
    .map((measure) => ({ measure, outcomes: outcomesOf(cells, measure) }))
    .filter(({ outcomes }) => outcomes.some(({ estimate }) => estimate.ci95[1] > 0))
  if (cells.length < 2 || drawn.length === 0) return []
  return [
    {
      id: 'outcomes',
      title: 'What goes wrong in each cell',
      howToRead:
        'Each row is a cell, the mark the mean of its replications and the bar its 95 % interval (simulated). To the left is better. Records that wait for sealing calls that fail are lost; what consumers fail to decrypt is asked for again at their next poll. A fleet that does not recover within the plan has no mark there. Cells whose bars overlap cannot be told apart by these replications.',
      finding: [
        ...drawn.map(({ measure, outcomes }) => findingOf(measure, outcomes)),
        ...unrecoveredOf(cells),
        ...(simulated.length > cellsMax
          ? [`Drawn are the first ${cellsMax} of ${simulated.length} cells.`]
          : []),
      ].join(' '),
      spec: (width) => spec(cells, drawn, width),
      table: {
        columns: [
          { label: 'cell' },
          ...measures.map(({ title }) => ({ label: `${title} (simulated)`, isNumber: true })),
        ],
        rows: cells.map((cell) => [
          cellName(cell),
          ...measures.map(({ title, of, describe }) => {
            const estimate = of(cell.simulation!)
            if (title === recovery) return recoveryCell(cell.simulation!)
            return estimate === null ? '–' : describeEstimated(estimate, describe)
          }),
        ]),
      },
      data: drawn.flatMap(({ measure, outcomes }) =>
        outcomes.map(({ cell, estimate: { mean, ci95 } }) => ({
          cell: cell.id,
          measure: measure.id,
          mean,
          low: ci95[0],
          high: ci95[1],
        })),
      ),
    },
  ]
}

function outcomesOf(cells: readonly PlanCell[], { of }: Measure): Outcome[] {
  return cells.flatMap((cell) => {
    const estimate = of(cell.simulation!)
    return estimate === null ? [] : [{ cell, estimate }]
  })
}

function findingOf({ title, describe }: Measure, outcomes: readonly Outcome[]): string {
  const sorted = outcomes.toSorted((one, other) => one.estimate.mean - other.estimate.mean)
  const [best, worst] = [sorted[0]!, sorted.at(-1)!]
  return `${title[0]!.toUpperCase()}${title.slice(1)}: from ${describeEstimated(best.estimate, describe)} in ${best.cell.id} to ${describeEstimated(worst.estimate, describe)} in ${worst.cell.id}.`
}

function unrecoveredOf(cells: readonly PlanCell[]): string[] {
  const all = cells.filter(({ simulation }) => simulation!.unrecovered === 1).map(({ id }) => id)
  return all.length === 0 ? [] : [`Does not recover within the plan: ${all.join(', ')}.`]
}

interface DrawnMeasure {
  readonly measure: Measure
  readonly outcomes: readonly Outcome[]
}

function spec(cells: readonly PlanCell[], drawn: readonly DrawnMeasure[], width: number): ChartSpec {
  const isNarrow = width < narrow
  const { of: labels, width: labelWidth } = rowLabels(cells, labelRoom(width))
  const rows = cells.map(({ id }) => labels.get(id)!)
  const free = width - labelWidth - 44
  const panels = drawn.map(({ measure, outcomes }, index) => {
    const y = {
      field: 'cell',
      type: 'nominal',
      scale: { domain: rows },
      title: null,
      axis: isNarrow || index === 0 ? { ...brokenRowLabels } : { labels: false, ticks: false },
    }
    const x = {
      type: 'quantitative',
      title: measure.title,
      axis: { tickCount: 4, labelExpr: measure.labelExpr },
      scale: { zero: true },
    }
    const data = {
      values: outcomes.map(({ cell, estimate: { mean, ci95 } }) => ({
        cell: labels.get(cell.id),
        mean,
        low: ci95[0],
        high: ci95[1],
        description: `${cell.id}, ${measure.title}: ${describeEstimated({ mean, ci95 }, measure.describe)}`,
      })),
    }
    return {
      width: isNarrow ? free : free / drawn.length - 14,
      height: { step: isNarrow ? 28 : 24 },
      data,
      layer: [
        {
          mark: { type: 'rule', color: colours.sealed, strokeWidth: 2, aria: false },
          encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, opacity: 1, size: 60, color: colours.sealed },
          encoding: { y, x: { ...x, field: 'mean' }, description: { field: 'description', type: 'nominal' } },
        },
      ],
    }
  })
  return isNarrow ? { vconcat: panels as never[], spacing: 14 } : { hconcat: panels as never[], spacing: 16 }
}
