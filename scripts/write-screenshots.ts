/**
 * Draws the pictures of the README and of the docs from what is stored in
 * `reports`: pages as a browser shows them, and charts as files of their own.
 *
 * `npx node scripts/write-screenshots.ts`, in seconds, after a change of a page,
 * of a chart or of an example. Letters are those of Arimo on every machine, and
 * nothing moves; pixels may still differ between versions of Chromium.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import type { BrowserContext } from 'playwright-core'
import UPNG from 'upng-js'

import { chartsOf } from '../src/report/charts/registry.ts'
import { writeComparison } from '../src/report/comparison/write-comparison.ts'
import { findPlan } from '../src/report/plan/read-plan.ts'
import { writePlan } from '../src/report/plan/write-plan.ts'
import { fontBytes } from '../src/report/stills/fonts.ts'
import { drawStill, stillName, stillWidth } from '../src/report/stills/still.ts'
import { themes, type Theme } from '../src/report/theme.ts'
import { writeReport } from '../src/report/write-report.ts'
import { findComparison } from '../src/run-store/read-comparison.ts'
import { exampleData, exampleFiles } from './example-run.ts'
import { headlessChromium } from './headless-chromium.ts'

const root = path.dirname(import.meta.dirname)
const images = path.join(root, 'docs/images')
/** Says of each image what it was made from. */
export const sourcesFile = path.join(images, 'sources.json')

/** What is stored, relative to the checkout. */
const sources = {
  report: exampleFiles,
  plan: ['reports/example-plan/plan.json'],
  comparison: ['reports/example-comparison/comparison.json'],
} as const
type Source = keyof typeof sources

interface Shot {
  readonly name: string
  readonly source: Source
  readonly theme: Theme
  /** Of the window, in CSS pixels. */
  readonly width: number
  readonly height: number
  readonly scale: number
}

const desk = { width: 1280, height: 860, scale: 1.5 } as const
const hand = { width: 390, height: 780, scale: 2 } as const
const shots: readonly Shot[] = [
  ...themes.flatMap((theme) =>
    (['report', 'plan', 'comparison'] as const).map((source) => ({
      name: `${source}-${theme}.png`,
      source,
      theme,
      ...desk,
    })),
  ),
  { name: 'report-phone.png', source: 'report', theme: 'light', ...hand },
]

/** Pictures of the example on their own. */
const charts: readonly string[] = ['claims', 'percentiles-put', 'sweep']

/** Colours of a picture; more are hard to see and make large files. */
const paletteSize = 48

/** Each image with a digest of what it is made from. */
export function imageSources(): Readonly<Record<string, string>> {
  const ofReport = charts.flatMap((id) =>
    themes.map((theme) => [stillName(id, theme, 'svg'), 'report'] as const),
  )
  const all = [...shots.map(({ name, source }) => [name, source] as const), ...ofReport]
  return Object.fromEntries(all.map(([name, source]) => [name, digestOf(sources[source])]))
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

/** Arimo, under the name that pages ask for first. */
const bringFonts = (
  [
    ['400', 'regular'],
    ['700', 'bold'],
  ] as const
)
  .map(([weight, face]) => {
    const data = Buffer.from(fontBytes(face)).toString('base64')
    return `document.fonts.add(new FontFace('Helvetica', 'url(data:font/ttf;base64,${data})', { weight: '${weight}' }))`
  })
  .join('\n')

/** The script has taken over, and has drawn every picture that is seen. */
const isSettled = `document.getElementById('page-data') === null &&
  [...document.querySelectorAll('figure .picture')]
    .filter((host) => host.offsetParent !== null && host.getBoundingClientRect().top < innerHeight)
    .every((host) => host.querySelector('div svg') !== null)`

if (import.meta.main) {
  rmSync(images, { recursive: true, force: true })
  mkdirSync(images, { recursive: true })
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sealbench-images-'))
  try {
    await writeCharts()
    await takeAll(await writePages(folder))
    writeFileSync(sourcesFile, `${JSON.stringify(imageSources(), undefined, 2)}\n`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeCharts(): Promise<void> {
  const drawn = chartsOf(exampleData())
  for (const id of charts)
    for (const theme of themes) {
      const chart = drawn.find((one) => one.id === id)
      if (chart === undefined)
        throw new Error(`The example has no picture ${id}: change the list of them here.`)
      const svg = await drawStill(chart, { theme, width: stillWidth.usual })
      writeFileSync(path.join(images, stillName(id, theme, 'svg')), svg)
    }
}

/** Addresses of the pages. */
async function writePages(folder: string): Promise<Readonly<Record<Source, string>>> {
  const plan = findPlan(path.join(root, sources.plan[0]))!
  const comparison = findComparison(path.join(root, sources.comparison[0]))!
  const comparisonPage = path.join(folder, 'comparison.html')
  await writeComparison(comparison, { html: comparisonPage })
  const written = {
    report: (await writeReport(exampleData(), path.join(folder, 'report'))).html,
    plan: (await writePlan(path.join(folder, 'plan'), plan)).html,
    comparison: comparisonPage,
  }
  return {
    report: pathToFileURL(written.report).href,
    plan: pathToFileURL(written.plan).href,
    comparison: pathToFileURL(written.comparison).href,
  }
}

/** With one browser for each scale, which it cannot change. */
async function takeAll(addresses: Readonly<Record<Source, string>>): Promise<void> {
  for (const scale of new Set(shots.map((shot) => shot.scale))) {
    await using browser = await headlessChromium({
      deviceScaleFactor: scale,
      reducedMotion: 'reduce',
      // For the fonts alone: the page itself loads nothing.
      bypassCSP: true,
    })
    for (const shot of shots.filter((one) => one.scale === scale))
      writeFileSync(
        path.join(images, shot.name),
        withPalette(await screenshot(browser.context, shot, addresses[shot.source])),
      )
  }
}

async function screenshot(
  context: BrowserContext,
  { width, height, theme }: Shot,
  address: string,
): Promise<Buffer> {
  const page = await context.newPage()
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: theme })
  await page.addInitScript(bringFonts)
  await page.goto(address, { waitUntil: 'load' })
  await page.evaluate('document.fonts.ready')
  await page.waitForFunction(isSettled)
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  await page.close()
  return picture
}

function withPalette(png: Buffer): Uint8Array {
  const image = UPNG.decode(Uint8Array.from(png).buffer)
  const [pixels] = UPNG.toRGBA8(image)
  return new Uint8Array(UPNG.encode([pixels!], image.width, image.height, paletteSize))
}
