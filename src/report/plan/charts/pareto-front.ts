/**
 * Every setting that was weighed by cost and wait, with its exposure: which are
 * on the front, and which fall out.
 *
 * @module
 */
import type { Choices, Plan } from '../../../planner/plan-document.ts'
import { narrow, type Chart } from '../../charts/chart.ts'
import type { ChartSpec } from '../../vega.ts'
import { plural } from '../../figures.ts'
import { colours } from '../../theme.ts'
import { describeMoney, describeNumber, describeSeconds } from '../plan-figures.ts'
import { choicesTable, optionVerdict, settingOf, type Option } from '../choice-tables.ts'
import { amountAxis, encodedAxis, isDrawable, timeAxis } from '../../charts/amount-axis.ts'

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
  const upright = uprightOf(options)
  if (upright === undefined) return []
  return [
    {
      id: 'pareto-front',
      title: `Cost against ${upright.name} of each setting`,
      howToRead:
        `Each mark is one setting: to the right it costs more (modelled), ${upright.meaning}; colour and shape say how long a leaked key material stays of use. ` +
        'Filled marks are on the front: no other that satisfies what is asked for is better in cost, wait and exposure at once. Hollow ones satisfy too, and are beaten. ' +
        'Grey crosses fall out; each says why. The ring is what is planned. Axes are logarithmic, and 0 stands at the edge.',
      finding: findingOf(choices),
      spec: (width) => spec(options, upright, width),
      table: choicesTable(choices),
      data: layersOf(options).flatMap(({ own }) =>
        own.map((option) => ({
          setting: settingOf(options, option),
          encryptionUsd: option.encryptionUsd,
          waitP99S: option.waitP99S,
          exposureS: option.exposureS,
          verdict: optionVerdict(option),
        })),
      ),
    },
  ]
}

/** What the vertical axis shows. */
interface Upright {
  readonly name: string
  readonly title: string
  readonly meaning: string
  readonly of: (option: Option) => number
}

/** Waits; where no setting lets records wait at p99, exposure tells them apart. Undefined where neither does. */
function uprightOf(options: readonly Option[]): Upright | undefined {
  const uprights: readonly Upright[] = [
    {
      name: 'wait',
      title: 'p99 added',
      meaning: 'further up records wait longer for KMS at p99 (theory)',
      of: ({ waitP99S }) => waitP99S,
    },
    {
      name: 'exposure',
      title: 'exposed for',
      meaning:
        'further up a leaked key material is of use for longer (theory); no setting here lets records wait for KMS at p99',
      of: ({ exposureS }) => exposureS,
    },
  ]
  return uprights.find(({ of }) => isDrawable(options.map(of)))
}

function findingOf({ options, lookedAt, satisfying }: Choices): string {
  const front = options.filter(({ isOnFront }) => isOnFront)
  const cheapest = front.toSorted((one, other) => one.encryptionUsd - other.encryptionUsd)[0]
  const best =
    cheapest === undefined
      ? 'nothing is on the front'
      : `${plural(front.length, 'setting')} on the front, the cheapest ${settingOf(options, cheapest)} for ${describeMoney(cheapest.encryptionUsd)}`
  return `Of ${plural(lookedAt, 'setting')}, ${describeNumber(lookedAt - satisfying)} fall out; ${best}. Drawn are ${describeNumber(options.length)}: the front, and of the others those that are nearest.`
}

function spec(options: readonly Option[], upright: Upright, width: number): ChartSpec {
  const isNarrow = width < narrow
  const along = amountAxis(options.map(({ encryptionUsd }) => encryptionUsd))
  const up = timeAxis(options.map(upright.of))
  const place = {
    x: { ...encodedAxis(along, 'USD in 30 days'), field: 'x' },
    y: { ...encodedAxis(up, upright.title), field: 'y' },
  }
  const markOf = (option: Option): Mark => ({
    x: along.at(option.encryptionUsd),
    y: up.at(upright.of(option)),
    group: isOut(option) ? fallsOut : classOf(option),
    isOnFront: option.isOnFront,
    isPlanned: option.isPlanned,
    description: `${settingOf(options, option)}: ${describeMoney(option.encryptionUsd)}, p99 ${describeSeconds(option.waitP99S)}, exposed for ${describeSeconds(option.exposureS)}. ${optionVerdict(option)}`,
  })
  const layers = layersOf(options).map(({ own, style }) => ({ own: own.map(markOf), style }))
  const values = layers.flatMap(({ own }) => own)
  const groups = [...classes.map(({ name }) => name), fallsOut].filter((name) =>
    values.some(({ group }) => group === name),
  )
  return {
    width: width - 84,
    height: isNarrow ? 260 : 320,
    layer: [...markLayers(layers, place, groups, isNarrow), ...plannedLayers(values, place)] as never[],
  }
}

function classOf({ exposureS }: Option): string {
  return classes.find(({ most }) => exposureS <= most)!.name
}

interface Layer<Of> {
  readonly own: readonly Of[]
  readonly style: object
}

/** Behind each other: what falls out, what is beaten, and the front, as far as there are any. */
function layersOf(options: readonly Option[]): readonly Layer<Option>[] {
  const layers = [
    { own: options.filter(isOut), style: { filled: true, size: 50, opacity: 0.45 } },
    {
      own: options.filter((option) => !isOut(option) && !option.isOnFront),
      style: { filled: false, size: 40, opacity: 0.7, strokeWidth: 1.2 },
    },
    {
      own: options.filter((option) => !isOut(option) && option.isOnFront),
      style: { filled: true, size: 110, opacity: 1 },
    },
  ]
  return layers.filter(({ own }) => own.length > 0)
}

function isOut({ fallsOut: reasons }: Option): boolean {
  return reasons.length > 0
}

interface Mark {
  readonly x: number
  readonly y: number
  readonly description: string
  readonly group: string
  readonly isOnFront: boolean
  readonly isPlanned: boolean
}

function markLayers(
  layers: readonly Layer<Mark>[],
  place: object,
  groups: readonly string[],
  isNarrow: boolean,
) {
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
  return layers.map(({ own, style }) => ({
    data: { values: own },
    mark: { type: 'point', ...style },
    encoding,
  }))
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
