/**
 * Question: how late does the real clock let calls begin that are due every millisecond, and every tenth of one?
 *
 * Nothing is done between calls, so that what is late is the clock's own
 * doing, and that of whatever else the machine does.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { RealClock } from '../../src/clock/real-clock.ts'
import { randomStream } from '../../src/random.ts'
import { perSecond, seconds } from '../../src/units/units.ts'
import { createArrivals } from '../../src/workload/arrivals/create-arrivals.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { timingOf, type Timing } from '../timing.ts'

const options = benchOptions(3)
const report = new BenchReport(
  import.meta.filename,
  'How late does the real clock let calls begin that are due every millisecond, and every tenth of one?',
  options,
)
const slow = await lateness(1000, options.rounds)
const fast = await lateness(10_000, options.rounds)
report.add('lateness of a call', [
  timing('1,000 a second', slow, slow),
  timing('10,000 a second', fast, slow),
])
report.write()

/** Of each call of a constant load that lasts `lasts` s, in ns. */
async function lateness(rate: number, lasts: number): Promise<number[]> {
  const load = { arrivals: 'constant', rate: perSecond(rate), duration: seconds(lasts) } as const
  const arrivals = createArrivals(load, { batch: 1, random: randomStream(1, 'pacing') })
  const clock = new RealClock()
  const late: number[] = []
  for (let time = arrivals.peek(); time !== undefined; time = arrivals.peek()) {
    if (clock.mustWait(time)) await clock.waitUntil(time)
    late.push(clock.now() - time)
    arrivals.take()
  }
  assert.equal(late.length, rate * lasts)
  assert(
    late.every((time) => time >= 0),
    'no call begins early',
  )
  return late
}

function timing(name: string, samples: readonly number[], baseline: readonly number[]): Timing {
  const ratio = timingOf(name, samples, { ratio: 1 }).p50Ns / timingOf(name, baseline, { ratio: 1 }).p50Ns
  return timingOf(name, samples, { ratio })
}
