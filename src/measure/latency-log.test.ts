import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { totalCount } from '../statistics/buckets.ts'
import { Histogram } from './histogram.ts'
import {
  joinLatencyLogs,
  latencyLogHeader,
  latencyLogLine,
  parseLatencyLog,
  type Sign,
} from './latency-log.ts'
import { operations, seriesKinds, type SeriesName } from './series.ts'

describe('a latency log', () => {
  it('brings every series back, by name and segment', () => {
    const names = operations.flatMap((operation) =>
      seriesKinds.map((kind): SeriesName => `${operation}.${kind}`),
    )
    const lines = names.flatMap((name, index) => [
      line(name, '', 0, [index]),
      line(name, '', 1, [index, index, 1000]),
    ])

    const log = parseLatencyLog(latencyLogHeader + lines.join(''), 'cell.hlog')

    assert.deepEqual([...log.keys()], names)
    for (const [index, name] of names.entries()) {
      const [first, second] = log.get(name)!
      assert.deepEqual(plain(first!), [[index, 1]])
      assert.deepEqual(plain(second!), [
        [index, 2],
        [1000, 1],
      ])
    }
  })

  it('brings negative differences, 0 and positive ones back as one distribution', () => {
    const text =
      line('put.delta.serviceTime', '+', 0, [0, 0, 5, 1500]) +
      line('put.delta.serviceTime', '-', 0, [1, 7, 7])

    const [buckets] = parseLatencyLog(text, 'cell.hlog').get('put.delta.serviceTime')!

    assert.deepEqual(plain(buckets!), [
      [-7, 2],
      [-1, 1],
      [0, 2],
      [5, 1],
      [1500, 1],
    ])
  })

  it('does so whichever sign comes first or alone', () => {
    const positive = line('get.delta.callTime', '+', 0, [3])
    const negative = line('get.delta.callTime', '-', 0, [2, 0])

    assert.deepEqual(deltasIn(negative + positive), deltasIn(positive + negative))
    assert.deepEqual(deltasIn(negative), [
      [-2, 1],
      [0, 1],
    ])
    assert.deepEqual(deltasIn(positive), [[3, 1]])
  })

  it('adds lines of one series and segment together', () => {
    const text = line('put.sealed.serviceTime', '', 0, [5, 9]) + line('put.sealed.serviceTime', '', 0, [1, 9])

    const [buckets] = parseLatencyLog(text, 'cell.hlog').get('put.sealed.serviceTime')!

    assert.deepEqual(plain(buckets!), [
      [1, 1],
      [5, 1],
      [9, 2],
    ])
  })

  it('has an empty segment where a series was not recorded in one', () => {
    const text =
      line('put.plain.serviceTime', '', 0, [1]) +
      line('put.plain.serviceTime', '', 1, [1]) +
      line('put.plain.callTime', '', 2, [1])

    const segments = parseLatencyLog(text, 'cell.hlog').get('put.plain.callTime')!

    assert.deepEqual(segments.map(totalCount), [0, 0, 1])
  })

  it('is empty where nothing was recorded', () => {
    assert.equal(parseLatencyLog('', 'cell.hlog').size, 0)
    assert.equal(parseLatencyLog(latencyLogHeader, 'cell.hlog').size, 0)
  })

  it('reads as the format that other tools read', () => {
    const text = line('put.sealed.serviceTime', '', 3, [1_500_000])

    assert.match(text, /^Tag=put\.sealed\.serviceTime,3\.000,1\.000,1\.500,[A-Za-z0-9+/=]+\n$/)
    assert.match(latencyLogHeader, /^#\[Histogram log format version 1\.3\]\n"StartTimestamp",/)
  })

  it('leaves out a last line that was cut off, wherever it was cut', () => {
    const whole = latencyLogHeader + line('put.sealed.serviceTime', '', 0, [5])
    const last = line('put.sealed.serviceTime', '', 1, [9])

    for (let length = 0; length < last.length; length += 1) {
      const segments = parseLatencyLog(whole + last.slice(0, length), 'cell.hlog').get(
        'put.sealed.serviceTime',
      )!
      assert.equal(segments.length, 1, `cut at ${length}`)
    }
    assert.equal(parseLatencyLog(whole + last, 'cell.hlog').get('put.sealed.serviceTime')!.length, 2)
  })

  it('is refused with the place of the damage and what to do', () => {
    const good = line('put.sealed.serviceTime', '', 0, [5])
    const damaged = [
      'nonsense\n',
      good.replace('put.sealed.serviceTime', 'put.unknown'),
      good.replace('Tag=', ''),
      good.replace(',0.000,', ',-1.000,'),
      good.replace(/,[^,]+\n$/, ',\n'),
      good.replace(/,[^,]+\n$/, ',AAAA\n'),
      good.replace(/(.{20})\n$/, '\n'),
      // Would otherwise become an array of a billion segments.
      good.replace(',0.000,', ',999999999.000,'),
    ]

    for (const text of damaged) {
      assert.throws(() => parseLatencyLog(latencyLogHeader + good + text, 'cell.hlog'), {
        code: 'ERR_RUN_UNREADABLE',
        message: /^cell\.hlog:4 .*damaged, run the cell again$/,
      })
    }
  })
})

describe('joinLatencyLogs', () => {
  const sealed = 'put.sealed.serviceTime'
  const delta = 'put.delta.serviceTime'

  it('puts the segments of each log behind those of the one before, series by series', () => {
    const one = line(sealed, '', 0, [1]) + line(delta, '+', 0, [5]) + line(sealed, '', 1, [2, 2])
    const other = line(sealed, '', 0, [3]) + line(delta, '-', 0, [7]) + line(delta, '+', 0, [8])

    const joined = joinedLog([one, other])

    assert.deepEqual(joined.get(sealed)!.map(plain), [[[1, 1]], [[2, 2]], [[3, 1]]])
    assert.deepEqual(joined.get(delta)!.map(plain), [
      [[5, 1]],
      [
        [-7, 1],
        [8, 1],
      ],
    ])
  })

  it('leaves room for a segment in which a series was not recorded', () => {
    const one = line(sealed, '', 0, [1]) + line(sealed, '', 1, [1]) + line(sealed, '', 2, [2])
    const other = line(sealed, '', 0, [3]) + line(sealed, '', 2, [4])

    assert.deepEqual(joinedLog([one, other]).get(sealed)!.map(totalCount), [1, 1, 1, 1, 0, 1])
  })

  it('is one log with one header, of one log what it was, and of none the header', () => {
    const one = latencyLogHeader + line(sealed, '', 0, [1]) + line(delta, '-', 0, [7])

    assert.equal(joinLatencyLogs([one]), one)
    assert.equal(joinLatencyLogs([one, '']), one)
    assert.equal(joinLatencyLogs([]), latencyLogHeader)
    assert.equal(joinLatencyLogs([one, one]).split('#[Histogram').length - 1, 1)
  })

  it('loses no time, however many logs there are', () => {
    const texts = [1, 2, 3, 4].map((value) => line(sealed, '', 0, [value]) + line(sealed, '', 1, [value]))
    const [nested, flat] = [
      joinLatencyLogs([joinLatencyLogs(texts.slice(0, 2)), ...texts.slice(2)]),
      joinLatencyLogs(texts),
    ]

    assert.equal(nested, flat)
    assert.equal(parseLatencyLog(flat, 'joined.hlog').get(sealed)!.length, 8)
  })
})

function joinedLog(texts: readonly string[]) {
  return parseLatencyLog(joinLatencyLogs(texts.map((text) => latencyLogHeader + text)), 'joined.hlog')
}

function line(series: SeriesName, sign: Sign, segment: number, values: readonly number[]): string {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  const text = latencyLogLine(series, sign, segment, histogram)
  histogram.destroy()
  return text
}

function deltasIn(text: string) {
  return plain(parseLatencyLog(text, 'cell.hlog').get('get.delta.callTime')![0]!)
}

function plain({ values, counts }: { readonly values: Float64Array; readonly counts: Float64Array }) {
  return Array.from(values, (value, index) => [value, counts[index]])
}
