/**
 * The axis of pictures over the scenario's time, which runs from milliseconds
 * to days: round times of a clock rather than round numbers.
 *
 * @module
 */
import { describeDuration } from '../../units/quantity.ts'
import { durationLabel, logAxis } from './chart.ts'

/** `1 min to 2 min`, and `up to 1 min` from where the clock begins. */
export function describeSpan(fromNs: number, toNs: number): string {
  const end = describeDuration(toNs)
  return fromNs === 0 ? `up to ${end}` : `${describeDuration(fromNs)} to ${end}`
}

/** A horizontal encoding without its field, from 0 to `endNs`. */
export function clockAxis(endNs: number, isNarrow: boolean) {
  return {
    type: 'quantitative' as const,
    title: 'time on the scenario’s clock',
    scale: { domain: [0, endNs], nice: false },
    axis: { values: clockTicks(endNs, isNarrow ? 4 : 9), labelExpr: clockLabel, grid: false },
  }
}

/** A vega expression that labels `datum.value` nanoseconds as a clock would, `15 min`. */
export const clockLabel = [
  'datum.value == 0 ? "0" :',
  'datum.value >= 86400e9 ? format(datum.value / 86400e9, "~g") + " d" :',
  'datum.value >= 3600e9 ? format(datum.value / 3600e9, "~g") + " h" :',
  `datum.value >= 60e9 ? format(datum.value / 60e9, "~g") + " min" : ${durationLabel}`,
].join(' ')

/** Times on the clock that people name, from `low` to `high`, both above 0, for a logarithmic axis. */
export function clockLogTicks(low: number, high: number): number[] {
  const seconds =
    high / low > 200
      ? [1, 10, 60, 600, 3600, 86_400, 10 * 86_400, 100 * 86_400]
      : [
          1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 3600, 7200, 18_000, 43_200, 86_400, 172_800, 432_000,
          864_000,
        ]
  return [
    ...logAxis(low, high).ticks.filter((tick) => tick < 1e9),
    ...seconds.map((time) => time * 1e9),
  ].filter((tick) => tick >= low && tick <= high)
}

/** Round times on the clock from 0 to `endNs`, at most `count` steps. */
export function clockTicks(endNs: number, count: number): number[] {
  const decimal = [1, 1e3, 1e6].flatMap((unit) =>
    [1, 2, 5, 10, 20, 50, 100, 200, 500].map((factor) => unit * factor),
  )
  const clock = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400]
  const calendar = [2, 5, 10, 20, 50, 100].map((days) => days * 86_400)
  const steps = [...decimal, ...[...clock, ...calendar].map((time) => time * 1e9)]
  const step = steps.find((candidate) => endNs / candidate <= count) ?? endNs
  return Array.from({ length: Math.floor(endNs / step) + 1 }, (_, index) => index * step)
}
