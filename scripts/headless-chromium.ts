/**
 * The browser of scripts: Chromium without a window, without the network and
 * with a profile of its own that is gone afterwards.
 *
 * @module
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { chromium, type BrowserContext } from 'playwright-core'

/** Of every browser here, in scripts and in tests. */
export const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'

/** Without the network, and without what a container lacks. */
export const quietArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const args = [
  ...quietArguments,
  // Letters and pixels are to be those of every machine.
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
]

type ContextOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>

export interface Chromium extends AsyncDisposable {
  readonly context: BrowserContext
  readonly version: string
}

/** Throws where there is no browser, and says how to get one. */
export async function headlessChromium(options: ContextOptions = {}): Promise<Chromium> {
  if (!existsSync(executablePath))
    throw new Error(`No browser at ${executablePath}: install Chromium, or set CHROME_PATH.`)
  const profile = mkdtempSync(path.join(os.tmpdir(), 'sealbench-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    ...options,
    executablePath,
    headless: true,
    args,
  })
  return {
    context,
    version: execFileSync(executablePath, ['--version'], { encoding: 'utf8' }).replace(
      /^\D*|[^\d.].*$/gs,
      '',
    ),
    async [Symbol.asyncDispose]() {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
