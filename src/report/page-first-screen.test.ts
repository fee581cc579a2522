import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Markup } from './markup.ts'
import { firstScreen } from './page-first-screen.ts'
import { storedRun } from './run.fixture.ts'

const { run } = storedRun({ recordsPerCell: 6000 })

describe('firstScreen', () => {
  it('says of each claim in one line what came out, in which interval and how far it reaches', () => {
    const text = textOf(firstScreen(run, undefined))

    assert.match(text, /holds: [\d.]+ us, 95 % interval [\d.]+ to [\d.]+ us, bound holds up to p99\.73/)
    assert.match(text, /claimed <= 0\.2 ms by AWS Big Data Blog, 2017/)
    assert.match(text, /inconclusive: [\d.]+ \w+, 95 % interval withheld: too few samples/)
    assert.match(text, /refuted: 1\.31 USD, modelled from counted calls, 1 h of calls times 720/)
    assert.match(text, /holds: 12, counted/)
  })

  it('puts what is refuted first', () => {
    const text = textOf(firstScreen(run, undefined))

    assert.ok(text.indexOf('refuted: ') < text.indexOf('inconclusive: '))
    assert.ok(text.indexOf('inconclusive: ') < text.indexOf('holds: '))
  })

  it('shows four claims at once, and of five three, with the others folded and counted', () => {
    assert.doesNotMatch(withClaims(4), /more claim/)
    assert.match(withClaims(5), /<summary>2 more claims: 2 holds<\/summary>/)
    assert.equal(withClaims(40).split('class="claim ').length - 1, 40)
  })

  it('says of a run that claims nothing whether it can be believed, and whether a threshold failed', () => {
    const [cell] = run.cells
    const bare = { ...run, claims: [], verdict: 'none' as const, reasons: [] }
    const broken = { ...cell!, validity: { verdict: 'invalid' as const, reasons: ['too late'] } }
    const failed = { ...run.thresholds[0]!, passed: false }
    const wordOf = (changes: Partial<typeof run>) =>
      /[·■✘◌] (?:no claims|not valid|threshold failed|interrupted)/.exec(
        textOf(firstScreen({ ...bare, ...changes }, undefined)),
      )?.[0]

    assert.equal(wordOf({}), '· no claims')
    assert.equal(wordOf({ status: 'interrupted' }), '◌ interrupted')
    assert.equal(wordOf({ cells: [broken], thresholds: [failed] }), '■ not valid')
    assert.equal(wordOf({ thresholds: [failed] }), '✘ threshold failed')
  })

  it('says that there are no claims, and which faults are planted', () => {
    const scenario = { ...run.scenario, planted: { slowdown: '10 us' } }
    const text = textOf(
      firstScreen({ ...run, scenario, claims: [], verdict: 'none', reasons: [] }, undefined),
    )

    assert.match(text, /no claims/)
    assert.match(text, /A FAULT IS PLANTED in the sealed arm: planted\.slowdown 10 us/)
  })

  it('has machine, seed and the command that does it again', () => {
    const text = textOf(firstScreen(run, undefined))

    assert.match(text, /AMD EPYC 7B13, 2 cores, 8 GiB · linux x64 6\.8\.0 · Node 26\.10\.0 · OpenSSL 3\.5\.6/)
    assert.match(text, /npx sealbench run scenarios\/kinesis-defaults\.yaml with seed 20170701/)
  })

  it('says which part of a sweep was run, where the command line chose it', () => {
    const told = { cells: { ids: ['c01', 'c02', 'c04'], of: 4 } }
    const text = textOf(firstScreen({ ...run, told }, undefined))

    assert.match(text, /3 of the 4 cells of the sweep were run\./)
    assert.match(text, /npx sealbench run scenarios\/kinesis-defaults\.yaml --cells c01,c02,c04 with seed/)
    assert.doesNotMatch(textOf(firstScreen(run, undefined)), /of the sweep/)
  })
})

function textOf(markup: Markup): string {
  return markup
    .toString()
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll(/\s+/g, ' ')
}

function withClaims(count: number): string {
  const claims = Array.from({ length: count }, (_, index) => run.claims[index % run.claims.length]!)
  return firstScreen({ ...run, claims }, undefined).toString()
}
