import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'

import * as fc from 'fast-check'

import { textColumns } from '../../report/text-width.ts'
import { liveFrame, type LiveState, type Screen } from './frame.ts'
import {
  anyName,
  anyProgress,
  cellIn,
  cellStates,
  gaugeIn,
  halfway,
  progressIn,
  standings,
} from './progress.fixture.ts'

const screen: Screen = { width: 120, height: 40, color: false }

describe('liveFrame', () => {
  it('is never wider or higher than the terminal, whatever is run and however it is called', () => {
    const states = fc.record({
      title: anyName,
      note: fc.option(anyName, { nil: undefined }),
      progress: fc.option(anyProgress, { nil: undefined }),
      elapsedNs: fc.double({ min: 0, max: 1e15, noNaN: true }),
      isStopping: fc.boolean(),
    })
    const screens = fc.record({
      width: fc.integer({ min: 20, max: 250 }),
      height: fc.integer({ min: 1, max: 80 }),
      color: fc.boolean(),
      isAscii: fc.boolean(),
    })
    fc.assert(
      fc.property(states, screens, (state, size) => {
        const lines = liveFrame(state, size)

        assert.ok(lines.length <= size.height)
        for (const line of lines) {
          const bare = stripVTControlCharacters(line)
          assert.ok(textColumns(bare) <= size.width, `${textColumns(bare)} columns: ${bare}`)
          // oxlint-disable-next-line no-control-regex
          assert.doesNotMatch(line.replaceAll(/\u001B\[\d+m/g, ''), /[\u0000-\u001F\u007F-\u009F]/)
          if (!size.color) assert.equal(bare, line)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('says how far the run is, what was counted and when it will be done', () => {
    const [bar, counts] = frameOf({ share: 0.615, etaNs: 61e9, records: 72_000, kmsCalls: 144, throttled: 3 })

    assert.match(bar!, /^kinesis {2}█{18}░{12} {2}61 % {2}1\/3 cells {2}1:23 {2}ETA 1 min 1 s$/)
    assert.equal(counts, '72,000 records, 7,200 /s  ·  144 KMS calls, 3 throttled')
  })

  it('names each of a few cells and marks its state by a sign of its own', () => {
    const cells = cellStates.map((state, index) => cellIn(`c0${index + 1}`, state))

    const text = frameOf({ standings: cells }).join('\n')

    assert.match(text, /· c01 +▅ c02 50 % +✔ c03 +■ c04 +✘ c05 +◌ c06 +– c07/)
  })

  it('marks and counts five hundred cells', () => {
    const cells = Array.from({ length: 500 }, (_, index) =>
      cellIn(
        `c${index + 1}`,
        index < 312 ? 'valid' : index < 314 ? 'running' : index === 314 ? 'failed' : 'waiting',
      ),
    )

    const text = frameOf({ standings: cells }).join('\n')

    assert.equal(text.match(/[✔▅·✘]{20,}/g)?.join('').length, 500)
    assert.match(text, /▄ 2 running {2}✔ 312 valid {2}✘ 1 failed {2}· 185 waiting/)
  })

  it('shows nothing of cells and claims where there are none', () => {
    assert.equal(frameOf({ standings: [], gauges: [], cells: 0 }).length, 2)
  })

  it('shows what running cells have measured, with the overhead and its interval', () => {
    const overhead = { put: { estimate: 7120, ci95: [7020, 7230] as const } }

    const lines = frameOf({ standings: [{ ...cellIn('c02', 'running'), overhead }] })

    const put = lines.find((line) => line.includes('put '))!
    assert.match(put, /^c02 +put +8\.1 us +15\.2 us +7\.12 us \(7\.02 to 7\.23 us\) +20\.1 us +60\.3 us +72/)
    assert.match(lines[lines.indexOf(put) + 1]!, /^ +get +8\.1 us +15\.2 us +7\.1 us +20\.1 us/)
  })

  it('says that a cell warms up until it has measured something', () => {
    const nothing = { ...halfway, put: zero, get: zero }

    for (const progress of [undefined, nothing])
      assert.ok(
        frameOf({ standings: [{ id: 'c02', state: 'running', progress }] }).includes('c02      warms up'),
      )
  })

  it('says what each claim would come to now, by sign and word', () => {
    const text = frameOf({ gauges: standings.map((standing) => gaugeIn(standing)) }).join('\n')

    assert.match(
      text,
      /✔ put-overhead c05 .*┃.* p50 7\.12 us \(7\.02 to 7\.23 us\) <= 0\.2 ms {2}holds so far/,
    )
    assert.match(text, /✘ .* refuted so far/)
    assert.match(text, /◆ .* open so far/)
    assert.match(text, /■ .* cell not valid/)
    assert.match(text, /· .* waits/)
  })

  it('tells of the end where a cell has ended', () => {
    const text = frameOf({ gauges: [gaugeIn('holds', { isFinal: true })] }).join('\n')

    assert.match(text, / holds$/m)
  })

  it('leaves out the least telling claims where there is little room, and says how many', () => {
    const gauges = [
      ...Array.from({ length: 30 }, () => gaugeIn('waiting')),
      gaugeIn('refuted', { claimId: 'worst' }),
    ]

    const lines = liveFrame(stateOf({ gauges }), { ...screen, height: 20 })

    assert.equal(lines.length <= 20, true)
    assert.match(lines.join('\n'), /✘ worst/)
    assert.match(lines.at(-1)!, /and \d\d more claims$/)
  })

  it('says that it is about to end once it was asked to', () => {
    const lines = liveFrame({ ...stateOf({}), isStopping: true }, screen)

    assert.match(lines.join('\n'), /^stopping: what was measured is kept/m)
  })

  it('tells bound and standing of claims whole where there is no room for intervals', () => {
    const state = stateOf({ gauges: [gaugeIn('refuted')] })

    const [at79, at59] = [79, 59].map((width) => liveFrame(state, { ...screen, width }).at(-1))

    assert.match(at79!, /c05 .* p50 7\.12 us \(7\.02 to 7\.23 us\) <= 0\.2 ms {2}refuted so far$/)
    assert.equal(at59, '✘ put-overhead c05  p50 7.12 us <= 0.2 ms  refuted so far')
  })

  it('measures the harness before any cell', () => {
    assert.deepEqual(liveFrame({ ...stateOf({}), progress: undefined }, screen), [
      'kinesis  measures the harness  1:23',
    ])
  })

  it('says what has begun, where cells run in a process of their own', () => {
    const note = 'repetition 2 of 5: 40 %, 1/3 cells · 1:23 · ETA 42 s'

    assert.deepEqual(liveFrame({ ...stateOf({}), note, progress: undefined }, screen), [
      note,
      'kinesis  1:23',
    ])
  })

  it('draws with ASCII alone where it must', () => {
    for (const line of liveFrame(stateOf({}), { ...screen, isAscii: true })) assert.match(line, /^[ -~]*$/)
  })
})

const zero = { plain: { p50: 0, p99: 0 }, sealed: { p50: 0, p99: 0 } }

function stateOf(known: Parameters<typeof progressIn>[0]): LiveState {
  return {
    title: 'kinesis',
    note: undefined,
    progress: progressIn(known),
    elapsedNs: 83e9,
    isStopping: false,
  }
}

function frameOf(known: Parameters<typeof progressIn>[0]): readonly string[] {
  return liveFrame(stateOf(known), screen)
}
