/**
 * What the marks of a drawn chart say to those who point at them or have them
 * read out: for tests that hold them to the data behind the chart.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { drawSvg } from '../draw-svg.ts'
import type { Chart } from './chart.ts'

/** Descriptions of all marks in the order in which they are drawn, escaped as they stand in the SVG. */
export async function describedMarks(chart: Chart, width = 920): Promise<readonly string[]> {
  const svg = await drawSvg({ ...chart, spec: chart.spec(width) })
  return [...svg.matchAll(/<[^>]* role="graphics-symbol"[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/aria-roledescription="(?:axis|legend|title|subtitle|header)"/.test(tag))
    .map((tag) => / aria-label="([^"]*)"/.exec(tag)?.[1] ?? '')
}

/** Fails unless `chart` has as many described marks as rows of data at each of the widths that it is drawn at. */
export async function assertMarksAreData(
  chart: Chart,
  widths: readonly number[] = [320, 920],
): Promise<void> {
  for (const width of widths) {
    const marks = await describedMarks(chart, width)
    assert.equal(marks.length, chart.data.length, `${chart.id} at ${width} px: described marks`)
    assert.ok(
      marks.every((text) => text.trim() !== ''),
      `${chart.id} at ${width} px: a mark says nothing`,
    )
  }
}
