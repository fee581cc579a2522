/**
 * Labels of cells along the side of a picture, as short as there is room for.
 *
 * @module
 */
import type { PlanCell } from '../../../planner/plan-document.ts'
import { widthOf, type LabelRoom } from '../../charts/value-labels.ts'
import { brokenLines } from '../../line-breaks.ts'
import { describeParameter } from '../../parameters.ts'
import { printable } from '../../text.ts'
import { textWidth } from '../../text-width.ts'

/** Of axis labels, in pixels; the theme's. */
const fontSize = 12

export interface RowLabels {
  readonly of: ReadonlyMap<string, string>
  /** Pixels that the widest takes. */
  readonly width: number
}

/** By the id of the cell, which each begins with: what is swept stands without its names. */
export function rowLabels(cells: readonly PlanCell[], { width, lines }: LabelRoom): RowLabels {
  const labels = new Map(
    cells.map(({ id, params }) => {
      const values = Object.values(params).map(describeParameter)
      const text = printable([id, ...values].join(' · '))
      return [id, brokenLines(text, width, (line) => textWidth(line, fontSize), lines).join('\n')] as const
    }),
  )
  return { of: labels, width: Math.min(width, widthOf(labels.values())) }
}
