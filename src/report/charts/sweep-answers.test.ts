import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Estimate, Run } from '../../run-store/run-format.ts'
import { storedRun } from '../run.fixture.ts'
import { renderMarkdown } from '../summary.ts'
import { renderSummary } from '../terminal.ts'
import { chartInput } from './chart-input.fixture.ts'
import { strategiesChart } from './strategies.ts'
import { sweepAnswers } from './sweep-answers.ts'

const suites = ['aes-256-gcm+esdk', 'aes-256-gcm-siv', 'xaes-256-gcm']

describe('sweepAnswers', () => {
  it('tells the least and the most that a strategy adds, and what that of the claims does', () => {
    assert.deepEqual(sweepAnswers(runOf([20_000, 10_000, 30_000])), [
      'p50 of a put, added: least 10 us with aes-256-gcm-siv, most 30 us with xaes-256-gcm; 20 us with aes-256-gcm+esdk, which claims are about.',
    ])
    assert.deepEqual(sweepAnswers(runOf([30_000, 10_000, 20_000])), [
      'p50 of a put, added: least 10 us with aes-256-gcm-siv, most 30 us with aes-256-gcm+esdk.',
    ])
  })

  it('speaks of nothing that is claimed where nothing is', () => {
    const run = { ...runOf([20_000, 10_000, 30_000]), claims: [] }

    assert.doesNotMatch(sweepAnswers(run)[0]!, /claims/)
  })

  it('tells the same ends as the picture of the strategies', () => {
    const run = runOf([20_000, 10_000, 30_000])
    const [chart] = strategiesChart(chartInput(run))

    assert.match(chart!.finding, /from 10 us \(.*\) with aes-256-gcm-siv to 30 us \(.*\) with xaes-256-gcm/)
  })

  it('tells what a put pays at both ends of the sizes', () => {
    const { run } = storedRun({
      sweep: { 'records.size': ['1 KiB', '10 KiB', '100 KiB'] },
      recordsPerCell: 100,
    })

    const [first, ...others] = sweepAnswers(run)

    assert.deepEqual(others, [])
    assert.match(first!, /^A put pays [\d.]+ us at 1 KiB and [\d.]+ us at 100 KiB\.$/)
  })

  it('tells nothing of other sweeps, nor where nothing was measured', () => {
    const { run } = storedRun({ sweep: { 'keyCache.ttl': ['1 min', '5 min'] }, recordsPerCell: 100 })

    assert.deepEqual(sweepAnswers(run), [])
    assert.deepEqual(sweepAnswers({ ...runOf([1, 2, 3]), cells: [] }), [])
  })

  it('stands in the summary and on the terminal, before the cells', () => {
    const run = runOf([20_000, 10_000, 30_000])

    assert.match(renderMarkdown(run).replaceAll('\\', ''), /p50 of a put, added: least 10 us[^]*## Claims/)
    assert.match(renderSummary(run, { color: false, width: 400 }), /added: least 10 us[^]*│ cell/)
  })
})

/** Of suites that add so many ns, give or take a thousand. */
function runOf(added: readonly number[]): Run {
  const { run } = storedRun({ sweep: { 'envelope.suite': suites }, recordsPerCell: 100 })
  const p50 = (index: number): Estimate => ({
    estimateNs: added[index]!,
    ci95Ns: [added[index]! - 1000, added[index]! + 1000],
  })
  const cells = run.cells.map((cell, index) => ({
    ...cell,
    put: { ...cell.put, overhead: { ...cell.put.overhead, p50: p50(index) } },
  }))
  return { ...run, cells }
}
