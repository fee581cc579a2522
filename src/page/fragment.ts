/**
 * The state of a page in the fragment of its address, so that a view can be
 * linked: `#percentiles-put&cells=c01,c03&time=responseTime`. A part without
 * `=` is the anchor that the page scrolls to; the others say what differs from
 * the first view, in an order that never changes.
 *
 * @module
 */
import { operations } from '../measure/series.ts'
import {
  firstView,
  viewArms,
  viewPercentiles,
  viewScales,
  viewTimes,
  viewUnits,
  type View,
} from '../report/data/view.ts'
import { shortened } from '../report/text.ts'
import { themes, type Theme } from '../report/theme.ts'
import type { InputChoice } from './choice-inputs.ts'
import { asMeasured } from './measured-view.ts'

export type PageState = ShownState<View>

export interface ShownState<Shown> {
  readonly view: Shown
  /** Id of the element to scroll to. */
  readonly anchor?: string | undefined
  /** Missing: that of the system. */
  readonly theme?: Theme | undefined
}

/** What a fragment says, and what of it says nothing to this page: left out, and told to whoever opened it. */
export interface ReadFragment extends PageState {
  readonly dropped: readonly string[]
}

type Lists = Pick<View, 'operations' | 'arms' | 'percentiles'>
type Choices = Pick<View, 'time' | 'unit' | 'scale'>

/** Names of keys are those of `View`. */
const lists = { operations, arms: viewArms, percentiles: viewPercentiles } satisfies {
  [Name in keyof Lists]: Lists[Name]
}
const choices = { time: viewTimes, unit: viewUnits, scale: viewScales } satisfies {
  [Name in keyof Choices]: readonly Choices[Name][]
}
/** More than these are named by their number. */
const droppedNamed = 5
/** Of each, in characters. */
const droppedMost = 60

/** In the order in which a fragment says what differs from it. */
const { cells, time, unit, scale, arms, percentiles } = firstView
const ordered: View = { cells, time, unit, scale, operations: firstView.operations, arms, percentiles }

/** Without the leading `#`; empty where nothing differs from the first view. */
export function formatFragment(state: PageState): string {
  return formatShown(state, ordered)
}

/** The same for any view: what differs from `first`, in the order of its names. */
export function formatShown<Shown extends object>(
  { view, anchor, theme }: ShownState<Shown>,
  first: Shown,
): string {
  const valuesOf = (of: Shown, name: keyof Shown) => [of[name]].flat() as (string | number)[]
  return [
    anchor === undefined ? '' : encodeURIComponent(anchor),
    ...(Object.keys(first) as (keyof Shown & string)[]).map((name) =>
      listPart(name, valuesOf(view, name), valuesOf(first, name)),
    ),
    theme === undefined ? '' : `theme=${theme}`,
  ]
    .filter((part) => part !== '')
    .join('&')
}

/** Empty where `values` are those that are shown first. */
function listPart(
  name: string,
  values: readonly (string | number)[],
  first: readonly (string | number)[],
): string {
  const text = values.map((value) => encodeURIComponent(value)).join(',')
  return text === first.map((value) => encodeURIComponent(value)).join(',') ? '' : `${name}=${text}`
}

/**
 * Reads `fragment`, with or without its `#`, for a run with the cells `cellIds`
 * in their order. Never fails: what it does not know it leaves out and names.
 */
export function parseFragment(fragment: string, cellIds: readonly string[]): ReadFragment {
  const { anchor, dropped, listOf } = splitFragment(fragment, isKey)
  const chosen = Object.fromEntries(
    namesOf(choices).map((name) => [
      name,
      listOf(name, choices[name] as readonly string[])[0] ?? firstView[name],
    ]),
  ) as unknown as Choices
  const many = Object.fromEntries(
    namesOf(lists).map((name) => {
      const values = listOf<string | number>(name, lists[name])
      return [name, values.length === 0 ? firstView[name] : values]
    }),
  ) as unknown as Lists
  const asked: View = { cells: listOf('cells', cellIds), ...chosen, ...many }
  const view = asMeasured(asked)
  if (view.time !== asked.time) dropped.push(`time=${asked.time} (calls have no response time)`)
  const theme = listOf('theme', themes)[0]
  return {
    view,
    ...(anchor === undefined ? {} : { anchor }),
    ...(theme === undefined ? {} : { theme }),
    dropped: [...new Set(dropped)],
  }
}

/** The anchor, and what else a fragment asks for; `dropped` grows by what `listOf` finds that is not allowed. */
export function splitFragment(fragment: string, isKnown: (name: string) => boolean) {
  const known = new Map<string, string>()
  const dropped: string[] = []
  let anchor: string | undefined
  for (const part of fragment.replace(/^#/, '').split('&').filter(Boolean)) {
    const [name = '', ...rest] = part.split('=')
    const value = rest.join('=')
    if (rest.length > 0 && isKnown(name)) {
      // Of a key that is there twice the last counts.
      const earlier = known.get(name)
      if (earlier !== undefined && earlier !== value) dropped.push(`${name}=${decoded(earlier)}`)
      known.set(name, value)
    } else if (rest.length > 0) dropped.push(decoded(name))
    else if (isEncoded(part) && (anchor === undefined || anchor === decoded(part))) anchor = decoded(part)
    else dropped.push(decoded(part))
  }
  const textsOf = (name: string): string[] => known.get(name)?.split(',').filter(Boolean).map(decoded) ?? []
  const listOf = <Value extends string | number>(name: string, allowed: readonly Value[]): Value[] => {
    const texts = new Set(textsOf(name))
    const names = new Set(allowed.map(String))
    for (const text of texts) if (!names.has(text)) dropped.push(text)
    return allowed.filter((value) => texts.has(String(value)))
  }
  return { anchor, dropped, listOf, textsOf }
}

/** What a fragment asks for of those of `names` that `offered` has, by their names; of others everything is left out. */
export function askedOf(
  names: readonly string[],
  offered: readonly InputChoice<string>[],
  listOf: ReturnType<typeof splitFragment>['listOf'],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const choice = offered.find((candidate) => candidate.name === name)
      const chosen = listOf(name, choice?.values.map(({ value }) => value) ?? [])
      return chosen.length === 0 ? [] : [[name, choice?.count === 'one' ? chosen[0] : chosen]]
    }),
  )
}

/** One sentence on what a link asked for that this run does not have; undefined where it had all. */
export function droppedSentence(
  dropped: readonly string[],
  has = 'this run does not have',
): string | undefined {
  if (dropped.length === 0) return undefined
  const more = dropped.length - droppedNamed
  const named = dropped.slice(0, droppedNamed).map((text) => shortened(text, droppedMost))
  const names = [...named, ...(more > 0 ? [`${more} more`] : [])]
  return `The link asked for what ${has}, which is left out: ${names.join(', ')}.`
}

function isKey(name: string): boolean {
  return name === 'cells' || name === 'theme' || Object.hasOwn(choices, name) || Object.hasOwn(lists, name)
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[]
}

/** What is no proper encoding stands for itself. */
function decoded(text: string): string {
  return isEncoded(text) ? decodeURIComponent(text) : text
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
