/**
 * Small pictures below the result of a run, for people without a browser.
 *
 * @module
 */
import type { ReportData } from '../data/report-data.ts'
import { focusCell, wasMeasured } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import { wrap, type TerminalOptions } from '../terminal-text.ts'
import { kmsOverTime } from './kms-over-time.ts'
import { percentileCurves } from './percentile-curves.ts'
import { sweepShades } from './sweep-shades.ts'
import { tailBars } from './tail-bars.ts'

/** Several lines, without a line break at the end; empty where nothing was measured. */
export function renderDetails(data: ReportData, options: TerminalOptions): string {
  const { run } = data
  const cell = focusCell(run)
  if (cell === undefined || !wasMeasured(cell.put)) return ''
  const where = run.cells.length > 1 ? [wrap(`Of ${cellLabel(run, cell)}:`, options.width)] : []
  return [
    ...sweepShades(data, cell, options),
    ...where,
    ...percentileCurves(data, cell, options),
    ...[kmsOverTime(run, cell, options) ?? []].flat(),
    ...tailBars(cell, options),
  ].join('\n\n')
}
