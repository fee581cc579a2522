/**
 * Writes what `bench/envelope/tails.bench.ts` measured into `docs/tails.md`,
 * between its markers, with the environment and the command.
 *
 * `node scripts/write-tails.ts tails.json` takes the file that the benchmark
 * wrote with `--json`.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { environmentLine, type BenchRow } from '../bench/bench-report.ts'
import { variants } from '../bench/envelope/tail-variants.ts'
import type { TailTiming } from '../bench/envelope/tails.bench.ts'
import { markdownTable } from './markdown-table.ts'
import { withBlock, type Markers } from './marked-block.ts'

export type TailRow = BenchRow & TailTiming

export const tailsMarkers: Markers = {
  begin: '<!-- tails: written by scripts/write-tails.ts -->',
  end: '<!-- /tails -->',
}

interface Column {
  readonly head: string
  readonly isText?: boolean
  readonly cell: (row: TailRow) => string
}

const keptOf = new Map(variants.map(({ name, kept }) => [name, kept]))
const us = (ns: number): string => (ns / 1000).toFixed(ns < 100_000 ? 1 : 0)
const whole = (figure: number): string => Math.round(figure).toLocaleString('en-US')

const columns: readonly Column[] = [
  { head: 'choice', isText: true, cell: ({ operation }) => operation },
  { head: 'p50 µs', cell: ({ p50Ns }) => us(p50Ns) },
  { head: 'ratio', cell: ({ p50Ratio }) => p50Ratio.toFixed(2) },
  { head: 'p99 µs', cell: ({ p99Ns }) => us(p99Ns) },
  { head: 'p99.9 µs', cell: ({ p999Ns }) => us(p999Ns) },
  { head: 'ratio', cell: ({ ratio }) => ratio.toFixed(2) },
  { head: 'p99.99 µs', cell: ({ p9999Ns }) => us(p9999Ns) },
  { head: 'ratio', cell: ({ p9999Ratio }) => p9999Ratio.toFixed(2) },
  { head: 'max µs', cell: ({ maxNs }) => us(maxNs) },
  { head: 'scavenges', cell: ({ scavengesPerMillion }) => whole(scavengesPerMillion) },
  { head: 'major', cell: ({ majorCollectionsPerMillion }) => whole(majorCollectionsPerMillion) },
  { head: 'GC ms', cell: ({ gcMsPerMillion }) => whole(gcMsPerMillion) },
  { head: 'waits', cell: ({ waitsPerMillion }) => whole(waitsPerMillion) },
  { head: 'in sealbench', isText: true, cell: ({ operation }) => keptOf.get(operation) ?? '' },
]

/** Ratio of two equal baselines at p99.9 beyond which no other ratio says anything. */
const chanceMax = 1.5

/** @throws where the machine was so busy that the baseline does not come out twice the same. */
function checkNoise(rows: readonly TailRow[]): void {
  const again = rows.find(({ operation }) => operation === 'baseline again')
  const ratio = again?.ratio ?? Infinity
  if (Math.max(ratio, 1 / ratio) <= chanceMax) return
  throw new Error(
    `The baseline measured again is ${ratio.toFixed(2)} times itself at p99.9: the machine was too busy. Measure again.`,
  )
}

/** A table for each group, and where and how it was measured. */
export function tailsBlock(rows: readonly TailRow[]): string {
  const { environment, size, records, rounds } = rows[0]!
  const groups = [...Map.groupBy(rows, ({ group }) => group)]
  return [
    tailsMarkers.begin,
    '',
    `${environmentLine(environment)}, ${environment.startedAt.slice(0, 10)}. Payload of ${whole(size)} bytes, ` +
      `${whole(records)} records in each of ${rounds} processes.`,
    '',
    '```sh',
    `npx node bench/envelope/tails.bench.ts --size ${size} --records ${records} --rounds ${rounds} --json tails.json`,
    'npx node scripts/write-tails.ts tails.json',
    '```',
    '',
    ...groups.flatMap(([group, ofGroup]) => [`### ${group}`, '', table(ofGroup), '']),
    tailsMarkers.end,
  ].join('\n')
}

function table(rows: readonly TailRow[]): string {
  const texts = rows.map((row) => columns.map(({ cell }) => cell(row)))
  return markdownTable(
    columns.map(({ head }) => head),
    texts,
    (at) => columns[at]!.isText === true,
  )
}

if (import.meta.main) {
  const [file] = process.argv.slice(2)
  if (file === undefined) throw new Error('Name the JSON file that bench/envelope/tails.bench.ts wrote.')
  const page = path.join(import.meta.dirname, '..', 'docs', 'tails.md')
  const rows = JSON.parse(readFileSync(file, 'utf8')) as readonly TailRow[]
  const tails = rows.filter(({ bench }) => bench === 'envelope/tails')
  checkNoise(tails)
  writeFileSync(page, withBlock(readFileSync(page, 'utf8'), tailsMarkers, tailsBlock(tails)))
}
