/**
 * What is shown of many runs, in the fragment of the page's address:
 * `#axis=time&newest=100&verdicts=refuted`.
 *
 * @module
 */
import { firstIndexView, runColumns } from '../../report/index/index-view.ts'
import { themes } from '../../report/theme.ts'
import type { Fragments } from '../address.ts'
import { askedOf, formatShown, splitFragment } from '../fragment.ts'
import type { Choice, IndexPageView } from './choices.ts'

const days = ['since', 'until'] as const
const first: IndexPageView = { ...firstIndexView, sort: '' }
const keys: ReadonlySet<string> = new Set([...Object.keys(first), 'theme'])
/** A number of a column, and which way. */
const sorts: ReadonlySet<string> = new Set(runColumns.flatMap((_, column) => [`${column}`, `${column}-`]))

/** Of runs that offer `choices`. */
export function indexFragments(choices: readonly Choice[]): Fragments<IndexPageView> {
  return {
    format: (state) => formatShown(state, first),
    parse(fragment) {
      const { anchor, dropped, listOf, textsOf } = splitFragment(fragment, (name) => keys.has(name))
      const names = Object.keys(firstIndexView).filter((name) => !(days as readonly string[]).includes(name))
      const view: Record<string, unknown> = { ...first, ...askedOf(names, choices, listOf) }
      const textOf = (name: string, isAllowed: (text: string) => boolean) => {
        const [text = ''] = textsOf(name)
        if (text !== '' && isAllowed(text)) view[name] = text
        else if (text !== '') dropped.push(text)
      }
      for (const day of days) textOf(day, isDay)
      textOf('sort', (text) => sorts.has(text))
      const [theme] = listOf('theme', themes)
      return {
        view: view as unknown as IndexPageView,
        anchor,
        theme,
        dropped: [...new Set(dropped)],
      }
    },
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = new Date(text)
  // The 31st of February is taken for the 3rd of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
