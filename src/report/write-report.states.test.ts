import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { CellResult, Run } from '../run-store/run-format.ts'
import { storedRun } from './run.fixture.ts'
import { report } from './written-report.fixture.ts'

describe('writeReport in other states', () => {
  it('draws one cell without sweep or consumers', async () => {
    const { html, written } = await report(storedRun({ sweep: {}, hasConsumers: false, recordsPerCell: 500 }))

    const ids = written.charts.map((file) => path.basename(file, '.svg'))
    assert.ok(ids.includes('percentiles-put') && ids.includes('noise'))
    assert.ok(ids.every((id) => !/-get|by-cell|sweep/.test(id)))
    assert.doesNotMatch(html, /NaN|undefined|Infinity/)
  })

  it('draws bars over one swept parameter', async () => {
    const { html } = await report(
      storedRun({ sweep: { 'keyCache.ttl': ['0 s', '5 min'] }, recordsPerCell: 300 }),
    )

    assert.match(html, /What keyCache\.ttl costs/)
  })

  it('draws five hundred cells', async () => {
    const sweep = { 'put.batch': numbers(25), 'fleet.frontEnds': numbers(20) }
    const { html, summary, written } = await report(
      storedRun({ sweep, recordsPerCell: 30, hasConsumers: false }),
    )

    assert.ok(Buffer.byteLength(html) < 4e6, `${Buffer.byteLength(html)} B`)
    assert.match(summary, /450 of 500 are left out/)
    assert.ok(written.charts.some((file) => file.endsWith('sweep.svg')))
  })

  it('fixes the third swept parameter and says at what', async () => {
    const sweep = { 'put.batch': numbers(2), 'fleet.frontEnds': numbers(2), 'fleet.principals': numbers(2) }
    const { html } = await report(storedRun({ sweep, recordsPerCell: 100 }))

    assert.match(html, /of the others one value is shown: [\w.]+ is 1\./)
  })

  it('says that there are no claims, that a run was interrupted, and why cells are not valid', async () => {
    const { run, logOf } = storedRun({ recordsPerCell: 300 })
    const validities: CellResult['validity'][] = [
      { verdict: 'invalid', reasons: ['the generator saturated'] },
      { verdict: 'valid', reasons: [] },
      { verdict: 'interrupted', reasons: ['stopped before its load had ended'] },
      { verdict: 'failed', reasons: ['the worker died'] },
    ]
    const cells = validities.map((validity, index) => ({ ...run.cells[index]!, validity }))
    const interrupted: Run = {
      ...run,
      cells,
      claims: [],
      status: 'interrupted',
      verdict: 'none',
      exitCode: 130,
    }

    const { html, summary } = await report({ run: interrupted, logOf })

    for (const text of [html, summary]) {
      assert.match(text, /makes no claims/)
      assert.match(text, /interrupted after 2 of 10 cells/)
      assert.match(text, /the generator saturated/)
    }
  })

  it('has something to say when nothing was measured', async () => {
    const { run } = storedRun({ recordsPerCell: 0 })
    const nothing = await report({ run, logOf: () => new Map() })
    const none = await report({ run: { ...run, cells: [], claims: [] }, logOf: () => new Map() })

    assert.doesNotMatch(nothing.html, /NaN|undefined|Infinity/)
    assert.match(none.html, /No cell has been measured/)
    assert.match(none.html, /Nothing was measured that could be drawn/)
  })

  it('survives claims without estimate, with a bound of 0 and with negative intervals', async () => {
    const { run, logOf } = storedRun({ recordsPerCell: 300 })
    const [first] = run.claims
    assert.ok(first)
    const claims = [
      { ...first, estimate: null, ci95: null, verdict: 'invalid' as const },
      { ...first, bound: { text: '== 0', op: '==', value: 0 } },
      { ...first, estimate: -120, ci95: [-500, 260] as [number, number] },
    ]

    const { html } = await report({ run: { ...run, claims }, logOf })

    assert.match(html, /nothing measured/)
    assert.doesNotMatch(html, /NaN|undefined|Infinity/)
  })
})

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1))
}
