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
import { listPart, splitFragment } from '../fragment.ts'

const names = ['cells', 'rate', 'scale'] as const satisfies readonly (keyof PlanView)[]
const keys: ReadonlySet<string> = new Set([...names, 'theme'])

/** Of a plan with the cells `cellIds`, in their order. */
export function planFragments(cellIds: readonly string[]): Fragments<PlanView> {
  return {
    format: ({ view, anchor, theme }) =>
      [
        anchor === undefined ? '' : encodeURIComponent(anchor),
        ...names.map((name) => listPart(name, [view[name]].flat(), [firstPlanView[name]].flat())),
        theme === undefined ? '' : `theme=${theme}`,
      ]
        .filter((part) => part !== '')
        .join('&'),
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
