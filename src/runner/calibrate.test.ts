import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { calibrationSchema } from '../run-store/environment-format.ts'
import { calibrate, timerResolution } from './calibrate.ts'

describe('timerResolution', () => {
  it('is the smallest step of a coarse timer, however many readings stand between its steps', () => {
    let readings = 0

    const resolution = timerResolution(() => {
      readings += 1
      return Math.floor(readings / 300) * 1000
    })

    assert.equal(resolution, 1000)
  })

  it('is what the steps of a fine one differ by, as a single reading takes longer', () => {
    let now = 0
    let readings = 0

    const resolution = timerResolution(() => {
      readings += 1
      now += 60 + 10 * (readings % 3)
      return now
    })

    assert.equal(resolution, 10)
  })
})

describe('calibrate', () => {
  it('measures timer, recorder and a record that does nothing, of which only a part is timed', async () => {
    const calibration = await calibrate()

    assert.deepEqual(calibrationSchema.parse(calibration), calibration)
    for (const ns of Object.values(calibration)) assert(ns !== undefined && ns > 0 && ns < 1e9)
  })
})
