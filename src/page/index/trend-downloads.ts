/**
 * All figures that are drawn of many runs, as one file.
 *
 * @module
 */
import type { Chart } from '../../report/charts/chart.ts'
import { dataDownloads, type DataFile } from '../data-downloads.ts'
import type { LiveSource } from '../live-pictures.ts'
import type { ViewStore } from '../view-store.ts'
import { changedWords, type IndexPageView } from './choices.ts'

/** Below the table of runs. */
export function addTrendDownloads(
  { chartsFor, origin }: LiveSource<IndexPageView>,
  store: ViewStore<IndexPageView>,
): void {
  const row = dataDownloads('all figures that are drawn', () => {
    const view = store.current()
    return {
      nameParts: [origin.scenario, 'runs', ...changedWords(view)],
      figures: together(chartsFor(view)),
      origin,
      view,
    }
  })
  document.getElementById('runs')?.after(row)
}

function together(charts: readonly Chart[]): DataFile['figures'] {
  return {
    id: 'runs',
    title: 'All figures that are drawn of these runs',
    finding: charts.map(({ finding }) => finding).join(' '),
    howToRead: 'One row for each mark of each picture; picture is its name.',
    data: charts.flatMap(({ id, data }) => data.map((row) => ({ picture: id, ...row }))),
  }
}
