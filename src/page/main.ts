/**
 * Takes a page over once it can be read: live pictures in the place of still
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
  const source = pictureSource(await readEmbedded<ReportPageData>())
  const store = viewStore()
  if (source.report !== undefined) startControls(store, source.report)
  const { report } = source
  const cells = report?.run.cells.map(({ id }) => id) ?? []
  startPictures(
    {
      ...source,
      choosing: report && choosingCells(store, cells),
      wordsOf: report && viewWords,
    },
    store,
  )
  if (source.report !== undefined) startHistogramDownloads(source.report, store)
}
