/**
 * Takes over the page of a plan: controls, and live pictures.
 *
 * @module
 */
import type { PageData } from '../../report/data/page-data.ts'
import { planCharts } from '../../report/plan/plan-charts.ts'
import { firstPlanView } from '../../report/plan/plan-view.ts'
import { readEmbedded } from '../embedded.ts'
import { choosingCells, startPictures } from '../live-pictures.ts'
import { storeOf } from '../view-store.ts'
import { planWords } from './choices.ts'
import { startPlanControls } from './controls.ts'

type PlanData = Extract<PageData, { readonly kind: 'plan' }>

takeOver()

async function takeOver(): Promise<void> {
  const { plan } = (await readEmbedded<PlanData>()).data
  const store = storeOf(firstPlanView)
  startPlanControls(store, plan)
  const cells = plan.cells.map(({ id }) => id)
  startPictures(
    {
      chartsFor: (view) => planCharts(plan, view),
      origin: { kind: 'plan', id: plan.createdAt, scenario: plan.name },
      choosing: cells.length > 1 ? choosingCells(store, cells) : undefined,
      wordsOf: planWords,
    },
    store,
  )
}
