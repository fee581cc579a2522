import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { bootstrap, samplesBeyond } from './bootstrap.ts'
import { mean, mergeBuckets, quantile, type Buckets } from './buckets.ts'
import { coverageOf } from './coverage.fixture.ts'
import { noises, noisyRun, type Noise } from './noise.fixture.ts'
import { bucketsOf } from './samples.fixture.ts'

const coverage = { runs: 150, records: 2000, segments: 40, resamples: 200 }

describe('bootstrap', () => {
  it('estimates from all samples, each once', () => {
    const { treated, control } = setUp({ segments: 12, shift: 500 })

    const result = bootstrap({ treated, control, quantiles: [0.5, 0.9], seed: 1 })

    const [all, other] = [mergeBuckets(treated), mergeBuckets(control)]
    assert.equal(result.quantiles[0]!.estimate, quantile(all, 0.5) - quantile(other, 0.5))
    assert.equal(result.quantiles[1]!.estimate, quantile(all, 0.9) - quantile(other, 0.9))
    assert.ok(Math.abs(result.mean.estimate - (mean(all) - mean(other))) < 1e-6)
  })

  it('gives the same intervals for the same seed, and others for another', () => {
    const { treated, control } = setUp({ segments: 12 })
    const run = (seed: number) => bootstrap({ treated, control, quantiles: [0.5, 0.99], seed })

    assert.deepEqual(run(1), run(1))
    assert.notDeepEqual(run(1), run(2))
  })

  for (const [kind, noise] of Object.entries(noises(coverage.records))) {
    it(`covers the truth about 95 times in 100 in ${kind} noise, of one arm and of a difference`, () => {
      const { rates } = coverageOf({ ...coverage, noise })

      // Three standard deviations of a binomial share of 95 %, and the point that few samples may cost.
      const least = 0.95 - 3 * Math.sqrt((0.95 * 0.05) / coverage.runs) - 0.01
      for (const { statistic, subject, covered } of rates)
        if (covered !== null) assert.ok(covered >= least, `${statistic} of ${subject} covered in ${covered}`)
    })
  }

  it('cancels what hits both arms alike', () => {
    const drift = Array.from({ length: 24 }, (_, index) => 10_000 * Math.sin(index / 3))
    const segmentsAt = (offset: number) =>
      drift.map((shift) =>
        bucketsOf(Array.from({ length: 50 }, (_, index) => Math.round(shift) + offset + index)),
      )

    const paired = bootstrap({ treated: segmentsAt(700), control: segmentsAt(0), quantiles: [0.5], seed: 1 })
    const alone = bootstrap({ treated: segmentsAt(700), quantiles: [0.5], seed: 1 })

    assert.ok(widthOf(paired.mean.ci95!) < 1e-6)
    assert.ok(paired.quantiles[0]!.ci95!.every((end) => Math.abs(end - 700) < 1e-6))
    assert.ok(widthOf(alone.mean.ci95!) > 1000)
  })

  it('withholds the interval of a quantile with fewer effective samples beyond it than an end takes', () => {
    // Half of the segments are slow as one: what lies beyond p90 is a single event.
    const treated = Array.from({ length: 40 }, (_, segment) => {
      const level = segment >= 20 ? 1000 : 0
      return bucketsOf(Array.from({ length: 100 }, (_none, index) => level + index))
    })

    const { quantiles } = bootstrap({ treated, quantiles: [0.9, 0.5], seed: 1 })

    assert.ok(quantiles[0]!.effectiveSamples! < 100)
    assert.equal(quantiles[0]!.ci95, null)
    assert.equal(quantiles[0]!.precision, null)
  })

  it('counts as many effective samples as there are where they are independent, and few where they drift', () => {
    const { white, drift } = noises(20_000)

    const independent = effectiveOf(white)

    assert.ok(independent > 5000 && independent <= 20_000, `${independent}`)
    assert.ok(effectiveOf(drift) < 2000)
  })

  it('withholds intervals below 8 segments', () => {
    assert.equal(intervalsOf(7).quantiles[0]!.ci95, null)
    assert.equal(intervalsOf(7).mean.ci95, null)
    assert.notEqual(intervalsOf(8).quantiles[0]!.ci95, null)
    assert.notEqual(intervalsOf(8).mean.ci95, null)
  })

  it('withholds the interval of a quantile with fewer than 20 samples beyond it, in either arm', () => {
    // 10 segments of 200 samples: 20 lie beyond p99.
    const { treated, control } = setUp({ segments: 10, perSegment: 200 })
    const short = control.with(0, bucketsOf([1]))
    const intervalAt = (q: number, other: readonly Buckets[]) =>
      bootstrap({ treated, control: other, quantiles: [q], seed: 1 }).quantiles[0]!.ci95

    assert.notEqual(intervalAt(0.99, control), null)
    assert.equal(intervalAt(0.9901, control), null)
    assert.equal(intervalAt(0.99, short), null)
    assert.equal(intervalAt(0.0099, control), null)
  })

  it('says how many times as many samples an interval takes', () => {
    // 10 segments of 200 samples: 2 of the 20 that are needed lie beyond p99.9.
    const { treated } = setUp({ segments: 10, perSegment: 200 })

    assert.ok(Math.abs(shortByOf(treated, 0.999) - 10) < 1e-6)
    assert.ok(shortByOf(treated, 0.5) <= 1)
    assert.equal(shortByOf(treated.slice(0, 4), 0.5), 2)
    assert.equal(shortByOf([], 0.5), Infinity)
  })

  it('holds the estimate inside the interval, for any samples', () => {
    const segment = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.array(segment, { minLength: 8, maxLength: 12 }), (lists) => {
        const { quantiles, mean: estimated } = bootstrap({
          treated: lists.map(bucketsOf),
          quantiles: [0.5],
          seed: 1,
          resamples: 20,
        })

        for (const { estimate, ci95 } of [...quantiles, estimated]) {
          if (ci95 !== null) assert.ok(contains(ci95, estimate))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('moves with the samples: adding a constant to one arm adds it to the interval', () => {
    const { treated, control } = setUp({ segments: 10 })
    const moved = treated.map(({ values, counts }) => ({ values: values.map((value) => value + 64), counts }))

    const before = bootstrap({ treated, control, quantiles: [0.5], seed: 1 }).quantiles[0]!
    const after = bootstrap({ treated: moved, control, quantiles: [0.5], seed: 1 }).quantiles[0]!

    assert.equal(after.estimate, before.estimate + 64)
    after.ci95!.forEach((end, side) => assert.ok(Math.abs(end - before.ci95![side]! - 64) < 1e-6))
  })

  it('takes an arm that was cut short, and arms without samples', () => {
    const { treated, control } = setUp({ segments: 10 })

    const short = bootstrap({ treated, control: control.slice(0, 9), quantiles: [0.5], seed: 1 })
    const nothing = bootstrap({ treated: [], control: [], quantiles: [0.5], seed: 1 })

    assert.notEqual(short.quantiles[0]!.ci95, null)
    assert.ok(Number.isNaN(nothing.quantiles[0]!.estimate))
    assert.equal(nothing.quantiles[0]!.ci95, null)
    assert.equal(nothing.mean.ci95, null)
  })

  it('joins neighbours where there are very many segments, and loses no sample', () => {
    const { treated } = setUp({ segments: 1000, perSegment: 5 })

    const { quantiles } = bootstrap({ treated, quantiles: [0.5], seed: 1, resamples: 50 })

    assert.equal(quantiles[0]!.estimate, quantile(mergeBuckets(treated), 0.5))
    assert.notEqual(quantiles[0]!.ci95, null)
  })
})

describe('samplesBeyond', () => {
  it('counts on the shorter side', () => {
    assert.equal(samplesBeyond(2000, 0.99), 20)
    assert.equal(samplesBeyond(1999, 0.99), 19)
    assert.equal(samplesBeyond(2000, 0.01), 20)
    assert.equal(samplesBeyond(100, 0.5), 50)
  })
})

function effectiveOf(noise: Noise): number {
  const { plain } = noisyRun({ noise, records: 20_000, segments: 40, seed: 5 })
  return bootstrap({ treated: plain, quantiles: [0.5], seed: 1 }).quantiles[0]!.effectiveSamples!
}

function shortByOf(treated: readonly Buckets[], q: number): number {
  return bootstrap({ treated, quantiles: [q], seed: 1 }).quantiles[0]!.shortBy
}

function intervalsOf(segments: number) {
  return bootstrap({ treated: setUp({ segments }).treated, quantiles: [0.5], seed: 1 })
}

function setUp({
  segments,
  shift = 0,
  perSegment = 200,
}: {
  segments: number
  shift?: number
  perSegment?: number
}) {
  const random = randomStream(7, 'samples')
  const segment = (offset: number) =>
    bucketsOf(
      Array.from({ length: perSegment }, () => offset + Math.round(1000 * Math.exp(0.5 * random.normal()))),
    )
  const arm = (offset: number) => Array.from({ length: segments }, () => segment(offset))
  return { treated: arm(shift), control: arm(0) }
}

function contains([low, high]: readonly [number, number], value: number): boolean {
  return low <= value && value <= high
}

function widthOf([low, high]: readonly [number, number]): number {
  return high - low
}
