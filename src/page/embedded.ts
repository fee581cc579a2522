/**
 * Unpacks what came with the page.
 *
 * @module
 */
import type { PackedData, PageData } from '../report/data/page-data.ts'

/** Of one run. */
export type ReportPageData = Extract<PageData, { readonly kind: 'run' }>

/** Ids as in `src/report/page-embedding.ts`. */
const dataId = 'page-data'
const detailsId = 'page-details'

export interface Embedded<Data = ReportPageData> {
  readonly data: Data
  /** Packed as in `page-data.ts`. */
  readonly details: PackedData['details']
}

export async function readEmbedded<Data extends PageData>(): Promise<Embedded<Data>> {
  const [data, details] = await Promise.all([dataId, detailsId].map(unpack))
  return { data: JSON.parse(data!) as Data, details: details! }
}

/** From base64 of gzip; the packed text is let go. */
async function unpack(id: string): Promise<string> {
  const element = document.getElementById(id)!
  const text = atob(element.textContent)
  element.remove()
  const bytes = new Uint8Array(text.length)
  // Uint8Array.from with a function takes 50 times as long.
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
}
