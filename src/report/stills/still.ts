/**
 * One picture as a file of its own: a chart drawn once, in the colours of a
 * theme, that needs nothing beside it.
 *
 * @module
 */
import type { Chart } from '../charts/chart.ts'
import { drawSvg } from '../draw-svg.ts'
import { inTheme, type Theme } from '../theme.ts'

/** Widths of the whole picture in pixels of the drawing; a PNG has more. */
export const stillWidth = { least: 280, usual: 920, most: 2560 } as const

export const stillFormats = ['svg', 'png'] as const
export type StillFormat = (typeof stillFormats)[number]

export interface Look {
  readonly theme: Theme
  readonly width: number
}

/** The text of an SVG file. Equal charts give equal bytes. */
export async function drawStill({ id, title, spec }: Chart, { theme, width }: Look): Promise<string> {
  return standalone(await drawSvg({ id, title, spec: spec(width) }), theme)
}

/** A drawing as a file of its own. */
export function standalone(svg: string, theme: Theme = 'light'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${inTheme(svg, theme)}\n`
}

/** `sweep.svg`, or `sweep-dark.svg` beside it. */
export function stillName(id: string, theme: Theme, format: StillFormat): string {
  return `${id}${theme === 'light' ? '' : `-${theme}`}.${format}`
}
