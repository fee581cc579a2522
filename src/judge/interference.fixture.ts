/**
 * What a machine without neighbours does to a measurement: nothing.
 *
 * @module
 */
import type { Interference } from '../run-store/interference-format.ts'

export const noInterference: Interference = {
  elapsedNs: 10e9,
  stolenNs: 0,
  stealShare: 0,
  othersShare: 0,
  ownCores: 1,
  loadAverage1Min: 1,
  throttledPeriods: 0,
  throttledShare: 0,
  pressureShare: 0,
  majorFaults: 0,
  involuntarySwitches: 0,
}
