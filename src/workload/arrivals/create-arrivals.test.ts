import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../../random.ts'
import { minutes, nanoseconds, perSecond, seconds, type Nanoseconds } from '../../units/units.ts'
import type { LoadSpec } from '../workload-spec.ts'
import type { ArrivalProcess } from './arrival-process.ts'
import { createArrivals } from './create-arrivals.ts'

const seed = 20170701

describe('createArrivals', () => {
  describe('constant', () => {
    it('spaces calls equally from time 0 on', () => {
      const times = arrivalsOf({ arrivals: 'constant', rate: perSecond(4), duration: seconds(1) })

      assert.deepEqual(times, [0, 0.25e9, 0.5e9, 0.75e9])
    })

    it('brings exactly 36,000 calls at 10 /s in 1 h', () => {
      const load = { arrivals: 'constant', rate: perSecond(10), duration: minutes(60) } as const

      assert.equal(create(load).expectedCalls, 36_000)
      assert.equal(arrivalsOf(load).length, 36_000)
    })

    it('lets a call arrive one ns before the end and none at the end', () => {
      const load = { arrivals: 'constant', rate: perSecond(2) } as const

      assert.deepEqual(arrivalsOf({ ...load, duration: nanoseconds(0.5e9) }), [0])
      assert.deepEqual(arrivalsOf({ ...load, duration: nanoseconds(0.5e9 + 1) }), [0, 0.5e9])
    })

    it('makes calls rarer as batches grow', () => {
      const load = { arrivals: 'constant', rate: perSecond(10), duration: minutes(60) } as const

      assert.equal(arrivalsOf(load, { batch: 500 }).length, 72)
      assert.equal(arrivalsOf(load, { batch: 500 })[1], 50e9)
    })

    it('knows the number of its calls for any rate, duration and batch', () => {
      const rates = fc.double({ min: 1e-3, max: 1e6, noNaN: true })
      const property = fc.property(
        rates,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 300 }),
        (rate, batch, calls) => {
          const gap = (batch * 1e9) / rate
          for (const duration of [calls * gap, calls * gap + 1, calls * gap - 1].map(Math.round)) {
            if (duration < 1) continue
            const load = {
              arrivals: 'constant',
              rate: perSecond(rate),
              duration: nanoseconds(duration),
            } as const

            assert.equal(create(load, { batch }).expectedCalls, arrivalsOf(load, { batch }).length)
          }
        },
      )
      fc.assert(property, { seed })
    })

    it('does not drift in 30 days', () => {
      const load = { arrivals: 'constant', rate: perSecond(0.01), duration: minutes(30 * 1440) } as const

      const times = arrivalsOf(load)

      assert.equal(times.length, 25_920)
      assert.equal(times.at(-1), 25_919 * 100e9)
    })
  })

  describe('poisson', () => {
    it('has counts whose mean and variance are both rate x duration', () => {
      const load = { arrivals: 'poisson', rate: perSecond(50), duration: seconds(2) } as const
      const counts = Array.from({ length: 2000 }, (_, trial) => arrivalsOf(load, { seed: trial }).length)

      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
      const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
      assert.ok(Math.abs(mean - 100) < 4 * Math.sqrt(100 / 2000), `mean ${mean}`)
      assert.ok(Math.abs(variance - 100) < 15, `variance ${variance}`)
      assert.equal(create(load).expectedCalls, 100)
    })

    it('has exponential gaps', () => {
      const times = arrivalsOf({ arrivals: 'poisson', rate: perSecond(1000), duration: seconds(100) })

      const gaps = times.slice(1).map((time, index) => time - times[index]!)
      for (const share of [0.1, 0.5, 0.9, 0.99]) {
        const bound = -Math.log(1 - share) * 1e6
        const found = gaps.filter((gap) => gap <= bound).length / gaps.length
        assert.ok(Math.abs(found - share) < 0.007, `${found} of the gaps are up to quantile ${share}`)
      }
    })

    it('divides the call rate by the batch', () => {
      const load = { arrivals: 'poisson', rate: perSecond(1000), duration: seconds(100) } as const

      assert.equal(create(load, { batch: 50 }).expectedCalls, 2000)
      assert.ok(Math.abs(arrivalsOf(load, { batch: 50 }).length - 2000) < 4 * Math.sqrt(2000))
    })
  })

  describe('bursts', () => {
    const burst = { every: seconds(10), length: seconds(2) }

    it('arrive within the bursts only, at the mean rate over all', () => {
      const load = { arrivals: 'bursts', rate: perSecond(20), duration: seconds(1000), burst } as const

      const times = arrivalsOf(load)

      assert.ok(times.every((time) => time % 10e9 < 2e9))
      assert.ok(Math.abs(times.length - 20_000) < 4 * Math.sqrt(20_000), `${times.length} calls`)
      assert.equal(create(load).expectedCalls, 20_000)
      assert.equal(new Set(times.map((time) => Math.floor(time / 10e9))).size, 100)
    })

    it('are expected in full by a duration that ends in a pause and in part by one that ends in a burst', () => {
      const load = { arrivals: 'bursts', rate: perSecond(20), burst } as const

      assert.equal(create({ ...load, duration: seconds(15) }).expectedCalls, 400)
      assert.equal(create({ ...load, duration: seconds(11) }).expectedCalls, 300)
      assert.equal(create({ ...load, duration: seconds(12) }).expectedCalls, 400)
    })

    it('are plain Poisson when a burst lasts until the next', () => {
      const always = { every: seconds(10), length: seconds(10) }
      const load = { rate: perSecond(20), duration: seconds(100) }

      assert.deepEqual(
        arrivalsOf({ arrivals: 'bursts', ...load, burst: always }),
        arrivalsOf({ arrivals: 'poisson', ...load }),
      )
    })

    it('may be as short as 1 ns', () => {
      const short = { every: seconds(1), length: nanoseconds(1) }
      const times = arrivalsOf({
        arrivals: 'bursts',
        rate: perSecond(5),
        duration: seconds(100),
        burst: short,
      })

      assert.ok(times.length > 350 && times.every((time) => time % 1e9 === 0))
    })

    it('must end before the next begins', () => {
      const long = { every: seconds(1), length: nanoseconds(1e9 + 1) }

      assert.throws(
        () => create({ arrivals: 'bursts', rate: perSecond(5), duration: seconds(9), burst: long }),
        {
          code: 'ERR_ASSERTION',
        },
      )
    })
  })

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

  describe('closed', () => {
    const load = { arrivals: 'closed', clients: 3, thinkTime: seconds(1), duration: seconds(10) } as const

    it('starts with one call of every client and waits for completions', () => {
      const arrivals = create(load)

      assert.deepEqual([arrivals.take(), arrivals.take(), arrivals.take()], [0, 1, 2])
      assert.equal(arrivals.peek(), undefined)
      assert.equal(arrivals.finished, false)
      assert.equal(arrivals.expectedCalls, undefined)
    })

    it('lets a client call again thinkTime after its completion, the earliest first', () => {
      const arrivals = create(load)
      for (let call = 0; call < 3; call += 1) arrivals.take()

      arrivals.completed(1, seconds(5))
      arrivals.completed(2, seconds(3))
      arrivals.completed(0, seconds(3))

      assert.deepEqual(takeWithTime(arrivals), [4e9, 0])
      assert.deepEqual(takeWithTime(arrivals), [4e9, 2])
      assert.deepEqual(takeWithTime(arrivals), [6e9, 1])
    })

    it('calls one ns before the end and not at the end', () => {
      const atEnd = create({ ...load, clients: 1 })
      const before = create({ ...load, clients: 1 })
      atEnd.take()
      before.take()

      atEnd.completed(0, seconds(9))
      before.completed(0, nanoseconds(9e9 - 1))

      assert.equal(atEnd.peek(), undefined)
      assert.equal(atEnd.finished, true)
      assert.equal(before.peek(), 10e9 - 1)
      assert.equal(before.finished, false)
    })

    it('never goes back in time when completions are told late', () => {
      const arrivals = create({ ...load, clients: 2 })
      arrivals.take()
      arrivals.take()
      arrivals.completed(0, seconds(5))
      assert.deepEqual(takeWithTime(arrivals), [6e9, 0])

      arrivals.completed(1, seconds(2))

      assert.deepEqual(takeWithTime(arrivals), [6e9, 1])
    })

    it('refuses the completion of a call that is not in flight', () => {
      const arrivals = create(load)
      arrivals.take()
      arrivals.completed(0, seconds(1))

      assert.throws(() => arrivals.completed(0, seconds(1)), { code: 'ERR_ASSERTION' })
      assert.throws(() => arrivals.completed(2, seconds(1)), { code: 'ERR_ASSERTION' })
    })

    it('keeps at most one call of each client in flight and all times in order, whatever completes when', () => {
      const property = fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat({ max: 2_000_000_000 }), { minLength: 1, maxLength: 20 }),
        (clients, services) => {
          const arrivals = create({ ...load, clients })
          const inFlight = new Map<number, number>()
          let last = 0
          for (let step = 0; !arrivals.finished; step += 1) {
            const time = arrivals.peek()
            const [firstDone] = [...inFlight].toSorted((left, right) => left[1] - right[1])
            if (time !== undefined && (firstDone === undefined || time <= firstDone[1])) {
              assert.ok(time >= last && time < 10e9)
              last = time
              const client = arrivals.take()
              assert.ok(!inFlight.has(client))
              inFlight.set(client, time + services[step % services.length]!)
            } else if (firstDone !== undefined) {
              inFlight.delete(firstDone[0])
              arrivals.completed(firstDone[0], nanoseconds(firstDone[1]))
            }
          }
          assert.equal(inFlight.size, 0)
        },
      )
      fc.assert(property, { seed })
    })
  })

  it('gives whole, non-decreasing times before the end, whatever the open load', () => {
    const property = fc.property(openLoads, fc.nat(), fc.integer({ min: 1, max: 50 }), (load, any, batch) => {
      const times = arrivalsOf(load, { seed: any, batch })

      let last = 0
      for (const time of times) {
        assert.ok(Number.isInteger(time) && time >= last && time < load.duration!)
        last = time
      }
    })
    fc.assert(property, { seed })
  })
})

