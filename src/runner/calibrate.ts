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
import { nanoseconds } from '../units/units.ts'
import type { OfferedCall, Workload } from '../workload/workload.ts'
import { armNames, type Arm, type ArmName, type RecordSink } from './arm.ts'
import { PutBlock } from './put-block.ts'
import { PutStage } from './put-stage.ts'

const rounds = 21
const perRound = 2000

/** Takes the median of several rounds of each, so that one interruption does not count. */
export async function calibrate(): Promise<Calibration> {
  return {
    timerNs: await medianNsPer(perRound * 5, timerRound),
    recorderNs: await medianNsPer(perRound * 5, recorderRound()),
    nullRecordNs: await medianNsPer(perRound * armNames.length, nullRound()),
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
  return times.toSorted((a, b) => a - b)[rounds >> 1]!
}

let seen = 0

function timerRound(): void {
  for (let index = 0; index < perRound * 5; index += 1) seen = monotonicNow()
}

function recorderRound(): () => void {
  const histogram = new Histogram()
  return () => {
    for (let index = 0; index < perRound * 5; index += 1) histogram.record(5000 + (index & 1023) + (seen & 1))
  }
}

/** Blocks of records through three null arms, recorded as those of a real cell are. */
function nullRound(): () => Promise<void> {
  const clock = new VirtualClock()
  const stage = new PutStage(clock, nothingOffered, () => undefined)
  const recorder = new OperationRecorder('put', Infinity, () => undefined)
  const arms = armNames.map((name) => nullArm(name, clock))
  const calls = Array.from({ length: 50 }, (_, ordinal) => nullCall(ordinal))
  return async () => {
    for (let records = 0; records < perRound; records += calls.length) {
      const block = new PutBlock(calls, recorder)
      const startedAt = monotonicNow()
      for (const arm of arms) await stage.putBlock(arm, block, startedAt)
      block.close()
    }
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
