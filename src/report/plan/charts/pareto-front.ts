/**
 * Every setting that was weighed by cost and wait, with its exposure: which are
 * on the front, and which fall out.
 *
 * @module
 */
import type { Choices, Plan } from '../../../planner/plan-document.ts'
import { narrow, type Chart } from '../../charts/chart.ts'
import type { ChartSpec } from '../../draw-svg.ts'
import { plural } from '../../figures.ts'
import { colours } from '../../theme.ts'
import { describeMoney, describeNumber, describeSeconds, describeSettings } from '../plan-figures.ts'
import { choicesTable, optionVerdict } from '../plan-tables.ts'
import { amountAxis, encodedAxis, isDrawable, timeAxis } from './axes.ts'

type Option = Choices['options'][number]

const fallsOut = 'falls out'
/** From the shortest exposure to the longest. */
const classes = [
  { name: 'exposed up to 10 min', most: 600, colour: colours.overhead, shape: 'circle' },
  { name: 'up to 2 h', most: 7200, colour: colours.plain, shape: 'square' },
  { name: 'up to 2 days', most: 172_800, colour: colours.amber, shape: 'triangle-up' },
  { name: 'longer', most: Infinity, colour: colours.sealed, shape: 'diamond' },
] as const

export function paretoFront({ choices }: Plan): Chart[] {
  if (choices === null || choices.options.length < 2) return []
  const { options } = choices
  if (!isDrawable(options.map(({ encryptionUsd }) => encryptionUsd))) return []
  return [
    {
      id: 'pareto-front',
      title: 'Cost against wait of each setting',
      howToRead:
        'Each mark is one setting: to the right it costs more (modelled), further up records wait longer at p99 (theory); colour and shape say how long a leaked key material stays of use. ' +
        'Filled marks are on the front: no other that satisfies what is asked for is better in cost, wait and exposure at once. Hollow ones satisfy too, and are beaten. ' +
        'Grey crosses fall out; each says why. The ring is what is planned. Axes are logarithmic, and 0 stands at the edge.',
      finding: findingOf(choices),
      spec: (width) => spec(options, width),
      table: choicesTable(choices),
    },
  ]
}

function findingOf({ options, answer, lookedAt, satisfying }: Choices): string {
  const front = options.filter(({ isOnFront }) => isOnFront)
  const cheapest = front.toSorted((one, other) => one.encryptionUsd - other.encryptionUsd)[0]
  const best =
    cheapest === undefined
      ? 'nothing is on the front'
      : `${plural(front.length, 'setting')} on the front, the cheapest ${describeSettings(cheapest.params)} for ${describeMoney(cheapest.encryptionUsd)}`
  return `${answer} Of ${plural(lookedAt, 'setting')}, ${describeNumber(lookedAt - satisfying)} fall out; ${best}. Drawn are ${describeNumber(options.length)}: the front, and of the others those that are nearest.`
}

function spec(options: readonly Option[], width: number): ChartSpec {
  const isNarrow = width < narrow
  const along = amountAxis(options.map(({ encryptionUsd }) => encryptionUsd))
  const waits = options.map(({ waitP99S }) => waitP99S)
  const up = isDrawable(waits) ? timeAxis(waits) : undefined
  const x = { ...encodedAxis(along, 'USD in 30 days'), field: 'x' }
  const y =
    up === undefined
      ? {
          field: 'y',
          type: 'quantitative',
          title: 'p99 added',
          scale: { domain: [-1, 1] },
          axis: { values: [0] },
        }
      : { ...encodedAxis(up, 'p99 added'), field: 'y' }
  const values = options.map((option) => ({
    x: along.at(option.encryptionUsd),
    y: up?.at(option.waitP99S) ?? 0,
    group: option.fallsOut.length > 0 ? fallsOut : classOf(option),
    isOnFront: option.isOnFront,
    isPlanned: option.isPlanned,
    description: `${describeSettings(option.params)}: ${describeMoney(option.encryptionUsd)}, p99 ${describeSeconds(option.waitP99S)}, exposed for ${describeSeconds(option.exposureS)}. ${optionVerdict(option)}`,
  }))
  const groups = [...classes.map(({ name }) => name), fallsOut].filter((name) =>
    values.some(({ group }) => group === name),
  )
  return {
    width: width - 84,
    height: isNarrow ? 260 : 320,
    layer: [...markLayers(values, { x, y }, groups, isNarrow), ...plannedLayers(values, { x, y })] as never[],
  }
}

function classOf({ exposureS }: Option): string {
  return classes.find(({ most }) => exposureS <= most)!.name
}

interface Mark {
  readonly group: string
  readonly isOnFront: boolean
  readonly isPlanned: boolean
}

function markLayers(values: readonly Mark[], place: object, groups: readonly string[], isNarrow: boolean) {
  const styles = groups.map((group) => classes.find(({ name }) => name === group))
  const legend = { title: null, columns: isNarrow ? 2 : 5, symbolStrokeWidth: 2 }
  const encoding = {
    ...place,
    color: {
      field: 'group',
      type: 'nominal',
      legend,
      scale: { domain: groups, range: styles.map((style) => style?.colour ?? colours.invalid) },
    },
    shape: {
      field: 'group',
      type: 'nominal',
      legend,
      scale: { domain: groups, range: styles.map((style) => style?.shape ?? 'cross') },
    },
    description: { field: 'description', type: 'nominal' },
  }
  const layer = (own: readonly Mark[], filled: boolean, opacity: number) => ({
    data: { values: own },
    mark: { type: 'point', filled, size: 80, opacity, strokeWidth: 2 },
    encoding,
  })
  const out = values.filter(({ group }) => group === fallsOut)
  const beaten = values.filter(({ group, isOnFront }) => group !== fallsOut && !isOnFront)
  return [
    layer(out, true, 0.55),
    layer(beaten, false, 1),
    layer(
      values.filter(({ isOnFront }) => isOnFront),
      true,
      1,
    ),
  ]
}

function plannedLayers(values: readonly Mark[], place: object) {
  const planned = values.filter(({ isPlanned }) => isPlanned)
  if (planned.length === 0) return []
  return [
    {
      data: { values: planned },
      mark: { type: 'point', size: 260, color: colours.ink, strokeWidth: 1.5, aria: false },
      encoding: place,
    },
    {
      data: { values: planned },
      mark: { type: 'text', dy: -16, color: colours.ink, text: 'as planned', aria: false },
      encoding: place,
    },
  ]
}
