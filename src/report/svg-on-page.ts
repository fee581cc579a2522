/**
 * A drawn picture as it lies in a page until the script of the page draws it
 * anew: in the colours of the page, and without what a still picture there
 * does not need.
 *
 * @module
 */
import { withCssColours } from './theme.ts'

/**
 * What is inside an `img` is for nobody to hear, and nothing there can be pointed at: who reads it with a screen
 * reader has its title and its table, and marks that speak come with the script.
 */
const spared: readonly RegExp[] = [
  // That of the picture has an id, which names it.
  /<title>[^<]*<\/title>/g,
  / role="graphics-\w+"/g,
  / aria-(?:label|roledescription|hidden)="[^"]*"/g,
  / pointer-events="none"/g,
  // Its own type and what SVG takes where nothing is said.
  / font-family="[^"]*"/g,
  / (?:font-weight="normal"|stroke-width="1"|(?:fill-|stroke-)?opacity="1")/g,
  // Frames around nothing.
  /<path class="(?:fore|back)ground"[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g,
]
const closings = /><\/(?:path|line|rect)>/g
const rectangles = /(?<=<g class="mark-rect [^>]*>)(?:<path[^>]*\/>)+(?=<\/g>)/g
const classes = / class="(?!marks")[^"]*"/g

/** Of equal looks, with half the bytes. The page sets the type of texts. */
export function svgOnPage(svg: string): string {
  return spared
    .reduce((text, pattern) => text.replaceAll(pattern, ''), withCssColours(svg))
    .replaceAll(closings, '/>')
    .replaceAll(rectangles, joinAlike)
    .replaceAll(classes, '')
}

/** Rectangles of one look as one path: those of a mark lie beside each other, so their order is all the same. */
function joinAlike(marks: string): string {
  const looks = Map.groupBy(
    marks.matchAll(/<path([^>]*) d="([^"]*)"([^>]*)\/>/g),
    ([, before, , after]) => `${before}${after}`,
  )
  return [...looks]
    .map(([look, alike]) => `<path d="${alike.map(([, , shape]) => shape).join('')}"${look}/>`)
    .join('')
}
