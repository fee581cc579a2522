/**
 * What is shown of a comparison, in the fragment of the page's address:
 * `#cells=c01,c03&outcomes=regression&search=p99`.
 *
 * @module
 */
import { firstComparisonView, type ComparisonView } from '../../report/comparison/comparison-view.ts'
import { themes } from '../../report/theme.ts'
import type { Fragments } from '../address.ts'
import { askedOf, formatShown, splitFragment } from '../fragment.ts'
import type { ComparisonChoice } from './choices.ts'

const keys: ReadonlySet<string> = new Set([...Object.keys(firstComparisonView), 'theme'])
const texts: ReadonlySet<string> = new Set(['cells', 'search'] satisfies (keyof ComparisonView)[])

/** Of a comparison of the cells `cellIds`, in their order, that offers `choices`. */
export function comparisonFragments(
  cellIds: readonly string[],
  choices: readonly ComparisonChoice[],
): Fragments<ComparisonView> {
  const names = Object.keys(firstComparisonView).filter((name) => !texts.has(name))
  return {
    format: (state) => formatShown(state, firstComparisonView),
    parse(fragment) {
      const { anchor, dropped, listOf, textsOf } = splitFragment(fragment, (name) => keys.has(name))
      const view: ComparisonView = {
        ...firstComparisonView,
        ...askedOf(names, choices, listOf),
        cells: listOf('cells', cellIds),
        // Its commas may stand as they are typed.
        search: textsOf('search').join(','),
      }
      const [theme] = listOf('theme', themes)
      return { view, anchor, theme, dropped: [...new Set(dropped)] }
    },
  }
}
