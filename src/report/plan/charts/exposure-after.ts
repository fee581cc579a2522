/**
 * How long caches of each cell go on once a KMS key is disabled, and how long
 * one key material is held that may leak.
 *
 * @module
 */
import { exposureSecondsOf } from '../../../planner/choices/constraints.ts'
import type { Plan, PlanCell } from '../../../planner/plan-document.ts'
import { isDrawable } from '../../charts/amount-axis.ts'
import { narrow, type Chart } from '../../charts/chart.ts'
import { clockAxis } from '../../charts/clock-axis.ts'
import { brokenRowLabels, labelRoom } from '../../charts/value-labels.ts'
import { colours } from '../../theme.ts'
import type { ChartSpec } from '../../vega.ts'
import { cellName, describeNumber, describeSeconds } from '../plan-figures.ts'
import { rowLabels, type RowLabels } from './row-labels.ts'

type Exposure = PlanCell['analysis']['exposure']

interface Span {
  /** In data and in what a mark says. */
  readonly name: string
  readonly side: 'sealing' | 'opening'
  readonly fromS: (exposure: Exposure) => number
  readonly toS: (exposure: Exposure) => number
}

interface Panel {
  readonly title: string
  /** Bars of a cell beneath each other, or parts of one bar. */
  readonly isBeneath: boolean
  readonly spans: readonly Span[]
}

const cellsMax = 40
/** Of the axis, for what stands behind the longest bar. */
const room = 1.2
const barPixels = 22
const sideColours = { sealing: colours.sealed, opening: colours.sky } as const
const atOnce = (): number => 0

const panels: readonly Panel[] = [
  {
    title: 'from the moment a KMS key is disabled',
    isBeneath: true,
    spans: [
      { name: 'sealing goes on', side: 'sealing', fromS: atOnce, toS: ({ sealsForS }) => sealsForS },
      { name: 'opening goes on', side: 'opening', fromS: atOnce, toS: ({ opensForS }) => opensForS },
    ],
  },
  {
    title: 'from the making of one key material',
    isBeneath: false,
    spans: [
      { name: 'it seals', side: 'sealing', fromS: atOnce, toS: ({ keySealsForS }) => keySealsForS },
      {
        name: 'it is held to open',
        side: 'opening',
        fromS: ({ keySealsForS }) => keySealsForS,
        toS: ({ keyLivesForS }) => keyLivesForS,
      },
    ],
  },
]

export function exposureAfter({ cells: all }: Plan): Chart[] {
  const cells = (areAlike(all) ? all.slice(0, 1) : all).slice(0, cellsMax)
  const drawn = panels.filter(({ spans }) =>
    isDrawable(cells.flatMap((cell) => spans.map((span) => lengthOf(cell, span)))),
  )
  if (drawn.length === 0) return []
  return [
    {
      id: 'exposure',
      title: 'How long keys are of use',
      howToRead:
        'Above, for how long the caches of each cell go on without KMS once its key is disabled: that is how long a revocation takes. Below, for how long one key material seals new records, ' +
        'and then lies in the caches of consumers that open them: that is the time in which it may leak. Upper limits, by theory; shorter bars are safer and cost more calls.',
      finding: findingOf(all, cells),
      spec: (width) => spec(cells, drawn, width),
      table: {
        columns: [
          { label: 'cell' },
          { label: 'disabled key seals for (theory)', isNumber: true },
          { label: 'opens for (theory)', isNumber: true },
          { label: 'one key material seals for (theory)', isNumber: true },
          { label: 'is held for (theory)', isNumber: true },
          { label: 'opens, records (theory)', isNumber: true },
        ],
        rows: cells.map((cell) => {
          const { sealsForS, opensForS, keySealsForS, keyLivesForS, recordsPerKey } = cell.analysis.exposure
          return [
            cellName(cell),
            ...[sealsForS, opensForS, keySealsForS, keyLivesForS].map(describeSeconds),
            describeNumber(recordsPerKey),
          ]
        }),
      },
      data: drawn.flatMap(({ title, spans }) =>
        barsOf(cells, spans).map(({ cell, span, fromS, toS }) => ({
          cell: cell.id,
          panel: title,
          what: span.name,
          fromS,
          toS,
        })),
      ),
    },
  ]
}

