/**
 * The figures of a report, read back out of the page as people see it: each is
 * the one of run.json, to the digits that are shown, whatever the view.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Page } from 'playwright-core'

import { storedRun } from '../src/report/run.fixture.ts'
import type { CellResult, Estimate, LatencySummary } from '../src/run-store/run-format.ts'
import { skip, startBrowser, writtenReport, type TestBrowser } from './browser.fixture.ts'

const { run, logOf } = storedRun({
  sweep: { 'keyCache.ttl': ['1 min', '5 min'], 'keyCache.rotation': ['5 min', '1 h'] },
  recordsPerCell: 6000,
})

/** A table as it is read: each figure under the headings of its column. */
interface ReadTable {
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

describe('the figures of a report', { skip, timeout: 120_000 }, () => {
  let browser: TestBrowser
  let address = ''
  before(async () => {
    browser = await startBrowser()
    address = await writtenReport(browser, 'figures', { run, logOf })
  })
  after(() => browser?.close())

  it('are those of run.json in the tables of cells, on any view', async () => {
    const page = await opened(address)
    for (const fragment of [
      '',
      '#time=responseTime&percentiles=50,99.99',
      '#unit=call&arms=plain,sealed,overhead&percentiles=90',
      '#cells=c02,c03&operations=get&arms=sealed,delta',
    ]) {
      if (fragment !== '') await page.goto(address + fragment)
      const checked = await checkCells(page, new URLSearchParams(fragment.slice(1)))
      assert.ok(checked >= 4, `${checked} figures on ${fragment}`)
    }
    await page.close()
  })

  it('are those of run.json in the table of KMS calls and money', async () => {
    const page = await opened(address)

    const { rows } = await readTable(page, '#cells-kms table')

    for (const [index, { id, records, kms, storedBytes, bytes }] of run.cells.entries()) {
      const { calls, expectedCalls, usdPer30Days } = kms
      const written = [calls, expectedCalls!].map(
        ({ GenerateDataKey, Decrypt }) => `${count(GenerateDataKey)} + ${count(Decrypt)}`,
      )
      const [, , , shownRecords, counted, expected, usd, stored] = rows[index]!
      assert.deepEqual([rows[index]![0], shownRecords, counted, expected], [id, count(records), ...written])
      assert.ok(Math.abs(Number(usd) - usdPer30Days) <= 0.005)
      assert.equal(Number(stored), Math.round((storedBytes - bytes) / records))
    }
    await page.close()
  })

  it('are those of run.json in each claim and each threshold', async () => {
    const page = await opened(address)
    const outcomes = await page.locator('.claim .outcome').allTextContents()
    const statements = await page.locator('.claim .statement').allTextContents()
    for (const { statement, verdict, estimate, ci95, holdsUpToPercentile } of run.claims) {
      const outcome = outcomes[statements.indexOf(statement)]!.replaceAll(/\s+/g, ' ')

      assert.match(outcome, new RegExp(`${verdict}: `))
      assertShown(/: ([^,]+)/.exec(outcome)![1]!, { estimate: estimate! }, statement)
      const interval = /95 % interval ([^,]+ to [^,]+)/.exec(outcome)?.[1]
      assert.equal(interval === undefined, ci95 === null || ci95[0] === ci95[1], statement)
      if (interval !== undefined) assertInterval(interval, ci95!, statement)
      const reach = /up to p([\d.]+)/.exec(outcome)?.[1]
      assert.equal(reach === undefined ? null : Number(reach), holdsUpToPercentile)
    }
    const { rows } = await readTable(page, '#thresholds table')
    assertShown(rows[0]![3]!, { estimate: run.thresholds[0]!.actual! }, 'threshold')
    assert.match(rows[0]![3]!, / (?:ns|us|ms|s)$/)
    await page.close()
  })

  it('are those of run.json in the table beside the picture of claims', async () => {
    const page = await opened(address)
    await page.click('#claims details.twin summary')

    const { headings, rows } = await readTable(page, '#claims details.twin table')

    const [what, estimate, interval] = ['claim', 'estimate', '95 % interval'].map((name) =>
      headings.indexOf(name),
    )
    for (const claim of run.claims) {
      const row = rows.find((texts) => texts[what!] === claim.id)!
      assertShown(row[estimate!]!, { estimate: claim.estimate! }, claim.id)
      if (claim.ci95 !== null && claim.ci95[0] !== claim.ci95[1])
        assertInterval(row[interval!]!, claim.ci95, claim.id)
    }
    await page.close()
  })

  async function opened(url: string): Promise<Page> {
    const page = await browser.context.newPage()
    await page.goto(url)
    await page.locator('.theme').waitFor()
    return page
  }
})

/** Returns how many figures it has held to those of the run. */
async function checkCells(page: Page, view: URLSearchParams): Promise<number> {
  const shown = view.get('cells')?.split(',') ?? run.cells.map(({ id }) => id)
  let checked = 0
  for (const operation of (view.get('operations') ?? 'put,get').split(',') as ('put' | 'get')[]) {
    const { headings, rows } = await readTable(page, `#cells-${operation} table`)

    assert.deepEqual(
      rows.map(([id]) => id),
      shown,
    )
    for (const [id, ...texts] of rows) {
      const cell = run.cells.find((other) => other.id === id)!
      for (const [index, heading] of headings.slice(1).entries()) {
        const stored = storedFigure(cell[operation], heading, view)
        if (stored === undefined) continue
        assertShown(texts[index]!, stored, `${id} ${operation} ${heading}`)
        checked += 1
      }
    }
  }
  return checked
}

interface Shown {
  readonly estimate: number
  readonly ci95?: readonly [number, number] | null
}

/** What stands under `heading`, such as `sealed p99`; undefined where that is no latency. */
function storedFigure(
  operation: CellResult['put'],
  heading: string,
  view: URLSearchParams,
): Shown | undefined {
  const match = /^(?<arm>plain|sealed|delta|overhead)\b.* p(?<percentile>[\d.]+)$/.exec(heading)
  if (match === null) return undefined
  const { arm, percentile } = match.groups as {
    arm: 'plain' | 'sealed' | 'delta' | 'overhead'
    percentile: string
  }
  const name = `p${percentile.replace('.', '')}` as 'p50' | 'p90' | 'p99' | 'p999'
  const isCall = view.get('unit') === 'call'
  if (arm === 'overhead') {
    const estimate: Estimate = (isCall ? operation.perCall : operation).overhead[name]
    return { estimate: estimate.estimateNs, ci95: estimate.ci95Ns }
  }
  const time = view.get('time') === 'responseTime' ? 'responseTime' : 'serviceTime'
  const summary: LatencySummary = isCall ? operation.perCall[arm] : operation[arm][time]
  return { estimate: summary[name] }
}

function assertShown(text: string, { estimate, ci95 }: Shown, what: string): void {
  const { figure, interval } = /^(?<figure>[^(\n]+?)(?:\s*[(\n]\s*(?<interval>[^)]+)\)?)?$/.exec(
    text.trim(),
  )!.groups!
  assertClose(figure!, estimate, what)
  if (ci95 === undefined) return
  if (ci95 === null) assert.match(interval ?? '', /withheld/, what)
  else assertInterval(interval!, ci95, what)
}

function assertInterval(text: string, [low, high]: readonly [number, number], what: string): void {
  const [shownLow, shownHigh] = text.split(' to ') as [string, string]
  // The unit stands once where both have it.
  const unit = / [a-z]+$/i.exec(shownHigh)?.[0] ?? ''
  assertClose(/[a-z]$/i.test(shownLow) ? shownLow : shownLow + unit, low, `${what}, low`)
  assertClose(shownHigh, high, `${what}, high`)
}

const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, USD: 1, '': 1 }

