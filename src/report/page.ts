/**
 * The report as one HTML file that opens offline: no address that is not its
 * own, pictures as SVG with their figures as tables, and a script that makes
 * them live.
 *
 * @module
 */
import type { Run } from '../run-store/run-format.ts'
import type { Chart } from './charts/chart.ts'
import { figure } from './figure.ts'
import { html, Markup, type Part } from './markup.ts'
import { scenarioTitle } from './overview.ts'
import { hashSource, type Embedding } from './page-embedding.ts'
import { firstScreen } from './page-first-screen.ts'
import { contents, pageSection } from './page-sections.ts'
import { pageStyle } from './page-style.ts'
import { runSections } from './run-sections.ts'

/** A chart with its drawings, whose colours follow the page. */
export interface DrawnChart {
  readonly chart: Chart
  readonly svg: string
}

/** The one that stands beside the claims themselves. */
const firstPicture = 'claims'

export function renderPage(run: Run, charts: readonly DrawnChart[], embedding: Embedding): string {
  const figures = charts.map(({ chart, svg }) => ({ chart, markup: figure(chart, new Markup(svg)) }))
  const first = figures.find(({ chart }) => chart.id === firstPicture)
  const sections = runSections(
    run,
    figures.filter((other) => other !== first),
    charts.map(({ chart }) => chart),
  )
  return htmlDocument(
    scenarioTitle(run),
    html`<a class="skip" href="#main">Skip to the figures</a>
      ${firstScreen(run, first?.markup)}
      <div class="layout">
        ${contents(sections)}
        <main id="main" tabindex="-1">
          <div id="controls"></div>
          ${charts.length === 0 ? undefined : needsScript} ${sections.map(pageSection)}
        </main>
      </div>
      <footer>
        Drawn by sealbench ${run.environment.sealbench} from run.json and the histograms beside this file;
        nothing was loaded from anywhere else.
      </footer>`,
    embedding,
  )
}

/** A whole page around `body`, whose policy lets nothing in but its own style, script and inline pictures. */
export function htmlDocument(title: string, body: Markup, { markup, scriptSources }: Embedding): string {
  // One string, because the policy allows exactly these bytes.
  const style = new Markup(`<style>${pageStyle}</style>`)
  const policy = [
    `default-src 'none'`,
    `script-src ${scriptSources.join(' ')}`,
    `style-src ${hashSource(pageStyle)}`,
    'img-src data: blob:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="sealbench" />
        <title>${title} · sealbench</title>
        ${style}
      </head>
      <body>
        ${body} ${markup}
      </body>
    </html> `
  return page.toString()
}

/** Pictures as they are seen at once, and without a script. */
export function drawnFigures(charts: readonly DrawnChart[]): Markup {
  return html`${needsScript} ${charts.map(({ chart, svg }) => figure(chart, new Markup(svg)))}`
}

const needsScript = html`<p class="needs-script">
  These pictures are still, and nothing can be chosen: that needs a script, which this browser does not run.
</p>`

export function section(title: string, body: Part): Markup {
  return html`<section>
    <h2>${title}</h2>
    ${body}
  </section>`
}
