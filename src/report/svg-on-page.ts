/**
 * A drawn picture as it lies in a page until the script of the page draws it
 * anew: in the colours of the page, and without what a still picture there
 * does not need.
 *
 * @module
 */
import { optimize, type Config } from 'svgo/browser'

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
  // The page sets the type of texts.
  / font-family="[^"]*"/g,
]
const rectangle = /^M([^,]*),([^h]*)h([^v]*)v([^h]*)h[^Z]*Z$/
const rectangles = /(?<=<g class="mark-rect [^>]*>)(?:<path[^>]*\/>)+(?=<\/g>)/g
const closings = /><\/(?:path|line|rect)>/g
/** Nothing shines through it. */
const line =
  /<line transform="translate\(([^,]*),([^)]*)\)" x2="([^"]*)" y2="([^"]*)"((?:(?!opacity)[^>])*)\/>/g
const lines = new RegExp(`(?:${line.source}){2,}`, 'g')
/** As a path it would no longer be round with so few digits. */
const circle =
  /<path transform="translate\(([^,]*),([^)]*)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0A\3,\3,0,1,1,\3,0"/g
const classes = / class="[^"]*"/g
const shapes = / d="[^"]*"/g
/** Lines of a text are placed from its own origin, which must stay. */
const places = /<text([^>]*) transform="translate\(([\d.-]+) ([\d.-]+)\)"(?=[^>]*>(?!<tspan))/g

const shorter: Config = {
  plugins: [
    'cleanupNumericValues',
    { name: 'removeUnknownsAndDefaults', params: { keepRoleAttr: true, keepAriaAttrs: true } },
    { name: 'removeUselessStrokeAndFill', params: { removeNone: true } },
    'removeHiddenElems',
    'convertShapeToPath',
    'moveElemsAttrsToGroup',
    'moveGroupAttrsToElems',
    'collapseGroups',
    { name: 'convertPathData', params: { floatPrecision: 2 } },
    'convertTransform',
    'removeEmptyContainers',
    'removeUnusedNS',
    'sortAttrs',
  ],
}

/** Of equal looks, with a third of the bytes. */
export function svgOnPage(svg: string): string {
  const bare = spared
    .reduce((text, pattern) => text.replaceAll(pattern, ''), withCssColours(svg))
    .replaceAll(closings, '/>')
    .replaceAll(circle, '<circle cx="$1" cy="$2" r="$3"')
    .replaceAll(rectangles, joinAlike)
    .replaceAll(lines, joinLines)
    .replaceAll(shapes, (shape) => shape.replaceAll(/-?\d+\.\d+/g, tenths))
    .replaceAll(classes, '')
  return optimize(bare, shorter).data.replaceAll(places, '<text$1 x="$2" y="$3"')
}

/** Rectangles of one look as one path: those of a mark lie beside each other, so their order is all the same. */
function joinAlike(marks: string): string {
  const looks = Map.groupBy(
    marks.matchAll(/<path([^>]*) d="([^"]*)"([^>]*)\/>/g),
    ([, before, , after]) => `${before}${after}`,
  )
  const edgeAt = roundEdges()
  return [...looks]
    .map(([look, alike]) => [look, alike.map(([, , shape]) => withEdges(shape!, edgeAt)).join('')] as const)
    .map(([look, shape]) => `<path d="${shape}"${look}/>`)
    .join('')
}

type EdgeAt = (length: number) => number

function withEdges(shape: string, edgeAt: EdgeAt): string {
  return shape.replace(rectangle, (_, ...given: string[]) => {
    const [x, y, width, height] = given.slice(0, 4).map(Number) as [number, number, number, number]
    const right = edgeAt(x + width)
    return `M${edgeAt(x)},${edgeAt(y)}H${right}V${edgeAt(y + height)}H${edgeAt(x)}Z`
  })
}

/** Rounds, and what differs by a hundredth to the same: what begins where another ends is to do so still. */
function roundEdges(): EdgeAt {
  const known = new Map<number, number>()
  return (length) => {
    const at = Math.round(length * 100)
    const edge = known.get(at) ?? known.get(at - 1) ?? known.get(at + 1) ?? Number(tenths(length))
    known.set(at, edge)
    return edge
  }
}

/** Lines of one look that follow each other, as one path. */
function joinLines(marks: string): string {
  const looks: { readonly look: string; shape: string }[] = []
  for (const [, x, y, dx, dy, look] of marks.matchAll(line)) {
    const shape = `M${x},${y}l${dx},${dy}`
    const last = looks.at(-1)
    if (last !== undefined && last.look === look) last.shape += shape
    else looks.push({ look: look!, shape })
  }
  return looks.map(({ look, shape }) => `<path d="${shape}"${look}/>`).join('')
}

/** A tenth of a pixel is seen by nobody. */
function tenths(length: number | string): string {
  return String(Number(Number(length).toFixed(1)))
}