/** Three digits are shown, so what is stored lies within half of the last. */
function assertClose(text: string, stored: number, what: string): void {
  const { number, unit } = /^(?<number>-?[\d,.]+)(?: (?<unit>\w+))?$/.exec(text.trim())!.groups!
  const shown = Number(number!.replaceAll(',', '')) * units[unit ?? '']!
  assert.ok(Math.abs(shown - stored) <= Math.abs(stored) * 0.005 + 1e-9, `${what}: ${text} is not ${stored}`)
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function readTable(page: Page, selector: string): Promise<ReadTable> {
  return page.evaluate<ReadTable, string>(reader, selector)
}

/** Headings that stand over a column, from top to bottom, as one text. */
function reader(selector: string): ReadTable {
  const table = (globalThis as unknown as Dom).document.querySelector(selector)
  const [texts, [leaves, groups]] = [
    (row: Element | undefined) => [...(row?.children ?? [])].map((element) => element.innerText.trim()),
    [...table.querySelectorAll('thead tr')].toReversed(),
  ]
  const over = [...(groups?.children ?? [])].flatMap((group) =>
    Array.from({ length: group.colSpan }, () => group.innerText.trim()),
  )
  return {
    headings: texts(leaves).map((text, index) =>
      `${over[index] ?? ''} ${text.replaceAll(/\s+/g, ' ')}`.trim(),
    ),
    rows: [...table.querySelectorAll('tbody tr')].map(texts),
  }
}

interface Element {
  readonly colSpan: number
  readonly innerText: string
  readonly children: Iterable<Element>
  querySelectorAll(selector: string): Iterable<Element>
}

interface Dom {
  readonly document: { querySelector(selector: string): Element }
}
