/**
 * Draws a vega-lite specification as SVG, without a canvas or a browser: the
 * only place that knows vega.
 *
 * @module
 */
import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

import { escapeHtml } from './text.ts'
import { textWidth } from './text-width.ts'
import { vegaConfig } from './theme.ts'

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

/** What to draw; `id` is unique on the page that will hold it: references inside are named after it. */
export interface Drawing {
  readonly id: string
  readonly title: string
  readonly spec: ChartSpec
}

/** Returns one `<svg>` element with a title. */
export async function drawSvg({ id, title, spec }: Drawing): Promise<string> {
  const config = vegaConfig as NonNullable<ChartSpec['config']>
  const compiled = compile(spec, { config, logger: vega.logger(vega.Error) })
  const view = new vega.View(vega.parse(compiled.spec), {
    renderer: 'none',
    loader: refusingLoader,
    logLevel: vega.Error,
  })
  const svg = await view.toSVG()
  view.finalize()
  return withName(withTitles(withOwnIds(svg, id)), id, title)
}

/** Names the picture for those who do not see it. */
function withName(svg: string, id: string, title: string): string {
  const name = `<title id="${id}-title">${escapeHtml(title)}</title>`
  return svg.replace(
    /^<svg([^>]*)>/,
    (_, attributes: string) => `<svg${attributes} role="img" aria-labelledby="${id}-title">${name}`,
  )
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

/** Vega counts its ids up from drawing to drawing: equal specifications shall give equal bytes. */
function withOwnIds(svg: string, id: string): string {
  const numbers = new Map<string, string>()
  const own = (name: string) => {
    if (!numbers.has(name)) numbers.set(name, `${id}-${numbers.size}`)
    return numbers.get(name)!
  }
  return svg.replace(/<[^>]*>/g, (tag) =>
    tag
      .replace(/ id="([^"]*)"/g, (_, name: string) => ` id="${own(name)}"`)
      .replace(/url\(#([^)]*)\)/g, (_, name: string) => `url(#${own(name)})`),
  )
}

/** What a mark says to a screen reader, a pointer shows as well. */
function withTitles(svg: string): string {
  return svg.replace(
    /<(path|rect|line)([^>]*) aria-label="([^"]*)"([^>]*)\/>/g,
    '<$1$2 aria-label="$3"$4><title>$3</title></$1>',
  )
}
