/**
 * The chart library with our theme and our measure of text: the only place that
 * knows vega, for drawings to files and for those of a page.
 *
 * @module
 */
import * as vega from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
import { compile, type TopLevelSpec } from 'vega-lite'

import { textWidth } from './text-width.ts'
import { vegaConfig } from './theme.ts'

export { vega }

export type ChartSpec = TopLevelSpec

/** An element of a page; Node has none. */
export type Container = NonNullable<vega.ViewOptions['container']>

interface TextItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
}

/** Vega's own estimate of 0.8 em a character leaves holes in some places and cuts text in others (vega#2940). */
const textMetrics = (vega as unknown as { textMetrics: { width: (item: TextItem, text: unknown) => number } })
  .textMetrics
textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
  textWidth(
    text === null || text === undefined ? '' : `${text as string | number}`.trim(),
    fontSize,
    fontWeight,
  )

/**
 * A chart that is drawn once: into `container`, or as text. Expressions are interpreted, as the policy of a page
 * lets nothing make code; files are drawn the same way, so that they are the same pictures.
 */
export function chartView(spec: ChartSpec, container?: Container): vega.View {
  return new vega.View(vega.parse(compileChart(spec), undefined, { ast: true }), {
    renderer: container === undefined ? 'none' : 'svg',
    ...(container === undefined ? {} : { container, hover: false }),
    expr: expressionInterpreter,
    loader: refusingLoader,
    logLevel: vega.Error,
  })
}

/** From vega-lite to vega, in the colours and type of the report. */
export function compileChart(spec: ChartSpec): vega.Spec {
  const config = vegaConfig as NonNullable<ChartSpec['config']>
  return compile(spec, { config, logger: vega.logger(vega.Error) }).spec
}

/** A chart's data are inline: nothing is ever fetched. */
const refusingLoader = {
  load: refuse,
  sanitize: refuse,
  http: refuse,
  file: refuse,
  options: {},
} as unknown as vega.Loader

function refuse(): Promise<never> {
  return Promise.reject(new Error('a chart must not load anything'))
}
