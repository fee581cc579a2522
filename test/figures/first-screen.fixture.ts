/**
 * What stands outside of tables and pictures of a page of a run, as it should
 * be: verdict, claims, how to have it again, and how the machine was measured.
 *
 * @module
 */
import type { ClaimResult, Run } from '../../src/run-store/run-format.ts'
import { claimTexts } from './pictures.fixture.ts'
import { estimate, size, time } from './shown.fixture.ts'

/** By a selector, the texts of all that it finds, in their order. */
export type PageTexts = Readonly<Record<string, readonly string[]>>

export function firstScreenTexts(run: Run): PageTexts {
  const claims = severest(run.claims)
  const { environment: machine, seed } = run
  return {
    '.brand span': [
      String(run.scenario['name']),
      `run ${run.id}`,
      `${machine.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    ],
    '.verdict b': [run.verdict],
    '.verdict .headline': [headline(claims)],
    '.verdict .aside': [`exit code ${run.exitCode}, run ${run.status}`],
    '.swept': sweptTexts(run),
    '.reasons li': run.reasons,
    '.claim .statement': claims.map(({ statement }) => statement),
    '.claim .outcome': claims.map(outcome),
    '.facts .command': [`npx sealbench run ${run.scenarioFile}`],
    '.facts dd:last-of-type': [`npx sealbench run ${run.scenarioFile} with seed ${seed}`],
    '.facts dd:nth-last-of-type(2)': [
      [
        `${machine.cpuModel}, ${machine.cores} cores, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB`,
        machine.platform,
        `Node ${machine.node.slice(1)}`,
        `OpenSSL ${machine.openssl}`,
        `sealbench ${machine.sealbench}`,
        `load ${machine.loadAverage1Min} at the start`,
      ].join(' · '),
    ],
    ...noteTexts(run),
  }
}

function added({ put }: Run['cells'][number]): string {
  return time(put.overhead.p50.estimateNs)
}

/** Of cache policies and record sizes, the others being those of the cell that is claimed of. */
export function sweptTexts({ cells, claims }: Run): readonly string[] {
  const focus = cells.find(({ id }) => id === claims[0]?.cellId)!
  const [policy, bytes] = ['keyCache.policy', 'records.size'] as const
  const told: string[] = []
  if (policy in focus.params) {
    const named = cells
      .filter(({ params }) => params[bytes] === focus.params[bytes])
      .toSorted((one, other) => one.put.overhead.p50.estimateNs - other.put.overhead.p50.estimateNs)
    const say = (cell: Run['cells'][number]) => `${added(cell)} with ${String(cell.params[policy])}`
    const own = named.indexOf(focus)
    const between = own > 0 && own < named.length - 1 ? `; ${say(focus)}, which claims are about` : ''
    told.push(`p50 of a put, added: least ${say(named[0]!)}, most ${say(named.at(-1)!)}${between}.`)
  }
  if (bytes in focus.params) {
    const sized = cells.filter(({ params }) => params[policy] === focus.params[policy])
    const say = (cell: Run['cells'][number]) => `${added(cell)} at ${String(cell.params[bytes])}`
    told.push(`A put pays ${say(sized[0]!)} and ${say(sized.at(-1)!)}.`)
  }
  return told
}

/** Refuted ones first. */
function severest(claims: readonly ClaimResult[]): readonly ClaimResult[] {
  return (['refuted', 'invalid', 'inconclusive', 'holds'] as const).flatMap((verdict) =>
    claims.filter((claim) => claim.verdict === verdict),
  )
}

function headline(claims: readonly ClaimResult[]): string {
  const of = (verdict: ClaimResult['verdict']) => claims.filter((claim) => claim.verdict === verdict).length
  return `Of ${claims.length} claims, ${of('refuted')} is refuted, ${of('inconclusive')} is inconclusive and ${of('holds')} hold.`
}

const marks = { holds: '✔', refuted: '✘', inconclusive: '◆', invalid: '▢' } as const

/** Without an interval where it is counted: money says what it is modelled from. */
function outcome(claim: ClaimResult): string {
  const { estimate: figure, interval, reach } = claimTexts(claim)
  const counted =
    claim.metric === 'kms.usdPer30Days' ? 'modelled from counted calls, 1 h of calls times 720' : 'counted'
  return [
    `${marks[claim.verdict]} ${claim.verdict}: ${figure}`,
    interval === undefined ? counted : `95 % interval ${interval}`,
    ...(reach === undefined ? [] : [`bound holds ${reach}`]),
  ].join(', ')
}

function noteTexts({
  calibration,
  noiseFloor,
  environment,
  elapsedNs,
  seed,
  recordStreamHash,
}: Run): PageTexts {
  return {
    '#calibration dd': [
      time(calibration.timerNs),
      time(calibration.recorderNs),
      time(calibration.nullRecordNs),
      estimate(noiseFloor.put.p50),
      estimate(noiseFloor.get.p50),
    ],
    '#environment dd:nth-of-type(2)': [size(environment.memoryBytes)],
    '#environment dd:nth-of-type(3)': [String(environment.loadAverage1Min)],
    '#environment dd:nth-of-type(8)': [`${environment.startedAt}, ${time(elapsedNs)}`],
    '#environment dd:nth-of-type(9)': [String(seed)],
    '#environment dd:nth-of-type(10)': [recordStreamHash],
  }
}
