/**
 * What the harness itself costs: the timer, the recorder, and a record that
 * goes through everything and does nothing (the null arm). Reported beside the
 * results and never subtracted from them.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { Histogram } from '../measure/histogram.ts'
import { OperationRecorder } from '../measure/operation-recorder.ts'
import type { PutReceipt } from '../record-path/sealer.ts'
import { Stream } from '../record-path/stream.ts'
import type { Calibration } from '../run-store/run-format.ts'
import { medianOf } from '../statistics/trend.ts'
import { nanoseconds } from '../units/units.ts'
import type { OfferedCall, Workload } from '../workload/workload.ts'
import { armNames, type Arm, type ArmName, type RecordSink } from './arm.ts'
import { PutBlock } from './put-block.ts'
import { PutStage } from './put-stage.ts'

const rounds = 21
const perRound = 2000
/** Enough for steps of several lengths, and few enough for a timer that steps by the millisecond. */
const stepsWatched = 500

/** Takes the median of several rounds of each, so that one interruption does not count. */
export async function calibrate(): Promise<Calibration> {
  using nothing = new NullArms()
  return {
    timerNs: await medianNsPer(perRound * 5, timerRound),
    timerResolutionNs: timerResolution(),
    recorderNs: await medianNsPer(perRound * 5, recorderRound()),
    nullRecordNs: await medianNsPer(perRound * armNames.length, () => nothing.round()),
    nullServiceNs: nothing.serviceNs,
  }
}

async function medianNsPer(operations: number, round: () => void | Promise<void>): Promise<number> {
  const times: number[] = []
  // The first rounds compile.
  for (let index = -5; index < rounds; index += 1) {
    const startedAt = monotonicNow()
    await round()
    if (index >= 0) times.push((monotonicNow() - startedAt) / operations)
  }
  return medianOf(times)
}

let seen = 0

function timerRound(): void {
  for (let index = 0; index < perRound * 5; index += 1) seen = monotonicNow()
}

/**
 * The least by which two times can differ: the smallest step between readings
 * in a row, or the smallest difference of two such steps, as a timer may be
 * finer than a reading takes.
 *
 * @param now the timer; gives ns
 */
export function timerResolution(now: () => number = monotonicNow): number {
  const steps = new Set<number>([0])
  let before = now()
  for (let watched = 0; watched < stepsWatched;) {
    const after = now()
    if (after > before) watched += 1
    steps.add(after - before)
    before = after
  }
  const ascending = [...steps].toSorted((one, other) => one - other)
  return Math.min(...ascending.slice(1).map((step, index) => step - ascending[index]!))
}

function recorderRound(): () => void {
  const histogram = new Histogram()
  return () => {
    for (let index = 0; index < perRound * 5; index += 1) histogram.record(5000 + (index & 1023) + (seen & 1))
  }
}

/** Blocks of records through three null arms, recorded as those of a real cell are. */
class NullArms implements Disposable {
  readonly #stage: PutStage
  readonly #recorder = new OperationRecorder('put', Infinity, () => undefined)
  readonly #arms: readonly Arm[]
  readonly #calls = Array.from({ length: 50 }, (_, ordinal) => nullCall(ordinal))

  constructor() {
    const clock = new VirtualClock()
    this.#stage = new PutStage(clock, nothingOffered, () => undefined)
    this.#arms = armNames.map((name) => nullArm(name, clock))
  }

  async round(): Promise<void> {
    for (let records = 0; records < perRound; records += this.#calls.length) {
      const block = new PutBlock(this.#calls, this.#recorder)
      const startedAt = monotonicNow()
      for (const arm of this.#arms) await this.#stage.putBlock(arm, block, startedAt)
      block.close()
    }
  }

  /** Median of what was measured of a record. */
  get serviceNs(): number {
    return this.#recorder.sealedQuantile(0.5)
  }

  [Symbol.dispose](): void {
    this.#recorder.destroy()
  }
}

function nullArm(name: ArmName, clock: VirtualClock): Arm {
  const receipt: PutReceipt = { shardId: '', sequenceNumber: '', encryptionType: 'NONE' }
  const sink: RecordSink = { putRecord: () => receipt, putRecords: () => undefined, dispose: () => undefined }
  const stream = new Stream({ name: 'null', clock })
  return { name, stream, frontEnds: [sink], consumers: [], isSerial: false, freeAt: new Float64Array(1) }
}

function nullCall(ordinal: number): OfferedCall {
  const records = [{ ordinal, partitionKey: 'null', payload: Buffer.alloc(0) }]
  return { arrivesAt: nanoseconds(0), frontEnd: 0, principal: 0, client: 0, records }
}

const nothingOffered: Workload = {
  expectedRecords: 0,
  finished: true,
  span: nanoseconds(0),
  peek: () => undefined,
  next: () => nullCall(0),
  completed: () => undefined,
  hash: () => '',
}