const openLoads: fc.Arbitrary<LoadSpec> = fc
  .record({
    arrivals: fc.constantFrom('constant' as const, 'poisson' as const, 'bursts' as const),
    rate: fc.double({ min: 0.01, max: 1000, noNaN: true }).map(perSecond),
    duration: fc.integer({ min: 1, max: 10e9 }).map(nanoseconds),
    every: fc.integer({ min: 1, max: 5e9 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ arrivals, rate, duration, every, share }) => {
    if (arrivals !== 'bursts') return { arrivals, rate, duration }
    const length = Math.max(1, Math.floor(every * share))
    return { arrivals, rate, duration, burst: { every: nanoseconds(every), length: nanoseconds(length) } }
  })

interface Options {
  readonly batch?: number
  readonly seed?: number
}

function create(load: LoadSpec, options: Options = {}): ArrivalProcess {
  return createArrivals(load, {
    batch: options.batch ?? 1,
    random: randomStream(options.seed ?? seed, 'test'),
  })
}

function arrivalsOf(load: LoadSpec, options: Options = {}): number[] {
  const arrivals = create(load, options)
  const times: number[] = []
  for (let time = arrivals.peek(); time !== undefined; time = arrivals.peek()) {
    assert.equal(arrivals.finished, false)
    times.push(time)
    assert.equal(arrivals.take(), 0)
  }
  assert.equal(arrivals.finished, true)
  return times
}

function takeWithTime(arrivals: ArrivalProcess): readonly [number | undefined, number] {
  return [arrivals.peek(), arrivals.take()]
}

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
