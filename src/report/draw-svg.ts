/**
 * Draws a vega-lite specification as SVG, without a canvas or a browser.
 *
 * @module
 */
import { chartView, type ChartSpec } from './vega.ts'
import { escapeHtml } from './text.ts'

/** What to draw; `id` is unique on the page that will hold it: references inside are named after it. */
export interface Drawing {
  readonly id: string
  readonly title: string
  readonly spec: ChartSpec
}

/** Returns one `<svg>` element with a title. */
export async function drawSvg({ id, title, spec }: Drawing): Promise<string> {
  const view = chartView(spec)
  const svg = await view.toSVG()
  view.finalize()
  return withName(withTitles(withOwnIds(withShortNumbers(svg), id)), id, title)
}

/** A hundredth of a pixel is seen by nobody, and half of a picture's bytes would be digits and what holds without saying. */
function withShortNumbers(svg: string): string {
  return (
    svg
      .replace(
        / (d|transform|x|y|x1|x2|y1|y2|width|height)="([^"]*)"/g,
        (_, name: string, value: string) => ` ${name}="${value.replace(/-?\d+\.\d+(?:e-?\d+)?/g, short)}"`,
      )
      // Of computed shades the last digits are not the same in every engine.
      .replace(
        /opacity="(0\.\d{5,})"/g,
        (_, value: string) => `opacity="${Number(Number(value).toFixed(4))}"`,
      )
      .replaceAll(' opacity="1"', '')
      .replace(/<[^>]*>/g, (tag) =>
        tag.includes(' stroke="') ? tag : tag.replace(/ stroke-width="[^"]*"/, ''),
      )
  )
}

function short(number: string): string {
  return String(Number(Number(number).toFixed(2)))
}

/** Names the picture for those who do not see it. */
function withName(svg: string, id: string, title: string): string {
  const name = `<title id="${id}-title">${escapeHtml(title)}</title>`
  return svg.replace(
    /^<svg([^>]*)>/,
    (_, attributes: string) => `<svg${attributes} role="img" aria-labelledby="${id}-title">${name}`,
  )
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
