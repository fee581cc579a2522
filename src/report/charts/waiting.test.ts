import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { percentileGrid } from '../data/percentile-grid.ts'
import { reportDataOf } from '../data/report-data.ts'
import { firstView, type View } from '../data/view.ts'
import { storedRun } from '../run.fixture.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { waitingChart } from './waiting.ts'

const { run, logOf } = storedRun({ recordsPerCell: 20_000, sweep: {} })
const { detailOf } = reportDataOf(run, logOf)

describe('waitingChart', () => {
  it('describes a mark for each row of its data', async () => {
    for (const chart of chartsOf()) await assertMarksAreData(chart)
  })

  it('says what waiting adds, and that it adds nothing where it does not', () => {
    const [waits] = chartsOf()
    const [plain] = chartsOf({ arms: ['plain'] })

    assert.match(
      waits!.finding,
      /^In c01, waiting adds 1\.3 us at p99 already; response time is \S+ ms at p99\.9 of a sealed put, \S+ ms more than service time at the same percentile \(\S+ us\)\.$/,
    )
    assert.match(plain!.finding, /^In c01, a plain put waits for no other/)
  })

  it('says where waiting adds nothing to the slowest that people would read', () => {
    const close: typeof detailOf = (id) => {
      const { curves, ...others } = detailOf(id)
      const service = curves['put.sealed.serviceTime']!
      const values = service.values.map((ns, at) => (percentileGrid[at]! > 0.99 ? ns : 1.5 * ns))
      return { ...others, curves: { ...curves, 'put.sealed.responseTime': { ...service, values } } }
    }
    const [chart] = waitingChart(chartInput(run, { detailOf: close }))

    assert.match(
      chart!.finding,
      /^In c01, waiting adds \S+ us at p50, yet hardly anything to the slowest: response and service time are both (\S+ us) at p99\.9 of a sealed put\.$/,
    )
  })

  it('heeds operations and arms, and has nothing to say where neither arm is shown', () => {
    assert.deepEqual(
      chartsOf({ operations: ['get'] }).map(({ id }) => id),
      ['waiting-get'],
    )
    assert.deepEqual(chartsOf({ arms: ['overhead', 'delta'] }), [])
  })
})

function chartsOf(changes: Partial<View> = {}) {
  return waitingChart(chartInput(run, { view: { ...firstView, ...changes }, detailOf }))
}
