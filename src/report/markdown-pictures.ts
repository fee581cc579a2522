/**
 * Pictures in Markdown that GitHub renders, in the colours of whoever reads.
 *
 * @module
 */
import type { Chart } from './charts/chart.ts'
import { stillName } from './stills/still.ts'
import { escapeHtml, escapeMarkdown, relativeHref } from './text.ts'

/** Title, finding and picture of each chart; the files lie in `charts/` beside the text. */
export function pictureBlocks(charts: readonly Chart[]): string[] {
  return charts.flatMap(({ id, title, finding }) => [
    `## ${escapeMarkdown(title)}`,
    escapeMarkdown(finding),
    [
      '<picture>',
      `  <source media="(prefers-color-scheme: dark)" srcset="${place(stillName(id, 'dark', 'svg'))}">`,
      `  <img alt="${alternative(`${title}. ${finding}`)}" src="${place(stillName(id, 'light', 'svg'))}">`,
      '</picture>',
    ].join('\n'),
  ])
}

/** In the attribute, what would mean something to Markdown means nothing, even where a renderer knows no HTML. */
function alternative(text: string): string {
  return escapeHtml(text).replace(/[`*_[\]|~$@!\\]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function place(name: string): string {
  return escapeHtml(`charts/${relativeHref(name) ?? ''}`)
}
