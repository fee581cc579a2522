/**
 * What `--open` does once there is a page, and what it says where nothing can
 * be opened: that is no failure.
 *
 * @module
 */
import { pathToFileURL } from 'node:url'

import { printable } from '../report/text.ts'
import { openInBrowser } from './open-in-browser.ts'

export const openOption = {
  type: 'boolean',
  default: false,
  describe: 'Open it in the browser: that of BROWSER, or of the system',
} as const

/** `page` is a file or an `http:` address, `shown` what a person calls it. Gives whether a browser was started. */
export async function openPage(page: string, shown: string): Promise<boolean> {
  const obstacle = await openInBrowser(page.startsWith('http:') ? page : pathToFileURL(page).href)
  if (obstacle !== undefined)
    process.stderr.write(`sealbench: nothing is opened, as ${obstacle}. The page is ${printable(shown)}\n`)
  return obstacle === undefined
}
