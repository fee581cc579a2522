/**
 * Labels along the side of a picture, as short as there is room for, and all
 * different.
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
export function rowLabels(cells: readonly PlanCell[], room: LabelRoom): RowLabels {
  const texts = new Map(
    cells.map(({ id, params }) => [id, [id, ...Object.values(params).map(describeParameter)].join(' · ')]),
  )
  return labelsOf(texts, room)
}

/** By what they stand for. */
export function distinctLabels(names: readonly string[], room: LabelRoom): RowLabels {
  return labelsOf(new Map(names.map((name) => [name, name])), room)
}

/** Labels that room would make alike begin with a number of their own. */
function labelsOf(texts: ReadonlyMap<string, string>, room: LabelRoom): RowLabels {
  const taken = new Set<string>()
  const of = new Map<string, string>()
  for (const [key, text] of texts) {
    const label = broken(text, room)
    const own = taken.has(label) ? broken(`${taken.size + 1}: ${text}`, room) : label
    taken.add(own)
    of.set(key, own)
  }
  return { of, width: Math.min(room.width, widthOf(of.values())) }
}

function broken(text: string, { width, lines }: LabelRoom): string {
  return brokenLines(printable(text), width, (line) => textWidth(line, fontSize), lines).join('\n')
}
