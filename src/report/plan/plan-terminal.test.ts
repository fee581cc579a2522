import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { Plan } from '../../planner/plan-document.ts'
import { textColumns } from '../text-width.ts'
import { arbitraryPlan, wholePlan } from './arbitrary-plan.fixture.ts'
import { planMarkdown } from './plan-markdown.ts'
import { planText } from './plan-terminal.ts'
import { analysisOf, cellOf, estimateOf, planOf, simulationOf } from './plan.fixture.ts'
import { choicesOf, hostilePlan, millionOf, sweepOf, verificationOf, whatIfOf } from './plans.fixture.ts'

const plain = { color: false, width: 100 }
// oxlint-disable-next-line no-control-regex
const escapes = /\u001b/

describe('planText', () => {
  it('answers first: calls per second, in 5 min and 30 days, quota, money, exposure', () => {
    const text = flat(planText(planOf(), plain))

    for (const part of [
      '0.04 calls per second, 12 in 5 min, 103,680 in 30 days (34,560 GenerateDataKey, 69,120 Decrypt)',
      'and 144 in the 1 h of the plan. Simulated, 1 h from a steady start: 0.04011 calls per second, 144 in all: 48 (47 to 49) GenerateDataKey and 96 (94 to 98) Decrypt (95 %, 20 replications)',
      '10,000 /s in us-east-1. Theory: the long-run rate takes 0.0004 % of it',
      'The busiest second bears about 833 times as many front ends, if it grows with them. The long-run rate alone bears 250,000 times as many that share this load',
      'encryption adds 2.92 USD (KMS 1.25 USD, CloudTrail 1.67 USD), 6.2 % of what the stream costs (47.09 USD)',
      'opens 75,000 records on average',
    ])
      assert.ok(text.indexOf(part) > 0 && text.indexOf(part) < text.indexOf('Who asks KMS'), part)
  })

  it('says that a quota is hit, when, and what a cold start loses', () => {
    const text = flat(planText(sweepOf(), plain))

    assert.match(text, /✘ Quota: 1\.8 × the quota/)
    assert.match(text, /14,000 \(13,720 to 14,280\) of 144 attempts are throttled, the first within 5 s/)
    assert.match(text, /✘ Outcome: 4,667 records lost/)
    assert.match(text, /it takes 6 s \(5\.88 to 6\.12 s\) to recover/)
    assert.match(text, /records are lost in 8 of 8 cells/)
  })

  it('says that a quota is just met, and that it is not', () => {
    assert.match(withHeadroom(0), /✔ Quota: 0 % left/)
    assert.match(withHeadroom(-0.001), /✘ Quota/)
  })

  it('has no more front ends fit in proportion where the quota is hit', () => {
    assert.match(flat(withHeadroom(0)), /The busiest second bears about 1 times as many front ends/)
    assert.doesNotMatch(flat(withHeadroom(-0.001)), /busiest second bears/)
  })

  it('says that nothing was simulated where nothing was', () => {
    const text = flat(planText(planOf({ cells: [cellOf({ simulation: null })] }), plain))

    assert.match(text, /Nothing was simulated\./)
    assert.doesNotMatch(text, /Outcome|Theory and simulation|Attempts in the busiest second of each/)
  })

  it('says which share of the caches was simulated, and of the time', () => {
    assert.match(
      flat(planText(millionOf(), plain)),
      /5 replications of 0\.1 % of the caches, scaled to all and of 10 min, carried on to the rest\)/,
    )
  })

  it('puts side by side what differs from cell to cell, and says once what does not', () => {
    const text = planText(sweepOf(), { color: false, width: 400 })

    const heading = text.split('\n').find((line) => line.startsWith('│ cell '))!
    assert.match(heading, /kms\.retries .* throttled \(simulated\) .* encryption,/)
    assert.doesNotMatch(heading, /headroom|stream/)
    assert.match(text, /Alike in all cells: .*headroom \(theory\) −80 %; .*stream, USD \(modelled\) 47\.09\./)
  })

  it('says whether checks agree, and which do not', () => {
    const text = flat(planText(planOf({ verification: verificationOf() }), plain))
    const agreeing = {
      ...verificationOf(),
      checks: verificationOf().checks.slice(0, 5),
      verdict: 'agrees' as const,
    }

    assert.match(text, /✘ Verification: 1 of 6 disagree/)
    assert.match(text, /records that waited \(theory, events\)/)
    assert.match(
      planText(planOf({ verification: agreeing }), plain),
      /✔ Verification: all agree\n {2}All 5 checks agree; the widest difference is 2\.1 sigmas\./,
    )
  })

  it('has what disagrees first in the table of checks', () => {
    const lines = planText(planOf({ verification: verificationOf() }), { color: false, width: 200 }).split(
      '\n',
    )
    const rows = lines.filter((line) => / against /.test(line) && /agrees/.test(line))

    assert.match(rows[0]!, /records that waited .* 31\.5 .*✘ disagrees/)
    assert.match(rows[1]!, /Decrypt .* 2\.1 .*✔ agrees/)
  })

  it('says what would change with another fleet, and that nothing would', () => {
    const figures = whatIfOf().figures.map((figure) => ({ ...figure, other: figure.base, change: 0 }))
    const judged = whatIfOf().figures.filter(({ isGood }) => isGood === null)

    assert.match(
      flat(planText(planOf({ whatIf: whatIfOf() }), plain)),
      /✘ What if: lost records: 0 to 12 With ten times as many front ends \(theory and modelled money, simulated where it says so\): lost records ✔ 0 to ✘ 12; calls 0\.04 \/s to 0\.4 \/s \(\+900 %\);/,
    )
    assert.match(
      planText(planOf({ whatIf: { ...whatIfOf(), figures: judged } }), plain),
      /· What if: 2\.92 USD to 20\.20 USD\n/,
    )
    assert.match(
      planText(
        planOf({
          whatIf: { ...whatIfOf(), figures: figures.map((figure) => ({ ...figure, isGood: null })) },
        }),
        plain,
      ),
      /nothing changes/,
    )
  })

  it('gives the choice with what was asked for', () => {
    const text = flat(planText(planOf({ choices: choicesOf() }), plain))

    assert.match(
      text,
      /^What does .* cost\? ✔ Constraints, kept: Set ttl 60 min, jitter 0\.2: 28\.51 USD The plan keeps what is asked for\. Choose/,
    )
    assert.match(
      text,
      /6 of 12 settings satisfy .* \(at most 400\.00 USD, used without asking KMS for at most 2 h, headroom at least 50 %\)/,
    )
    assert.match(text, /✘ costs 1555 USD, more than 400/)
  })

  it('begins with what the plan breaks, whatever other settings would do', () => {
    const broken = ['c01 costs 500 USD.', 'c02 costs 600 USD.']
    const verdict = { kept: false, broken, exitCode: 3, maxLost: null }

    const text = flat(planText(planOf({ choices: choicesOf(), verdict }), plain))

    assert.match(
      text,
      /^What does .* cost\? ✘ Constraints, BROKEN: Set ttl .* c01 costs 500 USD\. c02 costs 600 USD\. Choose/,
    )
  })

  it('says what may be lost where nothing else is asked for', () => {
    const maxLost = { value: 0.001, unit: 'share of records' } as const
    const kept = { kept: true, broken: [], exitCode: 0, maxLost }

    assert.match(
      flat(planText(planOf({ verdict: kept }), plain)),
      /✔ Constraints, kept: nothing more is lost than allowed The plan keeps what is asked for\. By the simulation, on average, at most 0\.1 % of the records may be lost\./,
    )
  })

  it('ends in sources, dates and warnings, each once', () => {
    const lines = planText(sweepOf(), { color: false, width: 400 }).split('\n').slice(-4)

    assert.deepEqual(lines, [
      'Prices of 2026-09-11: https://aws.amazon.com/kms/pricing',
      'Quotas of 2026-10-01: https://docs.aws.amazon.com/kms',
      '! Cell c08 was stopped as time ran out.',
      '! Theory: Polls of consumers are taken to be independent of fills.',
    ])
  })

  it('marks the quota in the picture of calls where it is near, and says how far it is where not', () => {
    assert.match(planText(sweepOf(), plain), /quota 10,000 ┤█╌+/)
    assert.match(planText(sweepOf(), plain), /throttled {2}×/)
    const text = planText(planOf(), plain)
    assert.doesNotMatch(text, /╌/)
    assert.match(flat(text), /the quota of 10,000 \/s is 2,500 times as high as the highest/)
  })

  it('measures the busiest second against the quota that holds then', () => {
    const text = flat(planText(failover(), plain))

    assert.match(text, /✘ Quota: 2 × the quota then/)
    assert.match(text, /4 first attempts: 2 times the quota of 2 \/s that holds then, so it is hit/)
    assert.match(planText(failover(), plain), /quota 2 ┤[^╌]+╌╌+/)
  })

  it('says that calls fail where no record is lost with them', () => {
    const some = { mean: 3, ci95: [2, 4] as [number, number] }

    assert.match(
      textOf({ failedCalls: some, refused: { sealing: estimateOf(0), reading: estimateOf(0.1) } }),
      /✘ Outcome: 10 % of consumers’ calls fail/,
    )
    assert.match(textOf({ throttled: some }), /· Outcome: throttled, nothing is lost/)
    assert.match(textOf({ lost: some }), /✘ Outcome: 3 records lost/)
  })

  it('says whether a fleet recovers within the plan', () => {
    const lost = { mean: 3, ci95: [2, 4] as [number, number] }
    const texts = [0, 0.25, 1].map((unrecovered) =>
      textOf({ lost, recoveryS: unrecovered === 1 ? null : estimateOf(20), unrecovered }).replaceAll(
        /\s+/g,
        ' ',
      ),
    )

    assert.match(texts[0]!, /it takes 20 s \(19.6 to 20.4 s\) to recover\./)
    assert.match(texts[1]!, /to recover, and 25 % of the replications do not within the plan\./)
    assert.match(texts[2]!, /it does not recover within the plan\./)
    assert.match(texts[2]!, /time to recover │ – │ not within the plan/)
  })

  it('draws no picture of calls that never come', () => {
    const { series } = simulationOf()
    const bins = series.bins.map((bin) => ({ ...bin, attempts: 0, busiestSecond: 0 }))
    const cell = cellOf({ simulation: simulationOf({ series: { ...series, bins } }) })

    assert.doesNotMatch(
      planText(planOf({ cells: [cell] }), plain),
      /┤[█ ]|Attempts in the busiest second of each/,
    )
  })

  it('says who asks in one table, and of the bill only what costs something', () => {
    const [cell] = planOf().cells
    const lines = cell!.bill.lines.map((line, index) => (index === 1 ? { ...line, usd: 0 } : line))
    const text = planText(planOf({ cells: [{ ...cell!, bill: { ...cell!.bill, lines } }] }), {
      color: false,
      width: 80,
    })

    assert.equal(text.split('│ who asks').length, 2)
    assert.doesNotMatch(text, /formula|key-months/)
  })

  for (const width of [80, 120])
    it(`fits ${width} columns`, () => {
      for (const plan of [planOf(), sweepOf(), millionOf(), wholePlan()])
        assert.deepEqual(
          planText(plan, { color: false, width })
            .split('\n')
            .filter((line) => textColumns(line) > width),
          [],
        )
    })

  it('colours only when asked to', () => {
    assert.doesNotMatch(planText(wholePlan(), plain), escapes)
    assert.match(planText(wholePlan(), { ...plain, color: true }), escapes)
  })

  it('lets no text of a plan steer the terminal', () => {
    assert.doesNotMatch(planText(hostilePlan(), plain), escapes)
    assert.doesNotMatch(planText(hostilePlan(), plain), /\u202e/)
  })

  it('prints no NaN, undefined, null or Infinity, whatever the numbers', () => {
    fc.assert(
      fc.property(arbitraryPlan(), fc.integer({ min: 60, max: 160 }), (plan, width) => {
        const text = `${planText(plan, { color: false, width })}${planMarkdown(plan)}`

        assert.doesNotMatch(text, /NaN|undefined|\bnull\b|Infinity|\[object/)
      }),
      { numRuns: 60 },
    )
  })
})

function textOf(simulated: Parameters<typeof simulationOf>[0]): string {
  return planText(planOf({ cells: [cellOf({ simulation: simulationOf(simulated) })] }), plain)
}

/** For ten minutes from the half hour on, another region's quota of 2 holds, and 4 ask at once. */
function failover(): Plan {
  const { series } = simulationOf()
  const otherQuotas = [{ fromS: 1800, toS: 2400, perSecond: 2 }]
  const quota = { ...analysisOf().quota, busiestSecond: 4, busiestQuota: 2, headroom: -1 }
  return planOf({
    cells: [
      cellOf({
        analysis: analysisOf({ quota }),
        simulation: simulationOf({ series: { ...series, otherQuotas } }),
      }),
    ],
  })
}

function withHeadroom(headroom: number): string {
  const quota = { ...analysisOf().quota, headroom }
  const cell = cellOf({ analysis: analysisOf({ quota }), simulation: null })
  return planText(planOf({ cells: [cell] }), plain)
}

/** Without line breaks and indents. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
