/**
 * The chart library with our theme and our measure of text: the only place that
 * knows vega, for drawings to files and for those of a page.
 *
 * @module
 */
import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

import { textWidth } from './text-width.ts'
import { vegaConfig } from './theme.ts'

export { vega }

export type ChartSpec = TopLevelSpec

interface TextItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
}

/** Vega's own estimate of 0.8 em a character leaves holes in some places and cuts text in others (vega#2940). */
const { textMetrics } = vega as unknown as {
  textMetrics: { width: (item: TextItem, text: unknown) => number }
}
textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
  textWidth(
    text === null || text === undefined ? '' : `${text as string | number}`.trim(),
    fontSize,
    fontWeight,
  )

/** From vega-lite to vega, in the colours and type of the report. */
export function compileChart(spec: ChartSpec): vega.Spec {
  const config = vegaConfig as NonNullable<ChartSpec['config']>
  return compile(spec, { config, logger: vega.logger(vega.Error) }).spec
}
