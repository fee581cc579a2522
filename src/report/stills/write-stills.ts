/**
 * Writes the pictures of a run, a plan or a comparison alone, for slides, papers
 * and tickets.
 *
 * @module
 */
import path from 'node:path'

import { UsageError } from '../../errors.ts'
import { makeFolder, writeWhole, writing } from '../../run-store/run-folder.ts'
import type { Chart } from '../charts/chart.ts'
import { charactersWithoutGlyph } from './fonts.ts'
import { renderPng } from './png.ts'
import { drawStill, stillName, type Look, type StillFormat } from './still.ts'

export interface StillOptions extends Look {
  readonly formats: readonly StillFormat[]
  /** Ids of charts; all of them if left out. */
  readonly ids?: readonly string[] | undefined
}

export interface WrittenStills {
  /** Paths of what was written. */
  readonly charts: readonly string[]
  /** What PNGs show as boxes: characters that the fonts of sealbench lack. */
  readonly withoutGlyph: readonly string[]
}

/**
 * Writes `charts/*` into `folder`. Equal charts give equal files, byte for byte.
 *
 * @throws {UsageError} where an id is that of no chart
 * @throws {OutputUnwritableError}
 */
export async function writeStills(
  charts: readonly Chart[],
  folder: string,
  options: StillOptions,
): Promise<WrittenStills> {
  const { formats, theme, ids } = options
  const chosen = chosenCharts(charts, ids)
  const target = makeFolder(path.join(folder, 'charts'))
  const written: string[] = []
  const lacking = new Set<string>()
  const write = (id: string, format: StillFormat, content: string | Uint8Array) => {
    const file = path.join(target, stillName(id, theme, format))
    writing(file, () => writeWhole(file, content))
    written.push(file)
  }
  for (const chart of chosen) {
    const svg = await drawStill(chart, options)
    if (formats.includes('svg')) write(chart.id, 'svg', svg)
    if (!formats.includes('png')) continue
    for (const character of charactersWithoutGlyph(textsOf(svg))) lacking.add(character)
    write(chart.id, 'png', (await renderPng(svg)).bytes)
  }
  return { charts: written, withoutGlyph: [...lacking] }
}

/**
 * `known`: of all pictures that there may be of its kind; others are numbered from 2, such as `crossover-2`.
 *
 * @throws {UsageError} where an id is that of no picture, whatever was measured
 */
export function checkChartIds(ids: readonly string[] = [], known: readonly string[]): void {
  refuse(
    ids.filter((id) => !known.includes(id.replace(/-\d+$/, ''))),
    known,
  )
}

function refuse(unknown: readonly string[] = [], known: readonly string[]): void {
  if (unknown.length === 0) return
  const there = known.length === 0 ? 'There are none here.' : `Here are ${known.join(', ')}.`
  throw new UsageError(`--charts names no picture by ${unknown.join(', ')}. ${there}`)
}

function chosenCharts(charts: readonly Chart[], ids: readonly string[] | undefined): readonly Chart[] {
  const there = charts.map(({ id }) => id)
  refuse(
    ids?.filter((id) => !there.includes(id)),
    there,
  )
  return ids === undefined ? charts : charts.filter(({ id }) => ids.includes(id))
}

/** What is written in a drawing, without its labels for screen readers. */
function textsOf(svg: string): string {
  return [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text).join('')
}
