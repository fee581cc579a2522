/**
 * Workers that measure cells one after another while the live view above them
 * is drawn and not drawn in turns; run by `live-view-cost.ts` on a terminal.
 *
 *     node scripts/watched-workers.ts MINUTES FILE
 *
 * @module
 */
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

import { monotonicNow } from '../src/clock/monotonic.ts'
import { liveView } from '../src/cli/live/live-view.ts'
import { redrawnEveryMs } from '../src/cli/progress-options.ts'
import type { SegmentFigures } from '../src/measure/operation-recorder.ts'
import { randomStream, shuffle } from '../src/random.ts'
import { CellPool } from '../src/runner/cell-pool.ts'
import { ProgressMeter } from '../src/runner/progress-meter.ts'
import type { PlannedCell } from '../src/scenario/loaded.ts'
import { parseScenario } from '../src/scenario/load-scenario.ts'

export const ways = ['none', 'again', 'live'] as const
/** `again` is `none` by another name. */
export type Way = (typeof ways)[number]

export interface WatchedSpan {
  readonly index: number
  /** Each has one span of every way. */
  readonly round: number
  readonly way: Way
  /** What the main thread took of one core, in [0, 1]. */
  readonly cpuShare: number
}

/** One that began and ended within a span. */
export interface WatchedSegment {
  readonly span: number
  readonly cellId: string
  readonly fromNs: number
  readonly toNs: number
  readonly figures: SegmentFigures
}

export interface WatchedTime {
  readonly cells: number
  readonly spanSeconds: number
  readonly spans: readonly WatchedSpan[]
  readonly segments: readonly WatchedSegment[]
  /** Of each picture. */
  readonly drawNs: readonly number[]
}

const spanSeconds = 2
const cellCount = 60

/** Long enough for segments that hold some records beyond p99.9 and still fit into a span many times. */
const scenarioText = `name: watched
seed: 20170701
fleet: { frontEnds: 1, consumers: 1, principals: 1 }
load: { arrivals: poisson, rate: 20 /s, duration: 100 min }
records: { size: 1 KiB }
kms: { backend: simulated, latency: 10 ms }
sweep: { keyCache.ttl: [${Array.from({ length: cellCount }, (_, index) => `${5 + index} min`).join(', ')}] }
claims:
  - { id: put, statement: Sealing adds 0.2 ms or less, metric: put.overhead, statistic: p50, bound: <= 0.2 ms }
  - { id: get, statement: Opening adds 0.2 ms or less, metric: get.overhead, statistic: p50, bound: <= 0.2 ms }
`

class Watch {
  readonly spans: WatchedSpan[] = []
  readonly segments: WatchedSegment[] = []
  readonly drawNs: number[] = []
  readonly #ends = new Map<string, number>()
  #way: Way = 'none'
  #beganAt = Infinity

  draw(act: () => void): void {
    if (this.#way !== 'live') return
    const from = monotonicNow()
    act()
    this.drawNs.push(monotonicNow() - from)
  }

  segment(cellId: string, figures: SegmentFigures): void {
    const [name, toNs] = [`${cellId} ${figures.operation}`, monotonicNow()]
    const fromNs = this.#ends.get(name)
    this.#ends.set(name, toNs)
    if (fromNs === undefined || fromNs < this.#beganAt) return
    this.segments.push({ span: this.spans.length, cellId, fromNs, toNs, figures })
  }

  async span(way: Way, round: number): Promise<void> {
    this.#way = way
    this.#beganAt = monotonicNow()
    const before = process.threadCpuUsage()
    await pause(spanSeconds * 1000)
    const { user, system } = process.threadCpuUsage(before)
    const cpuShare = ((user + system) * 1000) / (monotonicNow() - this.#beganAt)
    this.#beganAt = Infinity
    this.spans.push({ index: this.spans.length, round, way, cpuShare })
  }
}

async function watchWorkers(minutes: number): Promise<WatchedTime> {
  const { cells, ...loaded } = parseScenario(scenarioText, 'watched.yaml')
  const workers = os.availableParallelism()
  await using pool = new CellPool({ workers })
  const watch = new Watch()
  const view = liveView(process.stderr, {
    title: loaded.scenario.name,
    isAscii: false,
    signal: new AbortController().signal,
    now: monotonicNow,
    repeat: (act) => {
      const timer = setInterval(() => watch.draw(act), redrawnEveryMs)
      return () => clearInterval(timer)
    },
  })
  const meter = new ProgressMeter({ ...loaded, cells }, [], { listener: view.show })
  const queue = [...cells]
  const lane = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift())
      await runWatched(cell, pool, meter, watch)
  }
  const lanes = Array.from({ length: workers }, lane)
  const random = randomStream(20170701, 'watched-workers')
  const endsAt = monotonicNow() + minutes * 60e9
  for (let round = 0; monotonicNow() < endsAt && queue.length > 0; round += 1)
    for (const way of shuffle([...ways], random)) await watch.span(way, round)
  queue.length = 0
  pool.stop()
  await Promise.all(lanes)
  view.end()
  const { spans, segments, drawNs } = watch
  return { cells: cells.length, spanSeconds, spans, segments, drawNs }
}

async function runWatched(
  cell: PlannedCell,
  pool: CellPool,
  meter: ProgressMeter,
  watch: Watch,
): Promise<void> {
  const { id } = cell
  meter.begin(id)
  const result = await pool.run(cell, '', {
    segment: (_, figures) => {
      if (figures === undefined) return
      watch.segment(id, figures)
      meter.segment(id, figures)
    },
    progress: (progress) => meter.update(id, progress),
    audit: () => undefined,
  })
  meter.finish(id, result)
}

if (import.meta.main) {
  const [minutes, file] = process.argv.slice(2)
  writeFileSync(file!, JSON.stringify(await watchWorkers(Number(minutes))))
}
