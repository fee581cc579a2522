/**
 * Measures one way to seal in a process of its own, since what one way leaves
 * behind would be collected in the time of another.
 *
 * `node bench/envelope/tail-process.ts VARIANT SIZE RECORDS` prints a
 * {@link TailSample} as JSON.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { constants, PerformanceObserver, type PerformanceNodeEntry } from 'node:perf_hooks'
import { setImmediate as turnOfEventLoop, setTimeout as timeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

import { quantileOf } from '../timing.ts'
import type { SealOnce } from './tail-paths.ts'
import { makeSeal, variants, type Collector, type Variant } from './tail-variants.ts'

/** Of one process. Times are ns a record. */
export interface TailSample {
  readonly p50Ns: number
  readonly p99Ns: number
  readonly p999Ns: number
  readonly p9999Ns: number
  readonly maxNs: number
  /** Of everything between first and last record, by the number of records: what no quantile may hide. */
  readonly elapsedNsPerRecord: number
  readonly scavenges: number
  readonly majorCollections: number
  /** All pauses of the collector in this thread. */
  readonly gcMs: number
  /** How often the system took the processor away: many on a machine that does other things besides. */
  readonly preemptions: number
  /** How often a thread of the process waited for another, such as for a lock of the allocator. */
  readonly waits: number
}

interface Task {
  readonly variant: string
  readonly size: number
  readonly records: number
}

const warmUpRecords = 30_000
const { NODE_PERFORMANCE_GC_MINOR: minor, NODE_PERFORMANCE_GC_MAJOR: major } = constants

if (!isMainThread) parentPort!.postMessage(await measure(workerData as Task))
else if (import.meta.main) {
  const [variant, size, records] = process.argv.slice(2)
  const sample = await sampleOf({ variant: variant!, size: Number(size), records: Number(records) })
  process.stdout.write(JSON.stringify(sample))
}

/** In this thread, or in a worker where the variant wants one. */
async function sampleOf(task: Task): Promise<TailSample> {
  const { workerYoungMb } = variantNamed(task.variant).collector
  if (workerYoungMb === undefined) return measure(task)
  const resourceLimits = workerYoungMb === 0 ? {} : { maxYoungGenerationSizeMb: workerYoungMb }
  const worker = new Worker(import.meta.filename, { workerData: task, resourceLimits })
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
}

function variantNamed(name: string): Variant {
  const variant = variants.find((one) => one.name === name)
  assert(variant !== undefined, `there is no variant "${name}"`)
  return variant
}

async function measure({ variant: name, size, records }: Task): Promise<TailSample> {
  const variant = variantNamed(name)
  if (variant.collector.flagsAtRuntime !== undefined) setFlagsFromString(variant.collector.flagsAtRuntime)
  const seal = makeSeal(variant, size)
  await sealAll(seal, new Float64Array(warmUpRecords), variant.collector)

  const pauses: { readonly kind: number; readonly startTime: number; readonly duration: number }[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration, detail } of list.getEntries() as PerformanceNodeEntry[])
      pauses.push({ kind: (detail as { readonly kind: number }).kind, startTime, duration })
  })
  observer.observe({ entryTypes: ['gc'] })
  const times = new Float64Array(records)
  const before = process.resourceUsage()
  const startedAt = performance.now()
  await sealAll(seal, times, variant.collector)
  const endedAt = performance.now()
  const after = process.resourceUsage()
  // The observer is told after the fact.
  await timeout(20)
  observer.disconnect()

  const during = pauses.filter(({ startTime }) => startTime >= startedAt && startTime < endedAt)
  times.sort()
  return {
    p50Ns: quantileOf(times, 0.5),
    p99Ns: quantileOf(times, 0.99),
    p999Ns: quantileOf(times, 0.999),
    p9999Ns: quantileOf(times, 0.9999),
    maxNs: quantileOf(times, 1),
    elapsedNsPerRecord: ((endedAt - startedAt) * 1e6) / records,
    scavenges: during.filter(({ kind }) => kind === minor).length,
    majorCollections: during.filter(({ kind }) => kind === major).length,
    gcMs: during.reduce((total, { duration }) => total + duration, 0),
    preemptions: after.involuntaryContextSwitches - before.involuntaryContextSwitches,
    waits: after.voluntaryContextSwitches - before.voluntaryContextSwitches,
  }
}

/** Fills `times` with ns a record, in blocks, with what the variant does in between. */
async function sealAll(seal: SealOnce, times: Float64Array, collector: Collector): Promise<void> {
  const { between = 'turn of the event loop', blockRecords = 64, timer = 'performance.now' } = collector
  const timeBlock = timer === 'performance.now' ? timeByPerformance : timeByHrtime
  const collect = between === 'minor collection' ? minorCollection() : undefined
  for (let from = 0; from < times.length; from += blockRecords) {
    timeBlock(seal, times, from, Math.min(from + blockRecords, times.length))
    if (between === 'nothing') continue
    collect?.()
    await turnOfEventLoop()
  }
}

/** Leaves next to no garbage of its own. */
function timeByPerformance(seal: SealOnce, times: Float64Array, from: number, to: number): void {
  for (let index = from; index < to; index += 1) {
    const startedAt = performance.now()
    seal()
    times[index] = (performance.now() - startedAt) * 1e6
  }
}

/** Leaves a BigInt on the heap with every reading. */
function timeByHrtime(seal: SealOnce, times: Float64Array, from: number, to: number): void {
  for (let index = from; index < to; index += 1) {
    const startedAt = process.hrtime.bigint()
    seal()
    times[index] = Number(process.hrtime.bigint() - startedAt)
  }
}

function minorCollection(): () => void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void
  return () => collect({ type: 'minor' })
}
