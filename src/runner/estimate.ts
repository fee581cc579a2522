/**
 * What a cell will amount to, before it is run: records, KMS calls, time and
 * memory. Time is extrapolated from a pilot of a few hundred records.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { checkStrategy } from '../conformance/check-strategy.ts'
import { contestantNamed } from '../contestants/registry.ts'
import { usdPer30Days } from '../price-list/kms-use.ts'
import type { CallsByOperation } from '../run-store/run-format.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import type { PlannedCell } from '../scenario/loaded.ts'
import type { Scenario } from '../scenario/schema.ts'
import { describeWorkload } from '../workload/describe-workload.ts'
import { loadDuration } from './cell-world.ts'
import { predictCalls } from './oracle.ts'
import { warmUp } from './warm-up.ts'
import { workloadSpec } from './workload-spec.ts'

export interface CellEstimate {
  readonly id: string
  /** Null for a closed loop, which offers as much as is served. */
  readonly records: number | null
  readonly payloadBytes: number | null
  /** Null where no theory fits; `kmsReason` says why. */
  readonly kmsCalls: CallsByOperation | null
  readonly kmsReason: string
  /** What to change in the scenario, so that theory fits; null where it does. */
  readonly kmsChange: string | null
  /** A lower bound where no theory fits but the sealing side is known, and one Decrypt per EDK and consumer. */
  readonly kmsCallsAtLeast: CallsByOperation | null
  /** KMS requests and one customer key at the rate of `kmsCalls`, modelled; null where that is not known. */
  readonly usdPer30Days: number | null
  /** On the wall, on one worker, in ns; null where it depends on how fast the loop is, or where its suite is not here. */
  readonly timeNs: number | null
  /** Of one worker while it runs the cell, modelled. */
  readonly memoryBytes: number
}

const pilotRecords = 400
/** Large records take as long as many small ones. */
const pilotBytes = 64 * 2 ** 20
/** Some take milliseconds for a record. */
const contestantPilotRecords = 40
/** What one simulated KMS call costs this machine beside the records, in ns; modelled. */
const kmsCallNs = 30_000
/** Runtime, histograms and shard logs of a worker; modelled. */
const workerBytes = 90e6
const frontEndBytes = 3e3

/** Files that the scenario names are read. @throws {InputUnreadableError} */
export async function estimateCell(
  { id, scenario }: PlannedCell,
  pilot = new Pilot(),
): Promise<CellEstimate> {
  const { expectedRecords, expectedBytes, meanPayloadBytes } = describeWorkload(workloadSpec(scenario))
  const expected = predictCalls(scenario, 'quick')
  const kmsCalls = expected.method === 'none' ? null : expected.calls
  const calls = kmsCalls === null ? 0 : totalCalls(kmsCalls)
  const scenarioTimeNs = loadDuration(scenario)
  const { fleet, get, load } = scenario
  const unreadBytes = 'rate' in load ? load.rate * (get.pollInterval / 1e9) * meanPayloadBytes * 3 : 0
  return {
    id,
    records: expectedRecords ?? null,
    payloadBytes: expectedBytes ?? null,
    kmsCalls,
    kmsReason: expected.reason,
    kmsChange: expected.method === 'none' ? expected.change : null,
    kmsCallsAtLeast: expected.method === 'none' ? expected.callsAtLeast : null,
    usdPer30Days:
      kmsCalls === null || scenarioTimeNs === undefined ? null : usdPer30Days({ calls, scenarioTimeNs }),
    timeNs: await timeOf(scenario, expectedRecords, calls, pilot),
    memoryBytes: workerBytes + fleet.frontEnds * 3 * frontEndBytes + unreadBytes + 2 * meanPayloadBytes,
  }
}

async function timeOf(
  scenario: Scenario,
  records: number | undefined,
  calls: number,
  pilot: Pilot,
): Promise<number | null> {
  if (scenario.clock === 'real') return loadDuration(scenario) ?? null
  if (records === undefined) return null
  const nsPerRecord = await pilot.nsPerRecord(scenario)
  if (nsPerRecord === null) return null
  return (records + scenario.measure.warmUpRecords) * nsPerRecord + calls * kmsCallNs
}

/** ns a record, through all arms; null where what shall seal is not here, or not right. */
async function timePilot(scenario: Scenario): Promise<number | null> {
  if ((await checkStrategy(scenario.envelope.suite)).verdict !== 'conforms') return null
  const isContest = contestantNamed(scenario.envelope.suite) !== undefined
  const { meanPayloadBytes } = describeWorkload(workloadSpec(scenario))
  const most = isContest ? contestantPilotRecords : pilotRecords
  const warmUpRecords = Math.min(most, Math.ceil(pilotBytes / meanPayloadBytes))
  const short = { ...scenario, measure: { ...scenario.measure, warmUpRecords } }
  await warmUp(short)
  const startedAt = monotonicNow()
  const { records } = await warmUp(short)
  return (monotonicNow() - startedAt) / records
}

/** Times a few hundred records of a scenario through all arms; remembers alike ones. */
export class Pilot {
  readonly #known = new Map<string, number | null>()

  async nsPerRecord(scenario: Scenario): Promise<number | null> {
    const { records, put, envelope, fleet } = scenario
    const likeness = JSON.stringify([records, put, envelope, fleet.consumers > 0])
    let nsPerPair = this.#known.get(likeness)
    if (nsPerPair === undefined) {
      nsPerPair = await timePilot(scenario)
      this.#known.set(likeness, nsPerPair)
    }
    if (nsPerPair === null) return null
    // The pilot has at most one consumer; about half of its time goes into reading.
    return nsPerPair * (1 + Math.max(0, fleet.consumers - 1) / 2)
  }
}
