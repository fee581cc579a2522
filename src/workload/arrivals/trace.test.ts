/**
 * Arrivals at the times of a trace.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { minutes, nanoseconds, type Nanoseconds } from '../../units/units.ts'
import type { LoadSpec } from '../workload-spec.ts'
import { arrivalsOf, create } from './arrivals.fixture.ts'

describe('createArrivals', () => {
  describe('trace', () => {
    it('replays the rows from the earliest one on, at the speed asked for', () => {
      using file = traceFile(['100', '100.5', '103', '102'])

      assert.deepEqual(arrivalsOf(traceLoad(file.path)), [0, 0.5e9, 2e9, 3e9])
      assert.deepEqual(arrivalsOf(traceLoad(file.path, { speed: 2 })), [0, 0.25e9, 1e9, 1.5e9])
      assert.deepEqual(arrivalsOf(traceLoad(file.path, { speed: 0.5 })), [0, 1e9, 4e9, 6e9])
      assert.equal(create(traceLoad(file.path)).expectedCalls, 4)
    })

    it('ends at the duration: a call arrives one ns before it and none at it', () => {
      using file = traceFile(['0', '1', '2'])

      assert.deepEqual(arrivalsOf(traceLoad(file.path, {}, nanoseconds(1e9))), [0])
      assert.deepEqual(arrivalsOf(traceLoad(file.path, {}, nanoseconds(1e9 + 1))), [0, 1e9])
      assert.equal(create(traceLoad(file.path, {}, nanoseconds(1e9))).expectedCalls, 1)
    })

    it('refuses to replay more than 104 days, unless it is faster or ends earlier', () => {
      using fits = traceFile(['0', days(104)])
      using overlong = traceFile(['0', days(1), days(105)])

      assert.equal(arrivalsOf(traceLoad(fits.path)).length, 2)
      assert.throws(() => create(traceLoad(overlong.path)), {
        code: 'ERR_INPUT_UNREADABLE',
        message: /105 days.*load\.trace\.speed/,
      })
      assert.equal(arrivalsOf(traceLoad(overlong.path, { speed: 2 })).length, 3)
      assert.equal(arrivalsOf(traceLoad(overlong.path, {}, minutes(2880))).length, 2)
    })
  })
})

function traceFile(times: readonly string[]): Disposable & { readonly path: string } {
  const folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
  const file = path.join(folder.path, 'trace.csv')
  writeFileSync(file, ['time', ...times].join('\n'))
  return { path: file, [Symbol.dispose]: () => folder.remove() }
}

function traceLoad(file: string, { speed = 1 } = {}, duration?: Nanoseconds): LoadSpec {
  return { arrivals: 'trace', trace: { file, time: 'time', speed }, duration }
}

/** As seconds, for a trace. */
function days(count: number): string {
  return `${count * 86_400}`
}
