import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deflateSync } from 'node:zlib'

import * as fc from 'fast-check'
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type JsHistogram,
} from 'hdr-histogram-js'

import { decodeHistogram } from './histogram.ts'

describe('decodeHistogram', () => {
  it('reads what the library reads, for any resolution', () => {
    const histograms = fc.record({
      numberOfSignificantValueDigits: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
      lowestDiscernibleValue: fc.constantFrom(1, 2, 1000, 1023),
      samples: fc.array(
        fc.record({ value: fc.nat({ max: 3_600_000_000_000 }), count: fc.integer({ min: 1, max: 2 ** 31 }) }),
        { maxLength: 50 },
      ),
    })

    fc.assert(
      fc.property(histograms, ({ samples, ...resolution }) => {
        const histogram = build({
          ...resolution,
          highestTrackableValue: 3_600_000_000_000,
          bitBucketSize: 64,
        })
        for (const { value, count } of samples) histogram.recordValueWithCount(value, count)
        const encoded = encodeIntoCompressedBase64(histogram)

        const { values, counts } = decodeHistogram(encoded)

        assert.deepEqual(
          Array.from(values, (value, index) => [value, counts[index]]),
          readByLibrary(encoded),
        )
      }),
      { seed: 20170701, numRuns: 60 },
    )
  })

  it('refuses every truncation and whatever else is no such histogram', () => {
    const histogram = build({ numberOfSignificantValueDigits: 3, highestTrackableValue: 1e9 })
    for (const value of [1, 5, 100_000]) histogram.recordValue(value)
    const encoded = encodeIntoCompressedBase64(histogram)
    const compressed = Buffer.from(encoded, 'base64')

    for (let length = 0; length < compressed.length; length += 1)
      assert.throws(() => decodeHistogram(compressed.toString('base64', 0, length)), `cut at ${length}`)
    for (const other of [[], [0, 0, 0], [...compressed, 0], Array.from({ length: 100 }, () => 0)])
      assert.throws(() => decodeHistogram(Buffer.from(other).toString('base64')))
    for (const [at, value] of [
      [0, 0],
      [4, 99],
      [12, 9],
    ] as const)
      assert.throws(() => decodeHistogram(headed(at, value)), /^Error: the histogram /)
  })

  it('refuses a payload that ends within a number', () => {
    assert.throws(() => decodeHistogram(wrapped(payload([0x80]))), /ends within a number/)
  })

  it('refuses what would inflate without end', () => {
    assert.throws(() => decodeHistogram(wrapped(Buffer.alloc(2 ** 25))), { code: 'ERR_BUFFER_TOO_LARGE' })
  })
})

function readByLibrary(encoded: string): [number, number][] {
  const histogram = decodeFromCompressedBase64(encoded, 64, false) as JsHistogram
  const read: [number, number][] = []
  const { recordedValuesIterator } = histogram
  recordedValuesIterator.reset()
  while (recordedValuesIterator.hasNext()) {
    const step = recordedValuesIterator.next()
    read.push([histogram.medianEquivalentValue(step.valueIteratedTo), step.countAddedInThisIterationStep])
  }
  return read
}

/** A histogram with one sample of value 0 whose header says `value` at `at`. */
function headed(at: number, value: number): string {
  const bytes = payload([2])
  bytes.writeUInt32BE(value, at)
  return wrapped(bytes)
}

function payload(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(40 + numbers.length)
  bytes.writeUInt32BE(0x1c849313, 0)
  bytes.writeUInt32BE(numbers.length, 4)
  bytes.writeUInt32BE(3, 12)
  bytes.writeBigUInt64BE(1n, 16)
  bytes.set(numbers, 40)
  return bytes
}

function wrapped(bytes: Buffer): string {
  const deflated = deflateSync(bytes)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(0x1c849314, 0)
  header.writeUInt32BE(deflated.length, 4)
  return Buffer.concat([header, deflated]).toString('base64')
}
