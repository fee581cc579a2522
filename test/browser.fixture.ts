/**
 * A browser for tests that look at written pages: one for each test file, with
 * a folder of its own.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { chromium, type BrowserContext } from 'playwright-core'

import { reportDataOf } from '../src/report/data/report-data.ts'
import type { StoredRun } from '../src/report/run.fixture.ts'
import { writeReport } from '../src/report/write-report.ts'

const chromePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'

/** Why tests cannot run here; false where they can. */
export const skip = existsSync(chromePath)
  ? false
  : `no browser at ${chromePath}: install chromium (apt-get install chromium), or set CHROME_PATH`

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface TestBrowser {
  readonly context: BrowserContext
  /** For pages; removed when the browser is closed. */
  readonly folder: string
  close(): Promise<void>
}

export async function startBrowser(): Promise<TestBrowser> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sealbench-page-'))
  const context = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
    executablePath: chromePath,
    headless: true,
    args: browserArguments,
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
