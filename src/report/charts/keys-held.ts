/**
 * Plaintext keys in memory over the scenario's time: what a cache gives away
 * for the KMS calls that it saves.
 *
 * @module
 */
import type { Held, KeyUse, ToldExposure } from '../../run-store/exposure-format.ts'
import { isTold } from '../../run-store/run-facts.ts'
import { describeDuration } from '../../units/quantity.ts'
import { significant } from '../../units/significant.ts'
import type { ChartSpec } from '../vega.ts'
import { drawnKeys, type KeysTimeline } from '../data/keys-timeline.ts'
import { describeCount, plural } from '../figures.ts'
import type { Table } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import { colours } from '../theme.ts'
import { narrow, type ChartMaker } from './chart.ts'
import { clockAxis, describeSpan } from './clock-axis.ts'

interface Side {
  readonly name: string
  readonly colour: string
  /** Keys held on average in each slice. */
  readonly keys: readonly number[]
  readonly held: Held
}

export const keysHeldChart: ChartMaker = ({ run, focus }) => {
  const { exposure } = focus
  if (!isTold(exposure)) return []
  const timeline = drawnKeys(exposure.timeline)
  const { sliceNs } = timeline
  const sides = sidesOf(exposure, timeline)
  if (sides.length === 0) return []
  return [
    {
      id: 'keys-held',
      title: 'Plaintext keys in memory over the scenario’s time',
      howToRead:
        `Each bar is the number of plaintext keys that lay in memory in ${describeDuration(sliceNs)} of the scenario's clock, on average. ` +
        `Put caches hold key material to seal with, get caches to open with${exposure.branchKey === null ? '' : ', and branch keys are those that key material is encrypted under'}. ` +
        'A key that several caches hold counts once for each. The higher the bar, the more a copy of the memory gives away.',
      finding: findingOf(exposure, sides, cellLabel(run, focus)),
      spec: (width) => spec(sides, sliceNs, width),
      table: tableOf(sides, sliceNs),
      data: blocksOf(sides, sliceNs).map(({ side, fromNs, toNs, keys }) => ({
        cell: focus.id,
        side,
        fromNs,
        toNs,
        keys,
      })),
    },
  ]
}

/** Those that held anything. */
function sidesOf({ held }: ToldExposure, timeline: KeysTimeline): Side[] {
  const branchKeys = held.branchKeys && [
    { name: 'branch keys', colour: colours.ink, keys: timeline.branchKeys, held: held.branchKeys },
  ]
  return [
    { name: 'put caches', colour: colours.sealed, keys: timeline.sealing, held: held.sealing },
    { name: 'get caches', colour: colours.sky, keys: timeline.reading, held: held.reading },
    ...(branchKeys ?? []),
  ].filter(({ keys }) => keys.some((count) => count > 0))
}

function findingOf({ keyMaterial, branchKey }: ToldExposure, sides: readonly Side[], cell: string): string {
  const branch = branchKey === null ? '' : `, one leaked branch key ${reachOf(branchKey)}`
  return (
    `In ${cell}, ${sides.map(heldBy).join('; ')}. ` +
    `One leaked key material opens ${reachOf(keyMaterial)}${branch}.`
  )
}

function reachOf({ recordsMax }: KeyUse): string {
  return `${plural(recordsMax, 'record')} at most`
}

/** `put caches: 3.98 held on average, 4 at most, one of them for 5 min`. */
function heldBy({ name, held: { mean, max, longestNs } }: Side): string {
  const longest = `one of them for ${describeDuration(longestNs)}`
  return `${name}: ${significant(mean, 3)} held on average, ${describeCount(max)} at most, ${longest}`
}

function spec(sides: readonly Side[], sliceNs: number, width: number): ChartSpec {
  const isNarrow = width < narrow
  return {
    width,
    height: isNarrow ? 240 : 300,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: blocksOf(sides, sliceNs) },
    mark: { type: 'rect', stroke: colours.card, strokeWidth: 0.5 },
    encoding: {
      x: { field: 'fromNs', ...clockAxis(sliceNs * slicesOf(sides), isNarrow) },
      x2: { field: 'toNs' },
      y: {
        field: 'bottom',
        type: 'quantitative',
        title: 'keys held',
        axis: { tickCount: 6, labelExpr: keysLabel },
      },
      y2: { field: 'top' },
      color: {
        field: 'side',
        type: 'nominal',
        legend: { title: null, symbolType: 'square', symbolStrokeWidth: 0 },
        scale: { domain: sides.map(({ name }) => name), range: sides.map(({ colour }) => colour) },
      },
      description: { field: 'description', type: 'nominal' },
    },
  }
}

/** Thousands in short; fractions as they are. */
const keysLabel = 'format(datum.value, datum.value < 1000 ? "~g" : "~s")'

function slicesOf(sides: readonly Side[]): number {
  return Math.max(...sides.map(({ keys }) => keys.length))
}

/** Sides stacked on each other. */
function blocksOf(sides: readonly Side[], sliceNs: number) {
  return Array.from({ length: slicesOf(sides) }, (_, slice) => {
    const [fromNs, toNs] = [slice * sliceNs, (slice + 1) * sliceNs]
    const span = describeSpan(fromNs, toNs)
    let top = 0
    return sides
      .map(({ name, keys }) => {
        const bottom = top
        const count = keys[slice] ?? 0
        top += count
        return {
          side: name,
          keys: count,
          fromNs,
          toNs,
          bottom,
          top,
          description: `${span}, ${name}: ${describeCount(count)} held`,
        }
      })
      .filter((block) => block.top > block.bottom)
  }).flat()
}

function tableOf(sides: readonly Side[], sliceNs: number): Table {
  return {
    columns: [
      { label: 'from' },
      { label: 'to' },
      ...sides.map(({ name }) => ({ label: name, isNumber: true })),
    ],
    rows: Array.from({ length: slicesOf(sides) }, (_, slice) => [
      describeDuration(slice * sliceNs),
      describeDuration((slice + 1) * sliceNs),
      ...sides.map(({ keys }) => describeCount(keys[slice] ?? 0)),
    ]),
  }
}
