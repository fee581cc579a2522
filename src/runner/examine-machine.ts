/**
 * Looks at the machine for some seconds, through the same code that measures
 * cells: what it is, what the harness costs on it, and how far the same small
 * cell differs from itself, each time in a fresh worker thread.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { latencyLogHeader, parseLatencyLog } from '../measure/latency-log.ts'
import type { LatencyLog } from '../measure/series.ts'
import type { Interference } from '../run-store/interference-format.ts'
import type { Calibration, CellResult, Environment } from '../run-store/run-format.ts'
import { parseScenario } from '../scenario/load-scenario.ts'
import { CellPool } from './cell-pool.ts'
import { describeEnvironment } from './environment.ts'
import { interferenceBetween, readCounters } from './interference.ts'

export interface Examination {
  readonly environment: Environment
  readonly calibration: Calibration
  /** From the first repetition to the last. */
  readonly interference: Interference
  readonly repetitions: readonly Repetition[]
}

/** The small cell, once. */
export interface Repetition {
  readonly cell: CellResult
  readonly log: LatencyLog
}

export interface ExamineOptions {
  /** How long to look, in ns. A repetition that would last longer is not begun, but for the first few. */
  readonly forNs: number
  readonly signal?: AbortSignal | undefined
  readonly onRepetition?: (done: number) => void
}

/** Fewer say nothing of how far repetitions differ. */
export const repetitionsNeeded = 3

/** Records of one size, one key, all hits but the first: what differs is the machine. */
const smallScenario = `name: doctor
seed: 20170701
fleet: { frontEnds: 1, consumers: 1 }
load: { arrivals: constant, rate: 100 /s, duration: 40 s }
records: { size: 1 KiB }
`

export async function examineMachine(options: ExamineOptions): Promise<Examination> {
  const { forNs, signal, onRepetition } = options
  const environment = describeEnvironment(new Date())
  const before = readCounters()
  const startedAt = monotonicNow()
  let calibration: Calibration | undefined
  const repetitions: Repetition[] = []
  let longestNs = 0
  const isDone = (): boolean =>
    signal?.aborted === true ||
    (repetitions.length >= repetitionsNeeded && monotonicNow() - startedAt + longestNs > forNs)
  while (!isDone()) {
    const begunAt = monotonicNow()
    // A pool of its own for each: a thread that has run a cell has compiled it.
    await using pool = new CellPool({ workers: 1, calibration })
    calibration ??= await pool.calibrate()
    repetitions.push(await repeat(pool, signal))
    longestNs = Math.max(longestNs, monotonicNow() - begunAt)
    onRepetition?.(repetitions.length)
  }
  calibration ??= { timerNs: 0, recorderNs: 0, nullRecordNs: 0 }
  return { environment, calibration, interference: interferenceBetween(before, readCounters()), repetitions }
}

async function repeat(pool: CellPool, signal: AbortSignal | undefined): Promise<Repetition> {
  const [planned] = parseScenario(smallScenario, 'doctor.yaml').cells
  const lines = [latencyLogHeader]
  const stop = (): void => pool.stop()
  signal?.addEventListener('abort', stop, { once: true })
  const cell = await pool.run(planned!, 'doctor', {
    segment: (text) => void lines.push(text),
    progress: ignore,
    audit: ignore,
  })
  signal?.removeEventListener('abort', stop)
  return { cell, log: parseLatencyLog(lines.join(''), 'doctor') }
}

function ignore(): void {}
