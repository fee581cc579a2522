import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { OutputUnwritableError } from '../../errors.ts'
import { planSchema } from '../../planner/plan-document.ts'
import { wholePlan } from './arbitrary-plan.fixture.ts'
import { planChartIds, planCharts } from './plan-charts.ts'
import { planOf } from './plan.fixture.ts'
import { sweepOf } from './plans.fixture.ts'
import { writePlan } from './write-plan.ts'
import { drawnPage, places } from './written-plan.fixture.ts'

const names = ['plan-grid.csv', 'plan.csv', 'plan.html', 'plan.json', 'plan.md']

describe('writePlan', () => {
  it('writes page, Markdown, CSV, the plan and its pictures, and says where', async () => {
    using folder = places()

    const files = await writePlan(folder.at('new/place'), wholePlan())

    assert.deepEqual(planSchema.parse(JSON.parse(readFileSync(files.json, 'utf8'))), wholePlan())
    assert.deepEqual(
      folder.files('new/place'),
      [
        ...names,
        ...planCharts(wholePlan()).flatMap(({ id }) => [`charts/${id}.svg`, `charts/${id}-dark.svg`]),
      ].toSorted(),
    )
    for (const file of [files.html, files.markdown, files.csv, files.gridCsv, ...files.charts])
      assert.ok(readFileSync(file).length > 0)
  })

  it('writes the same files of the same plan, byte for byte', async () => {
    const [one, other] = [await drawnPage(sweepOf()), await drawnPage(sweepOf())]

    assert.equal(one, other)
  })

  it('writes all of them or none', async () => {
    using folder = places()
    writeFileSync(folder.at('plan.html'), 'old')
    // A folder cannot be replaced by a file.
    mkdirSync(folder.at('plan.json'))

    await assert.rejects(writePlan(folder.at(''), sweepOf()), OutputUnwritableError)

    assert.deepEqual(folder.files(''), ['plan.html'])
    assert.equal(readFileSync(folder.at('plan.html'), 'utf8'), 'old')
  })

  it('leaves no picture of the plan that was there before, and every file of another name', async () => {
    using folder = places()
    await writePlan(folder.at('p'), wholePlan())
    writeFileSync(folder.at('p/charts/mine.svg'), '')

    const { charts } = await writePlan(folder.at('p'), planOf())

    const left = folder.files('p').filter((name) => name.startsWith('charts/'))
    const own = charts
      .map((file) => path.basename(file, '.svg'))
      .flatMap((id) => [`charts/${id}.svg`, `charts/${id}-dark.svg`])
    assert.ok(charts.length < planChartIds.length)
    assert.deepEqual(left, [...own, 'charts/mine.svg'].toSorted())
  })

  it('says where it cannot write', async () => {
    using folder = places()
    writeFileSync(folder.at('file'), '')

    await assert.rejects(writePlan(folder.at('file/plan'), planOf()), OutputUnwritableError)
  })
})
