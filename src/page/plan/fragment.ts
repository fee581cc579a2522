/**
 * What is shown of a plan, in the fragment of the page's address:
 * `#cells=c01,c03&rate=month`.
 *
 * @module
 */
import { viewScales } from '../../report/data/view.ts'
import { firstPlanView, planRates, type PlanView } from '../../report/plan/plan-view.ts'
import { themes } from '../../report/theme.ts'
import type { Fragments } from '../address.ts'
import { formatShown, splitFragment } from '../fragment.ts'

const keys: ReadonlySet<string> = new Set([...Object.keys(firstPlanView), 'theme'])

/** Of a plan with the cells `cellIds`, in their order. */
export function planFragments(cellIds: readonly string[]): Fragments<PlanView> {
  return {
    format: (state) => formatShown(state, firstPlanView),
    parse(fragment) {
      const { anchor, dropped, listOf } = splitFragment(fragment, (name) => keys.has(name))
      const view = {
        cells: listOf('cells', cellIds),
        rate: listOf('rate', planRates)[0] ?? firstPlanView.rate,
        scale: listOf('scale', viewScales)[0] ?? firstPlanView.scale,
      }
      const [theme] = listOf('theme', themes)
      return { view, anchor, theme, dropped: [...new Set(dropped)] }
    },
  }
}
