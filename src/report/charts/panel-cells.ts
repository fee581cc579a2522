/**
 * Which cells a picture of single cells shows: the one in focus, or each of
 * several that were chosen, as far as there is room for panels.
 *
 * @module
 */
import type { CellResult } from '../../run-store/run-format.ts'
import { plural } from '../figures.ts'
import { narrow, type ChartInput } from './chart.ts'

export interface PanelCells {
  readonly cells: readonly CellResult[]
  /** A sentence on chosen cells that are left out; empty where there are none. */
  readonly leftOut: string
}

const panelsMost = 6

export function panelCells({ view, cells, focus }: Pick<ChartInput, 'view' | 'cells' | 'focus'>): PanelCells {
  if (view.cells.length < 2) return { cells: [focus], leftOut: '' }
  const left = cells.length - panelsMost
  return {
    cells: cells.slice(0, panelsMost),
    leftOut:
      left > 0
        ? ` ${plural(left, 'chosen cell is', 'chosen cells are')} left out: there is room for ${panelsMost}.`
        : '',
  }
}

export interface PanelLayout {
  readonly columns: number
  /** Of the plot of each panel, in pixels, `beside` being what its axis takes. */
  readonly width: number
}

/** Columns for `panels` in a picture `width` pixels wide. */
export function panelLayout(panels: number, width: number, beside: number): PanelLayout {
  const most = width < narrow ? 1 : width < 1100 ? 2 : 3
  const columns = Math.min(most, panels)
  return { columns, width: Math.floor((width - 16 - panelSpacing * (columns - 1)) / columns - beside) }
}

export const panelSpacing = 18
