import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { withHostileText } from './hostile-run.fixture.ts'
import { storedRun, withEncrypt } from './run.fixture.ts'
import { printable } from './text.ts'
import { textColumns } from './text-width.ts'
import { renderSummary } from './terminal.ts'

const { run } = storedRun({ recordsPerCell: 400 })

describe('renderSummary', () => {
  it('says verdict, estimate, interval and bound of each claim', () => {
    const text = renderSummary(run, { color: false, width: 400 })

    for (const { id, verdict } of run.claims) assert.match(text, new RegExp(`${verdict}  ${id}: `))
    assert.match(text, /━?●.*┃ +p50 \S+ us \(.+\), claimed <= 0\.2 ms, holds up to p99/)
    assert.match(text, /\(claimed <= 1 USD of kms\.usdPer30Days in c05 /)
  })

  it('answers first, and again at the end of what is longer than a screen', () => {
    const answer = 'Of 5 claims, 1 is refuted, 1 is inconclusive and 3 hold.'
    const short = renderSummary({ ...run, cells: run.cells.slice(4, 5) }, { color: false, width: 120 })
    const long = renderSummary(run, { color: false, width: 60 })

    assert.ok(short.split('\n').length <= 40)
    assert.equal(short.split('\n')[2], answer)
    assert.notEqual(short.split('\n').at(-1), answer)
    assert.ok(long.split('\n').length > 40)
    assert.ok(long.endsWith(answer))
    const detailed = renderSummary(run, { color: false, width: 60 }, 'a picture')
    assert.ok(detailed.endsWith(`\n\na picture\n\n${answer}`))
    assert.equal(detailed.split(answer).length - 1, 2)
  })

  it('fits a scenario of ten cells and four claims that hold on one screen', () => {
    const claims = run.claims.filter(({ verdict }) => verdict === 'holds')
    const cells = run.cells.map((cell) => ({ ...cell, tail: {} }))

    for (const width of [80, 120])
      assert.ok(renderSummary({ ...run, claims, cells }, { color: false, width }).split('\n').length <= 40)
  })

  it('says what the two figures of KMS calls are', () => {
    const text = renderSummary(run, { color: false, width: 400 })

    assert.match(text, / KMS calls .* expected .*\n.* gen\. \+ decr\. .* gen\. \+ decr\. /)
  })

  it('names Encrypt where a contestant asks for it', () => {
    const cells = run.cells.map((cell, index) => (index === 0 ? withEncrypt(cell) : cell))

    const text = renderSummary({ ...run, cells }, { color: false, width: 400 })

    assert.match(text, / gen\. \+ decr\. \+ encr\. .* gen\. \+ decr\. \+ encr\. /)
    assert.match(text, / 0 \+ 14 \+ 7 Encrypt /)
  })

  it('lists what else speaks against the run, ten reasons at most', () => {
    const reasons = Array.from({ length: 12 }, (_, index) => `threshold t${index}: is above`)

    const text = renderSummary(
      { ...run, reasons: ['claim a is refuted', ...reasons] },
      { color: false, width: 400 },
    )

    assert.match(text, /! threshold t9: is above\n! and 2 more reasons, in the report/)
    assert.doesNotMatch(text, /! claim a|t10/)
  })

  it('colours only when asked to', () => {
    // oxlint-disable-next-line no-control-regex
    const escapes = /\u001b\[/
    assert.doesNotMatch(renderSummary(run, { color: false, width: 100 }), escapes)
    assert.match(renderSummary(run, { color: true, width: 100 }), escapes)
  })

  it('fits the table into the width that there is', () => {
    for (const width of [80, 100, 140, 220]) {
      const lines = renderSummary(run, { color: false, width }).split('\n')

      assert.deepEqual(
        lines.filter((line) => /^[│┌├└]/.test(line) && textColumns(line) > width),
        [],
      )
    }
  })

  it('says which columns have no room, keeps the money, and how wide it would have to be', () => {
    const narrow = renderSummary(run, { color: false, width: 80 })
    const [, width] = /all fit into (\d+) columns/.exec(narrow) ?? []
    const wide = (columns: number) => renderSummary(run, { color: false, width: columns })

    assert.match(narrow, / USD │/)
    assert.match(narrow, /12 columns left out: put plain p50, sealed p50, sealed p99, A\/A; get plain p50,/)
    assert.doesNotMatch(wide(Number(width)), /left out/)
    assert.match(wide(Number(width) - 1), /2 columns left out: put A\/A; get A\/A; all fit/)
  })

  it('shows every cell up to 30 and the worst 20 of more', () => {
    const thirty = storedRun({ recordsPerCell: 40, sweep: { 'put.batch': numbers(30) } }).run
    const more = storedRun({ recordsPerCell: 40, sweep: { 'put.batch': numbers(31) } }).run

    assert.equal(cellRows(renderSummary(thirty, { color: false, width: 120 })), 30)
    const text = renderSummary(more, { color: false, width: 120 })
    assert.equal(cellRows(text), 20)
    assert.match(text, /worst 20 of 31 cells; 11 are left out/)
  })

  it('puts broken cells first and gives their reasons', () => {
    const { run: many } = storedRun({ recordsPerCell: 40, sweep: { 'put.batch': numbers(31) } })
    const cells = many.cells.map((cell, index) =>
      index === 30
        ? { ...cell, validity: { verdict: 'failed' as const, reasons: ['the worker died'] } }
        : cell,
    )

    const text = renderSummary({ ...many, cells }, { color: false, width: 120 })

    assert.match(text, /c31 is failed: the worker died/)
    assert.ok(text.indexOf('│ c31') < text.indexOf('│ c01') || !text.includes('│ c01'))
  })

  it('lets no text of a scenario steer the terminal', () => {
    const hostile = { ...run, scenario: { ...run.scenario, question: 'a\u001b]0;owned\u0007b' } }

    assert.match(renderSummary(hostile, { color: false, width: 80 }), /a \]0;owned b/)
  })

  it('lets nothing through that steers a terminal or turns text, wherever it stands', () => {
    const hostile = withHostileText(storedRun({ recordsPerCell: 400 })).run

    for (const width of [60, 120, 400])
      for (const line of renderSummary(hostile, { color: false, width }).split('\n'))
        assert.equal(printable(line), line)
  })

  it('says so where there is nothing', () => {
    const empty = { ...run, cells: [], claims: [], status: 'interrupted' as const }

    const text = renderSummary(empty, { color: false, width: 80 })

    assert.match(text, /No cell has been measured\./)
    assert.match(text, /This scenario makes no claims\. The run was interrupted after 0 of 10 cells/)
  })
})

describe('the table of cells', () => {
  const policies = {
    keyCache: ['', ', "jitter":0.2', ', "maxRecords":1, "branchKey":{"ttl":"20 min"}'],
  }
  const swept = storedRun({ recordsPerCell: 400, sweep: policies }).run
  const cells = swept.cells.map((cell, index) => ({
    ...cell,
    params: {
      keyCache: JSON.parse(
        `{"ttl":"${index === 0 ? 0 : 5} min","rotation":"5 min"${cell.params['keyCache'] as string}}`,
      ) as unknown,
    },
    kms: { ...cell.kms, calls: { GenerateDataKey: 96 + index, Decrypt: 28_677 }, usdPer30Days: 60 + index },
  }))
  const manyPolicies = { ...swept, cells }

  it('shows policy, overhead, calls, money and what a key opens in 120 columns, where policies are maps', () => {
    const text = renderSummary(manyPolicies, { color: false, width: 120 })

    assert.match(
      text,
      / cell .* keyCache .* put .* KMS calls .* USD .* one KMS .* validity .*\n.* overhead .* 30 d .* or branch .*\n.* key opens /,
    )
    assert.match(text, /│ ttl 5 min, maxRecords 1, branchKey\.ttl 20 min │/)
    assert.match(text, /│ c01 +│ ttl 0 min +│/)
  })

  it('breaks long policies after commas where there is less room', () => {
    const text = renderSummary(manyPolicies, { color: false, width: 80 })

    assert.match(text, /│ c03 +│ ttl 5 min, maxRecords 1, +│.*\n│ +│ branchKey\.ttl 20 min +│/)
  })

  it('leaves out figures that are alike in every cell before those that differ', () => {
    const alike = cells.map((cell, index) => ({
      ...cell,
      kms: { ...cell.kms, calls: { GenerateDataKey: 1, Decrypt: 1 }, expectedCalls: null, usdPer30Days: 1.3 },
      storedBytes: cell.bytes + cell.records * (200 + index),
    }))

    const differing = renderSummary(manyPolicies, { color: false, width: 120 })
    const text = renderSummary({ ...swept, cells: alike }, { color: false, width: 120 })

    assert.match(differing, / KMS calls │.* USD │/)
    assert.match(text, / stored .* one KMS /)
    assert.doesNotMatch(text, / KMS calls │/)
    assert.match(renderSummary({ ...swept, cells: alike }, { color: false, width: 400 }), / KMS calls │/)
  })
})

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1))
}

function cellRows(text: string): number {
  return text.match(/^│ c\d+ /gm)?.length ?? 0
}
