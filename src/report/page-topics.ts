/**
 * Puts pictures in an order that answers questions: each topic asks one, and
 * says where its figures stand in `run.json`.
 *
 * @module
 */
import type { Chart } from './charts/chart.ts'

export interface Topic {
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  /** One sentence on what its pictures answer. */
  readonly lead: string
  /** Fields of `run.json`, and other files of the run. */
  readonly source: string
}

interface KnownTopic extends Topic {
  /** Ids of its charts. */
  readonly charts: RegExp
}

/** The first that fits has a chart. */
const topics: readonly KnownTopic[] = [
  {
    id: 'topic-latency',
    title: 'Latency',
    lead: 'How long a record takes in each arm, from the typical one to the slowest, and what sealing or opening adds.',
    source: 'cells[].put, cells[].get and the histograms beside this file',
    charts: /^(?:percentiles|delta|densit|differences|waiting|strategies|suites)/,
  },
  {
    id: 'topic-tail',
    title: 'What makes slow records slow',
    lead: 'Where the time of the slowest records went, by cause and over time.',
    source: 'cells[].tail, cells[].segmentEnds and the histograms beside this file',
    charts: /^(?:tail|latency-over-time)/,
  },
  {
    id: 'topic-sweep',
    title: 'Over the sweep',
    lead: 'What changes from cell to cell as the swept parameters change, and which cells no other one beats.',
    source: 'cells[].params, cells[].put.overhead, cells[].kms and crossings',
    charts: /^(?:sweep|trade-off|crossover)/,
  },
  {
    id: 'topic-kms',
    title: 'KMS, money and exposure',
    lead: 'How often KMS is asked and by whom, what that costs in a month, and what one leaked key gives away.',
    source: 'cells[].kms and cells[].exposure',
    charts: /^(?:kms|keys)/,
  },
  {
    id: 'topic-noise',
    title: 'Machine and noise',
    lead: 'What the figures would read if there were nothing to find, and so how small a difference they can show.',
    source: 'noiseFloor, cells[].put.noiseFloor, cells[].get.noiseFloor and calibration',
    charts: /^noise/,
  },
]

const others: Topic = {
  id: 'topic-others',
  title: 'More pictures',
  lead: 'What belongs to none of the topics above.',
  source: 'cells[]',
}

/** Topics that have charts, in the order of the page, each with its own in the order that they came in. */
export function byTopic<Of extends { readonly chart: Pick<Chart, 'id'> }>(
  charts: readonly Of[],
): readonly { readonly topic: Topic; readonly charts: readonly Of[] }[] {
  return [...topics, others]
    .map((topic) => ({ topic, charts: charts.filter(({ chart }) => topicOf(chart.id).id === topic.id) }))
    .filter(({ charts: own }) => own.length > 0)
}

export function topicOf(chartId: string): Topic {
  return topics.find(({ charts }) => charts.test(chartId)) ?? others
}
