import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { reportDataOf } from '../data/report-data.ts'
import { storedRun } from '../run.fixture.ts'
import { textColumns } from '../text-width.ts'
import { renderDetails } from './terminal-details.ts'

const made = storedRun({ recordsPerCell: 4000 })
const stored = {
  ...made,
  run: { ...made.run, scenario: { ...made.run.scenario, kms: { quota: '10000 /s' } } },
}
const [, , , , focus] = stored.run.cells
const options = { color: false, width: 100 }

describe('renderDetails', () => {
  it('shows sweep, curves, calls and causes, each with a sentence on what it is', () => {
    const text = detailsOf()

    for (const title of [
      /^Over keyCache\.ttl \(down\) and keyCache\.rotation \(across\); ░ is least/m,
      /^ *KMS calls, counted {2,}/m,
      /USD per 30 days, modelled/,
      /^Of c05 \(keyCache\.ttl 5 min/m,
      /^Service time of a put by percentile/m,
      /^Service time of a get by percentile/m,
      /^KMS calls over time, a column for /m,
      /^Causes of the \d+ sealed puts beyond p99/m,
    ])
      assert.match(text, title)
  })

  it('is no wider than the terminal', () => {
    for (const width of [40, 60, 80, 120, 200])
      for (const line of detailsOf({ width }).split('\n'))
        assert.ok(textColumns(line) <= width, `${width}: ${line}`)
  })

  it('has the calls that are stored, of every cell and over time', () => {
    const text = detailsOf()

    for (const { kms } of stored.run.cells)
      assert.ok(text.includes(` ${(kms.calls.GenerateDataKey + kms.calls.Decrypt).toLocaleString('en-US')} `))
    assert.match(text, new RegExp(`GenerateDataKey ┤.* ${focus!.kms.calls.GenerateDataKey}$`, 'm'))
    assert.match(text, new RegExp(`Decrypt ┤.* ${focus!.kms.calls.Decrypt}$`, 'm'))
    assert.match(text, /of the quota of 10000 \/s\./)
  })

  it('has the causes that are stored, the most frequent first, and bars as long as they are frequent', () => {
    const bands = focus!.tail!.put!.sealed.serviceTime.bands
    const count = bands.reduce((sum, { byCause }) => sum + (byCause.unknown?.count ?? 0), 0)

    const lines = /Causes of the \d+ sealed puts[^]*?\n\n/.exec(`${detailsOf()}\n\n`)![0].split('\n').slice(1)

    assert.match(lines[0]!, new RegExp(`^ +unknown ┤█+\\S? \\d+ % \\(${count}\\)$`))
    const lengths = lines.map((line) => line.match(/█/g)?.length ?? 0)
    assert.deepEqual(
      lengths,
      lengths.toSorted((one, other) => other - one),
    )
  })

  it('draws the sealed curve whole and the plain one with gaps, and names both', () => {
    const lines = /Service time of a put[^]*?\n\n/.exec(detailsOf())![0].split('\n')

    assert.ok(lines.some((line) => line.endsWith(' sealed')))
    assert.ok(lines.some((line) => line.endsWith(' plain')))
    assert.match(lines.at(-3)!, /^ +p0 +p50 +p90 +p99/)
    const low = describeDuration(10_000)
    assert.ok(
      lines.some((line) => line.trimStart().startsWith(`${low} ┤`)),
      `${low} is on the axis`,
    )
  })

  it('shows one cell without a sweep, and a sweep of one parameter in one column', () => {
    const alone = withCells([focus!])
    const sweep = storedRun({ recordsPerCell: 400, sweep: { 'put.batch': ['1', '10'] } })

    assert.doesNotMatch(renderDetails(reportDataOf(alone, stored.logOf), options), /is least|^Of c05/m)
    assert.match(
      renderDetails(reportDataOf(sweep.run, sweep.logOf), options),
      /^Over put\.batch;[^]*?^ +1 ┤ +\S+ us [░▒▓█][^]*?^ +10 ┤ +\S+ us [░▒▓█][^]*?^The same over put\.batch: KMS calls, counted: /m,
    )
  })

  it('shows nothing where nothing was measured', () => {
    assert.equal(renderDetails(reportDataOf(withCells([]), stored.logOf), options), '')
  })

  it('lets no text of a scenario steer the terminal', () => {
    const hostile = stored.run.cells.map((cell, index) => ({
      ...cell,
      params: { 'keyCache.ttl': `a\u001B]0;owned\u0007${index}`, '\u001B[2J': index },
    }))

    const text = renderDetails(reportDataOf(withCells(hostile), stored.logOf), options)

    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u000B-\u001F]/)
  })
})

function withCells(cells: readonly CellResult[]) {
  return { ...stored.run, cells: [...cells], claims: stored.run.claims.filter(() => cells.length > 0) }
}

function detailsOf(known: Partial<typeof options> = {}): string {
  return renderDetails(reportDataOf(stored.run, stored.logOf), { ...options, ...known })
}
