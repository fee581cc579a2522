/**
 * Takes a page over once it can be read: live pictures in the place of still
 * ones, and controls.
 *
 * @module
 */
import { startControls } from './controls.ts'
import { readEmbedded } from './embedded.ts'
import { startHistogramDownloads } from './histogram-downloads.ts'
import { startPictures } from './live-pictures.ts'
import { pictureSource } from './picture-source.ts'
import { viewStore } from './view-store.ts'

takeOver()

async function takeOver(): Promise<void> {
  const source = pictureSource(await readEmbedded())
  const store = viewStore()
  if (source.report !== undefined) startControls(store, source.report)
  startPictures(source, store)
  if (source.report !== undefined) startHistogramDownloads(source.report, store)
}
