import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { perSecond, seconds } from '../units/units.ts'
import { createWorkload } from './create-workload.ts'
import type { OfferedCall } from './workload.ts'
import type { LoadSpec, RecordsSpec } from './workload-spec.ts'

describe('createWorkload over real data sets', () => {
  it('replays a week of earthquakes, newest first in the file, as they happened', () => {
    const file = dataSet('earthquakes.json')
    const features = parsed(file)['features'] as readonly Feature[]
    const inOrder = features.map((feature) => feature.properties.time).toSorted((left, right) => left - right)

    const { calls, expectedRecords } = offer(
      { arrivals: 'trace', trace: { file, time: 'time', speed: 1000 } },
      { source: { file, partitionKey: 'id', payload: 'whole-line' } },
    )

    assert.equal(expectedRecords, features.length)
    assert.deepEqual(
      calls.map((call) => call.arrivesAt),
      inOrder.map((time) => (time - inOrder[0]!) * 1000),
    )
    assert.deepEqual(
      calls.map((call) => call.records[0]!.partitionKey),
      features.map((feature) => feature.id),
    )
    assert.deepEqual(JSON.parse(String(calls[0]!.records[0]!.payload)), features[0])
  })

  it('takes nested and text fields of earthquakes', () => {
    const file = dataSet('earthquakes.json')
    const features = parsed(file)['features'] as readonly Feature[]

    const { calls } = offer(shortly, { source: { file, partitionKey: 'net', payload: 'title' } })

    assert.equal(String(calls[3]!.records[0]!.payload), features[3]!.properties.title)
  })

  it('replays three months of flights by their local dates', () => {
    const file = dataSet('flights-2k.json')

    const { calls } = offer(
      { arrivals: 'trace', trace: { file, time: 'date', speed: 1 } },
      { source: { file, partitionKey: 'origin', payload: 'whole-line' } },
    )

    assert.equal(calls.length, 2000)
    assert.equal(calls[0]!.arrivesAt, 0)
    assert.equal(calls[1]!.arrivesAt, (60 + 52) * 60e9, 'from 06:55 to 08:47')
  })

  it('goes round the airports of a CSV file', () => {
    const file = dataSet('flights-airport.csv')
    const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
    const load = { arrivals: 'constant', rate: perSecond(lines.length + 3), duration: seconds(1) } as const

    const { calls } = offer(load, { source: { file, partitionKey: 'origin', payload: 'whole-line' } })

    assert.deepEqual(
      calls.map((call) => String(call.records[0]!.payload)),
      [...lines, ...lines.slice(0, 3)],
    )
  })
})

interface Feature {
  readonly id: string
  readonly properties: { readonly time: number; readonly title: string }
}

const shortly: LoadSpec = { arrivals: 'constant', rate: perSecond(10), duration: seconds(1) }

function dataSet(name: string): string {
  return path.resolve(import.meta.dirname, '../../node_modules/vega-datasets/data', name)
}

function parsed(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
}

function offer(load: LoadSpec, records: RecordsSpec) {
  const workload = createWorkload({ seed: 1, frontEnds: 1, principals: 1, batch: 1, load, records })
  const calls: OfferedCall[] = []
  while (workload.peek() !== undefined) calls.push(workload.next())
  return { calls, expectedRecords: workload.expectedRecords }
}
