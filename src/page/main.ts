/**
 * Takes the page of a run over once it can be read: live pictures in the place of still
 * ones, and controls.
 *
 * @module
 */
import { startControls } from './controls.ts'
import { readEmbedded, type ReportPageData } from './embedded.ts'
import { startHistogramDownloads } from './histogram-downloads.ts'
import { viewWords } from '../report/downloads/download-name.ts'
import { choosingCells, startPictures } from './live-pictures.ts'
import { pictureSource } from './picture-source.ts'
import { viewStore } from './view-store.ts'

takeOver()

async function takeOver(): Promise<void> {
  const { report, chartsFor, origin } = pictureSource(await readEmbedded<ReportPageData>())
  const store = viewStore()
  startControls(store, report)
  const cells = report.run.cells.map(({ id }) => id)
  startPictures({ chartsFor, origin, choosing: choosingCells(store, cells), wordsOf: viewWords }, store)
  startHistogramDownloads(report, store)
}
