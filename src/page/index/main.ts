/**
 * Takes over the page of many runs: controls, a table of runs that can be
 * sorted and filtered, and live pictures that lead to the reports.
 *
 * @module
 */
import { program } from '../../program.ts'
import type { PageData } from '../../report/data/page-data.ts'
import { indexCharts } from '../../report/index/charts/registry.ts'
import { firstIndexView } from '../../report/index/index-view.ts'
import type { RunIndex } from '../../report/index/run-index.ts'
import { relativeHref } from '../../report/text.ts'
import { readEmbedded } from '../embedded.ts'
import { startPictures, type LiveSource } from '../live-pictures.ts'
import { storeOf } from '../view-store.ts'
import { startIndexControls } from './controls.ts'
import { startRunsTable } from './runs-table.ts'
import { addTrendDownloads } from './trend-downloads.ts'
import { startTrendsNote } from './trends-note.ts'
import { changedWords, type IndexPageView } from './choices.ts'

type IndexData = Extract<PageData, { readonly kind: 'index' }>

takeOver()

async function takeOver(): Promise<void> {
  const { data, details } = await readEmbedded<IndexData>()
  const { index } = data
  const store = storeOf<IndexPageView>({ ...firstIndexView, sort: '' })
  const say = startIndexControls(store, index)
  const source: LiveSource<IndexPageView> = {
    chartsFor: (view) => indexCharts(index, view),
    origin: { kind: 'index', id: 'index', scenario: index.name },
    choosing: {
      kind: 'folder',
      howTo: 'opens the report of a run',
      choose: (folder, isElsewhere) => openReport(index, folder, isElsewhere, say),
    },
    wordsOf: changedWords,
  }
  startRunsTable({ store, index, olderRows: details, say })
  startPictures(source, store)
  startTrendsNote(store, index)
  addTrendDownloads(source, store)
}

function openReport(
  { runs }: RunIndex,
  folder: string,
  isElsewhere: boolean,
  say: (text: string) => void,
): void {
  const run = runs.find((candidate) => candidate.folder === folder)
  const href = run?.hasReport === true ? relativeHref(`${folder}/report.html`) : undefined
  if (href === undefined) say(`No report is drawn of run ${run?.id ?? folder}: ${program} report draws it.`)
  else if (isElsewhere) open(href, '_blank', 'noopener')
  else location.assign(href)
}
