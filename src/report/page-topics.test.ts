import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { chartsOf } from './charts/registry.ts'
import { reportDataOf } from './data/report-data.ts'
import { byTopic, topicOf } from './page-topics.ts'
import { storedRun } from './run.fixture.ts'

describe('byTopic', () => {
  it('keeps every chart once, and has a topic for each that a run can have', () => {
    const { run, logOf } = storedRun({ recordsPerCell: 500 })
    const charts = chartsOf(reportDataOf(run, logOf)).filter(({ id }) => id !== 'claims')

    const topics = byTopic(charts.map((chart) => ({ chart })))

    const kept = topics.flatMap((topic) => topic.charts.map(({ chart }) => chart.id))
    assert.deepEqual(kept.toSorted(), charts.map(({ id }) => id).toSorted())
    assert.ok(topics.every(({ topic }) => topic.id !== 'topic-others'))
  })

  it('keeps a chart that fits no topic', () => {
    assert.equal(topicOf('unheard-of').title, 'More pictures')
    assert.deepEqual(
      byTopic([{ chart: { id: 'unheard-of' } }]).map(({ topic }) => topic.id),
      ['topic-others'],
    )
  })
})
