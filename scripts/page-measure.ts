/**
 * How large a page is and by what, and how long a browser takes over it.
 *
 * @module
 */
import { gzipSync } from 'node:zlib'

import type { BrowserContext } from 'playwright-core'

import { embeddedIds } from '../src/report/page-embedding.ts'

/** In bytes. */
export interface PageSizes {
  readonly page: number
  readonly gzipped: number
  readonly script: number
  readonly data: number
  readonly pictures: number
}

/** From the start of the navigation, in ms; the heap in bytes. */
export interface PageLoad {
  readonly firstPaint: number
  readonly loaded: number
  readonly ready: number
  readonly heap: number
}

export function pageSizes(html: string): PageSizes {
  const element = (id: string) =>
    Buffer.byteLength(new RegExp(`<script [^>]*id="${id}"[^>]*>([^<]*)`).exec(html)?.[1] ?? '')
  const pictures = html.match(/<svg [^]*?<\/svg>/g) ?? []
  return {
    page: Buffer.byteLength(html),
    gzipped: gzipSync(html).length,
    script: element(embeddedIds.script),
    data: element(embeddedIds.data) + element(embeddedIds.details),
    pictures: pictures.reduce((sum, picture) => sum + Buffer.byteLength(picture), 0),
  }
}

/** One load of the page in a fresh tab; `ready` is when its script has drawn the first picture, controls before it. */
export async function loadPage(context: BrowserContext, address: string): Promise<PageLoad> {
  const page = await context.newPage()
  try {
    await page.addInitScript(noteFirstDrawing)
    await page.goto(address, { waitUntil: 'load' })
    await page.evaluate('window.drawn')
    const times = await page.evaluate<Omit<PageLoad, 'heap'>>(readTimes)
    const session = await context.newCDPSession(page)
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    return { ...times, heap: usedSize }
  } finally {
    await page.close()
  }
}

/** Brings the first picture to the screen, as pictures below it wait. What stands in a figure at first was drawn beforehand; what replaces it was drawn by the script. */
const noteFirstDrawing = `window.drawn = new Promise((resolve) => new MutationObserver((changes, observer) => {
  const isDrawing = ({ target, addedNodes, removedNodes }) =>
    target.matches?.('figure .picture') && addedNodes.length > 0 && removedNodes.length > 0
  if (!changes.some(isDrawing)) return
  window.firstDrawing = performance.now()
  observer.disconnect()
  resolve()
}).observe(document, { childList: true, subtree: true }))
addEventListener('DOMContentLoaded', () => document.querySelector('figure').scrollIntoView({ block: 'nearest' }))`

const readTimes = `({
  firstPaint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  loaded: performance.getEntriesByType('navigation')[0].loadEventEnd,
  ready: window.firstDrawing,
})`
