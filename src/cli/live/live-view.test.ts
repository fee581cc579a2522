import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'

import { liveView } from './live-view.ts'
import { progressIn } from './progress.fixture.ts'

describe('liveView', () => {
  it('draws at its own times, whatever it is told', () => {
    const { view, tick, written } = setUp()
    written()

    for (let share = 0; share < 100; share += 1) view.show(progressIn({ share: share / 100 }))
    assert.equal(written(), '')

    tick()
    assert.match(written(), / 99 % /)
  })

  it('writes nothing where nothing has changed', () => {
    const { view, tick, written } = setUp()
    view.show(progressIn())
    tick()
    written()

    tick()

    assert.equal(written(), '')
  })

  it('goes on telling the time while nothing is heard', () => {
    const { tick, written, clock } = setUp()
    written()

    clock.ns = 65e9
    tick()

    assert.match(written(), /measures the harness {2}1:05/)
  })

  it('leaves nothing behind at its end, and ends once', () => {
    const { view, tick, written, stops } = setUp()
    view.show(progressIn())
    tick()
    written()

    view.end()
    const last = written()
    view.end()
    tick()

    assert.equal(stripVTControlCharacters(last), '')
    assert.ok(last.includes('\u001B[2K\u001B[1A'), 'lines are erased upwards')
    assert.equal(written(), '')
    assert.equal(stops(), 1)
  })

  it('draws anew for another width', () => {
    const { view, tick, written, stream } = setUp()
    view.show(progressIn())
    tick()
    written()

    Object.assign(stream, { columns: 40 })
    stream.emit('resize')

    const text = written()
    assert.ok(text.startsWith('\u001B['), 'what stands there goes first')
    assert.ok(
      stripVTControlCharacters(text)
        .split('\n')
        .every((line) => line.length < 40),
    )
  })
})

function setUp() {
  const output = new PassThrough({ encoding: 'utf8' })
  const stream = Object.assign(output, { columns: 120, rows: 40, isTTY: true, hasColors: () => false })
  const clock = { ns: 0 }
  const timer: { act?: (() => void) | undefined } = {}
  let stopped = 0
  const view = liveView(stream as unknown as NodeJS.WriteStream, {
    title: 'kinesis',
    isAscii: false,
    signal: new AbortController().signal,
    now: () => clock.ns,
    repeat: (again) => {
      timer.act = again
      return () => {
        stopped += 1
        timer.act = undefined
      }
    },
  })
  return {
    view,
    stream,
    clock,
    tick: () => timer.act?.(),
    stops: () => stopped,
    /** Since it was asked the last time. */
    written: () => (output.read() as string | null) ?? '',
  }
}
