/**
 * A browser for tests that look at written pages: one for each test file, with
 * a folder of its own.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { chromium, type BrowserContext, type Page } from 'playwright-core'

import { executablePath, quietArguments } from '../scripts/headless-chromium.ts'
import { reportDataOf } from '../src/report/data/report-data.ts'
import type { StoredRun } from '../src/report/run.fixture.ts'
import { writeReport } from '../src/report/write-report.ts'

/** Why tests cannot run here; false where they can. */
export const skip = existsSync(executablePath)
  ? false
  : `no browser at ${executablePath}: install chromium (apt-get install chromium), or set CHROME_PATH`

export interface TestBrowser {
  readonly context: BrowserContext
  /** For pages; removed when the browser is closed. */
  readonly folder: string
  close(): Promise<void>
}

export async function startBrowser(
  options: { readonly javaScriptEnabled?: boolean } = {},
): Promise<TestBrowser> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sealbench-page-'))
  const context = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
    executablePath,
    headless: true,
    args: quietArguments,
    ...options,
  })
  return {
    context,
    folder,
    async close() {
      await context.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** Writes the report of a run into a folder of its own, and returns its address. */
export async function writtenReport(
  { folder }: TestBrowser,
  name: string,
  { run, logOf }: StoredRun,
): Promise<string> {
  const { html } = await writeReport(reportDataOf(run, logOf), path.join(folder, name))
  return pathToFileURL(html).href
}

export interface Tab extends AsyncDisposable {
  readonly page: Page
  /** Messages of the console and errors of the page so far. */
  readonly complaints: readonly string[]
  /** Addresses that were asked for, without blobs, which a page makes itself. */
  readonly requests: readonly string[]
}

export async function openTab({ context }: TestBrowser): Promise<Tab> {
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) requests.push(request.url())
  })
  return { page, complaints, requests, [Symbol.asyncDispose]: () => page.close() }
}

/** The page at `url`, taken over by its script, on a screen of `width` x 800 px; whoever asks for it closes it. */
export async function openedPage({ context }: TestBrowser, url: string, width = 1280): Promise<Page> {
  const page = await context.newPage()
  await page.setViewportSize({ width, height: 800 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(url)
  await page.locator('.theme').waitFor()
  return page
}

/** What people read in an element. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).innerText()).trim()
}

/** Resolves when the picture of that id has been drawn by the script. */
export async function livePicture(page: Page, id: string): Promise<void> {
  await page.locator(`figure[id="${id}"]`).scrollIntoViewIfNeeded()
  await page.locator(`figure[id="${id}"][data-live]`).waitFor()
}

/** Resolves when every picture stands for what is chosen, at the width that there is: drawing begins some frames after the page changes. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    let frames = 3
    const next = () => (frames-- === 0 ? setTimeout(resolve) : requestAnimationFrame(next))
    next()
  })`)
  await page.locator('figure[aria-busy]:not([hidden])').first().waitFor({ state: 'detached' })
}

/** Waits until an element says that, as what a page shows follows what was done in a later task; fails with what it says instead. */
export async function says(page: Page, selector: string, expected: RegExp | string): Promise<void> {
  const element = page.locator(selector)
  const pattern = typeof expected === 'string' ? new RegExp(`^${RegExp.escape(expected)}$`) : expected
  try {
    await page.locator(selector, { hasText: pattern }).waitFor({ state: 'attached', timeout: 15_000 })
  } catch {
    assert.match((await element.textContent())!.trim(), pattern)
  }
}

/** Of the address, as the page has it: a browser tells others of it later. */
export function hashOf(page: Page): Promise<string> {
  return page.evaluate<string>('location.hash')
}

/** What a button gives away. */
export async function downloaded(
  page: Page,
  button: string,
): Promise<{ readonly name: string; readonly content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).click()])
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) }
}
