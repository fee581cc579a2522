/**
 * Takes over the page of a comparison: controls, the table of changes, and
 * live pictures.
 *
 * @module
 */
import { comparisonCharts } from '../../report/comparison/comparison-charts.ts'
import { comparedCells, firstComparisonView } from '../../report/comparison/comparison-view.ts'
import type { PageData } from '../../report/data/page-data.ts'
import type { DataSource } from '../../report/downloads/chart-data.ts'
import { readEmbedded } from '../embedded.ts'
import { choosingCells, startPictures } from '../live-pictures.ts'
import { storeOf } from '../view-store.ts'
import { startChangesTable } from './changes-table.ts'
import { comparisonWords } from './choices.ts'
import { startComparisonControls } from './controls.ts'

type ComparisonData = Extract<PageData, { readonly kind: 'comparison' }>

takeOver()

async function takeOver(): Promise<void> {
  const { comparison } = (await readEmbedded<ComparisonData>()).data
  const { scenario, base, candidate } = comparison
  const origin: DataSource = {
    kind: 'comparison',
    id: `${candidate.name} against ${base.name}`,
    scenario,
  }
  const store = storeOf(firstComparisonView)
  startComparisonControls(store, comparison)
  startChangesTable(store, comparison, origin)
  const cells = comparedCells(comparison).map(({ id }) => id)
  startPictures(
    {
      chartsFor: (view) => comparisonCharts(comparison, view),
      origin,
      choosing: cells.length > 1 ? choosingCells(store, cells) : undefined,
      wordsOf: comparisonWords,
    },
    store,
  )
}
