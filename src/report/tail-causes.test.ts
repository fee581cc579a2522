import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { TailCause } from '../measure/tail/tail-cause.ts'
import type { TailBand, TailSeries } from '../run-store/tail-format.ts'
import { storedRun } from './run.fixture.ts'
import { focusCell } from './overview.ts'
import { describeTail, slowestTable, tailSentences, tailTable } from './tail-causes.ts'

const { run } = storedRun({ recordsPerCell: 400, sweep: {} })

describe('describeTail', () => {
  it('gives the causes beyond p99.9 from the most frequent, and those of the plain arm beside them', () => {
    const text = describeTail(
      {
        sealed: arm([
          {},
          { rotation: 60, 'garbage-collection': 20, unknown: 20 },
          { rotation: 1, unknown: 1 },
        ]),
        plain: arm([{}, { preempted: 99 }, { unknown: 1 }]),
      },
      'serviceTime',
    )

    assert.equal(
      text,
      'beyond p99.9 (2 us and more): 60 % rotation, 21 % unknown, 20 % garbage collection; ' +
        'of the plain arm (2 us and more): 99 % preempted, 1 % unknown',
    )
  })

  it('speaks of p99 where fewer than ten records are beyond p99.9, in both arms alike', () => {
    const sealed = arm([{ unknown: 91 }, { rotation: 8 }, { rotation: 1 }])
    const plain = arm([{ unknown: 100 }, { preempted: 50 }, { preempted: 50 }])

    assert.equal(
      describeTail({ sealed, plain }, 'responseTime'),
      'beyond p99 (1 us and more): 91 % unknown, 9 % rotation; ' +
        'of the plain arm (1 us and more): 50 % preempted, 50 % unknown',
    )
    const ten = arm([{ unknown: 91 }, { rotation: 8 }, { rotation: 2 }])
    assert.match(
      describeTail({ sealed: ten, plain }, 'responseTime'),
      /^beyond p99\.9 .*: 10 of 10 rotation; /,
    )
  })

  for (const [unknown, shown] of [
    [29, '70 of 99 rotation, 29 of 99 unknown'],
    [30, '70 % rotation, 30 % unknown'],
  ] as const)
    it(`says ${shown} of a band of ${70 + unknown} records: a percentage from 100`, () => {
      const tail = arm([{}, { rotation: 70, unknown }, {}])

      assert.match(
        describeTail({ sealed: tail, plain: tail }, 'serviceTime'),
        new RegExp(`^beyond p99\\.9 \\(2 us and more\\): ${shown}; `),
      )
    })

  it('names four causes, sums up the others, and rounds nothing to zero', () => {
    const causes = {
      rotation: 500,
      queueing: 300,
      unknown: 150,
      preempted: 44,
      'kms-miss': 5,
      'first-use': 1,
    }

    const text = describeTail({ sealed: arm([{}, causes, {}]), plain: arm([{}, {}, {}]) }, 'serviceTime')

    assert.equal(
      text,
      'beyond p99.9 (2 us and more): 50 % rotation, 30 % queueing, 15 % unknown, 4 % preempted, below 1 % other causes; ' +
        'of the plain arm (2 us and more): no record',
    )
  })
})

describe('tailSentences', () => {
  it('has one for each operation that was measured', () => {
    const sentences = tailSentences(run)

    assert.equal(sentences.length, 2)
    assert.match(
      sentences[0]!,
      /^put tail beyond p99 \([^)]+ and more\): \d+ of \d+ .*; of the plain arm .*\.$/,
    )
    assert.match(sentences[1]!, /^get tail beyond/)
  })

  it('says which cell it speaks of where there are several', () => {
    const { run: swept } = storedRun({ recordsPerCell: 400 })

    assert.match(tailSentences(swept)[0]!, /^c05 .*: put tail beyond/)
  })

  it('has none for runs of before, which do not tell', () => {
    const cells = structuredClone(run.cells)
    for (const cell of cells) delete cell.tail

    assert.deepEqual(tailSentences({ ...run, cells }), [])
  })
})

describe('tailTable', () => {
  it('has a row for each band, arm and time, and a column for each cause that any has', () => {
    const tails = { sealed: arm([{ rotation: 3 }, { unknown: 1 }, {}]), plain: arm([{ unknown: 4 }, {}, {}]) }

    const { columns, rows } = tailTable(tails)

    assert.deepEqual(
      columns.map(({ label }) => label),
      ['time', 'arm', 'percentiles', 'above', 'up to', 'records', 'rotation', 'unknown'],
    )
    assert.equal(rows.length, 2 * 2 * 3)
    assert.deepEqual(rows[3], ['service time', 'sealed', 'p99 to p99.9', '1 us', '2 us', '3', '3', '–'])
    assert.deepEqual(rows[5], ['service time', 'sealed', 'beyond p99.99', '3 us', '4 us', '0', '–', '–'])
  })
})

describe('slowestTable', () => {
  it('has the slowest sealed records of each operation, with what happened to them', () => {
    const { rows } = slowestTable(run, 1)!

    assert.equal(rows.length, 2)
    assert.deepEqual(rows[0]!.toSpliced(5, 1), [
      focusCell(run)!.id,
      'put',
      '5.01 min',
      '1',
      '4,711',
      'rotation',
      'waited 12 ms for new key material',
    ])
  })

  it('has one row for records that arrived together and were slow for the same cause', () => {
    const cells = structuredClone(run.cells)
    const { slowest } = cells.find(({ id }) => id === focusCell(run)!.id)!.tail!.put!.sealed.responseTime
    const first = slowest[0]!
    slowest.splice(
      0,
      Infinity,
      first,
      { ...first, ordinal: first.ordinal + 1, ns: first.ns - 1 },
      { ...first, ordinal: first.ordinal + 2, cause: 'queueing' },
      { ...first, ordinal: first.ordinal + 3, arrivedAtNs: first.arrivedAtNs + 60e9 },
    )

    const puts = slowestTable({ ...run, cells }, 3)!.rows.filter((row) => row[1] === 'put')

    assert.deepEqual(
      puts.map((row) => row.slice(2, 5)),
      [
        ['5.01 min', '2', '4,711'],
        ['5.01 min', '1', '4,713'],
        ['6.01 min', '1', '4,714'],
      ],
    )
  })

  it('is none where no tail was looked at', () => {
    const cells = structuredClone(run.cells)
    for (const cell of cells) delete cell.tail

    assert.equal(slowestTable({ ...run, cells }, 1), undefined)
  })
})

type Counts = Partial<Record<TailCause, number>>

/** Both times alike; the bands begin at 1, 2 and 3 us. */
function arm(bands: readonly [Counts, Counts, Counts]) {
  const edges = [0.99, 0.999, 0.9999, 1]
  const series: TailSeries = {
    thresholdNs: 500,
    unseen: 0,
    slowest: [],
    bands: bands.map((counts, index): TailBand => {
      const entries = Object.entries(counts)
      return {
        from: edges[index]!,
        to: edges[index + 1]!,
        fromNs: (index + 1) * 1000,
        toNs: (index + 2) * 1000,
        count: entries.reduce((sum, [, count]) => sum + count, 0),
        byCause: Object.fromEntries(entries.map(([cause, count]) => [cause, { count, sumNs: count }])),
      }
    }),
  }
  return { serviceTime: series, responseTime: series }
}