function findingOf(all: readonly PlanCell[], drawn: readonly PlanCell[]): string {
  const left =
    all.length === drawn.length
      ? []
      : areAlike(all)
        ? ['It is the same in all cells; drawn is the first.']
        : [`Drawn are the first ${cellsMax} of ${all.length} cells.`]
  return [drawn.length === 1 ? cellFinding(drawn[0]!) : comparedFinding(drawn), ...left].join(' ')
}

function areAlike(cells: readonly PlanCell[]): boolean {
  return new Set(cells.map(({ analysis }) => JSON.stringify(analysis.exposure))).size === 1
}

function lengthOf({ analysis: { exposure } }: PlanCell, { fromS, toS }: Span): number {
  return toS(exposure) - fromS(exposure)
}

/** Without those that have no length. */
function barsOf(cells: readonly PlanCell[], spans: readonly Span[]) {
  return cells.flatMap((cell) =>
    spans
      .filter((span) => lengthOf(cell, span) > 0)
      .map((span) => {
        const { exposure } = cell.analysis
        return { cell, span, fromS: span.fromS(exposure), toS: span.toS(exposure) }
      }),
  )
}

function cellFinding({ analysis: { exposure } }: PlanCell): string {
  const { sealsForS, opensForS, keyLivesForS, recordsPerKey } = exposure
  return (
    `A disabled key seals for up to ${describeSeconds(sealsForS)} more and opens for up to ${describeSeconds(opensForS)}. ` +
    `One key material is held for up to ${describeSeconds(keyLivesForS)}, and opens ${describeNumber(recordsPerKey)} records on average.`
  )
}

function comparedFinding(cells: readonly PlanCell[]): string {
  const sorted = cells.toSorted((one, other) => disabledS(one) - disabledS(other))
  const [least, most] = [sorted[0]!, sorted.at(-1)!]
  return disabledS(least) === disabledS(most)
    ? `A disabled key still works for up to ${describeSeconds(disabledS(least))} in every cell.`
    : `A disabled key still works for up to ${describeSeconds(disabledS(least))} in ${cellName(least)}, and ${describeSeconds(disabledS(most))} in ${cellName(most)}.`
}

function disabledS({ analysis: { exposure } }: PlanCell): number {
  return exposureSecondsOf(exposure)
}

function spec(cells: readonly PlanCell[], drawn: readonly Panel[], width: number): ChartSpec {
  const labels = rowLabels(cells, labelRoom(width))
  return {
    vconcat: drawn.map((panel, at) =>
      panelSpec(cells, panel, { labels, width, hasLegend: at === 0 }),
    ) as never[],
    spacing: 18,
  }
}

interface Place {
  readonly labels: RowLabels
  readonly width: number
  readonly hasLegend: boolean
}

function panelSpec(
  cells: readonly PlanCell[],
  { title, spans, isBeneath }: Panel,
  { labels, width, hasLegend }: Place,
) {
  const bars = barsOf(cells, spans)
  const axis = clockAxis(room * 1e9 * Math.max(...bars.map(({ toS }) => toS)), width < narrow)
  const values = bars.map(({ cell, span, fromS, toS }) => ({
    row: labels.of.get(cell.id),
    side: span.side,
    fromNs: fromS * 1e9,
    toNs: toS * 1e9,
    // Behind a bar; not on the part that follows it.
    text: isBeneath || span.side === 'opening' ? describeSeconds(toS) : '',
    description: `${cellName(cell)}, ${title}: ${span.name} ${fromS === 0 ? 'for' : `from ${describeSeconds(fromS)}`} up to ${describeSeconds(toS)}`,
  }))
  const sides = Object.keys(sideColours)
  const encoding = {
    y: { field: 'row', type: 'nominal', sort: null, title: null, axis: brokenRowLabels },
    ...(isBeneath ? { yOffset: { field: 'side', type: 'nominal', sort: sides } } : {}),
  }
  return {
    width: width - labels.width - 44,
    height: cells.length * barPixels * (isBeneath ? 2 : 1.5),
    data: { values },
    encoding,
    layer: [
      {
        mark: { type: 'bar' },
        encoding: {
          x: { ...axis, field: 'fromNs', title },
          x2: { field: 'toNs' },
          color: {
            field: 'side',
            type: 'nominal',
            legend: hasLegend ? { title: null } : null,
            scale: { domain: sides, range: Object.values(sideColours) },
          },
          description: { field: 'description', type: 'nominal' },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 4, aria: false },
        encoding: { x: { field: 'toNs', type: 'quantitative' }, text: { field: 'text', type: 'nominal' } },
      },
    ],
  }
}
