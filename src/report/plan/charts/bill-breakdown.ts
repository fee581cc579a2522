/**
 * The bill of each cell as stacked bars: encryption by itself, and beside the
 * stream.
 *
 * @module
 */
import type { Plan, PlanCell } from '../../../planner/plan-document.ts'
import type { Chart } from '../../charts/chart.ts'
import { brokenRowLabels, labelRoom } from '../../charts/value-labels.ts'
import type { ChartSpec } from '../../vega.ts'
import { colours } from '../../theme.ts'
import {
  cellName,
  describeMoney,
  describeMoneyAmount,
  besideStream,
  groupNames,
  groupUsd,
} from '../plan-figures.ts'
import { numberLabel } from '../../charts/amount-axis.ts'
import { rowLabels } from './row-labels.ts'

const cellsMax = 40
const groups = ['kms', 'cloudtrail', 'stream'] as const
const groupColours = { kms: colours.sealed, cloudtrail: colours.amber, stream: colours.plain } as const

export function billBreakdown({ cells: all, tables }: Plan): Chart[] {
  const cells = all.slice(0, cellsMax)
  if (!cells.some(({ bill }) => bill.totalUsd > 0)) return []
  return [
    {
      id: 'bill',
      title: 'What 30 days cost',
      howToRead:
        'Each bar is a cell, in USD of 30 days (modelled from price tables). Above only what encryption adds, KMS and CloudTrail; below the same with the stream itself, for proportion: the axes differ.',
      finding: [
        ...cells.slice(0, 8).map(findingOf),
        ...(all.length > cellsMax ? [`Drawn are the first ${cellsMax} of ${all.length} cells.`] : []),
        `Prices are of ${tables.prices.date}.`,
      ].join(' '),
      spec: (width) => spec(cells, width),
      table: {
        columns: [
          { label: 'cell' },
          ...groups.map((group) => ({ label: `${groupNames[group]}, USD (modelled)`, isNumber: true })),
          { label: 'all, USD (modelled)', isNumber: true },
        ],
        rows: cells.map((cell) => [
          cellName(cell),
          ...groups.map((group) => describeMoneyAmount(groupUsd(cell.bill, group))),
          describeMoneyAmount(cell.bill.totalUsd),
        ]),
      },
      data: panelsOf(cells).flatMap(({ name, parts }) =>
        parts.map(({ cell, group }) => ({
          panel: name,
          cell: cell.id,
          group: groupNames[group],
          usd: groupUsd(cell.bill, group),
        })),
      ),
    },
  ]
}

interface Panel {
  readonly name: string
  readonly title: string
  readonly parts: readonly { readonly cell: PlanCell; readonly group: (typeof groups)[number] }[]
}

/** Those with anything in them. */
function panelsOf(cells: readonly PlanCell[]): Panel[] {
  const parts = cells.flatMap((cell) => groups.map((group) => ({ cell, group })))
  const encryption = parts.filter(({ group }) => group !== 'stream')
  return [
    { name: 'encryption', title: 'encryption, USD in 30 days', parts: encryption },
    { name: 'with the stream', title: 'with the stream, USD in 30 days', parts },
  ].filter((panel) => panel.parts.some(({ cell, group }) => groupUsd(cell.bill, group) > 0))
}

function findingOf({ id, bill }: PlanCell): string {
  const share = bill.streamUsd > 0 ? `, ${besideStream(bill)}` : ''
  return `${id}: encryption ${describeMoney(bill.encryptionUsd)}${share}.`
}

function spec(cells: readonly PlanCell[], width: number): ChartSpec {
  const { of: labels, width: labelWidth } = rowLabels(cells, labelRoom(width))
  return {
    vconcat: panelsOf(cells).map((panel) => ({
      width: width - labelWidth - 44,
      height: { step: 26 },
      data: {
        values: panel.parts.map(({ cell, group }) => ({
          cell: labels.get(cell.id),
          group: groupNames[group],
          order: groups.indexOf(group),
          usd: groupUsd(cell.bill, group),
          description: `${cell.id}, ${groupNames[group]}: ${describeMoney(groupUsd(cell.bill, group))}`,
        })),
      },
      mark: { type: 'bar' },
      encoding: {
        y: { field: 'cell', type: 'nominal', sort: null, title: null, axis: { ...brokenRowLabels } },
        x: {
          field: 'usd',
          type: 'quantitative',
          title: panel.title,
          axis: { tickCount: 5, labelExpr: numberLabel },
        },
        order: { field: 'order', type: 'quantitative' },
        color: {
          field: 'group',
          type: 'nominal',
          legend: { title: null },
          scale: {
            domain: groups.map((group) => groupNames[group]),
            range: groups.map((group) => groupColours[group]),
          },
        },
        description: { field: 'description', type: 'nominal' },
      },
    })) as never[],
    spacing: 18,
  }
}
