/**
 * `sealbench explain`: says before a run what it will do.
 *
 * @module
 */
import os from 'node:os'

import { kmsPrices } from '../../price-list/kms-use.ts'
import type { CellEstimate } from '../../runner/estimate.ts'
import { describeUsd, plural } from '../../report/figures.ts'
import { plantedNote } from '../../report/planted.ts'
import { textTable } from '../../report/text-table.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { loadScenario } from '../../scenario/load-scenario.ts'
import type { LoadedScenario } from '../../scenario/loaded.ts'
import { printable } from '../../scenario/printable.ts'
import { describeBytes, describeDuration } from '../../units/quantity.ts'
import { checkWorkers } from '../check-workers.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'
import { callCap, kmsOverrides, withKmsOptions, type KmsOptions } from '../kms-options.ts'

export const explainCommand: LoadedCommand = {
  options: (parser) =>
    withKmsOptions(parser)
      .positional('scenario', { type: 'string', demandOption: true, describe: 'YAML or JSON file' })
      .option('workers', { alias: 'w', type: 'number', describe: 'Worker threads that the run would have' })
      .example('$0 explain scenarios/kinesis-defaults.yaml', 'before a long run'),
  run: (given) => explain(given as unknown as Given),
}

interface Given extends KmsOptions {
  readonly scenario: string
  readonly workers: number | undefined
  readonly json: boolean
}

/** Beyond this many cells the table lists the first ones only. */
const listed = 30
const reasonsMax = 6

async function explain(given: Given): Promise<number> {
  const { scenario: file, workers: wanted, json } = given
  checkWorkers(wanted)
  const loaded = loadScenario(file, kmsOverrides(given))
  const cap = callCap(loaded, given)
  // Loads the SDK, which nobody else waits for.
  const { estimateCell, Pilot } = await import('../../runner/estimate.ts')
  const pilot = new Pilot()
  const cells: CellEstimate[] = []
  for (const cell of loaded.cells) cells.push(await estimateCell(cell, pilot))
  const workers = Math.min(wanted ?? os.availableParallelism(), cells.length)
  const total = sumUp(cells, workers)
  const { scenario, resolved } = loaded
  if (json) {
    printJson({
      name: scenario.name,
      question: scenario.question,
      workers,
      total,
      spendCap: cap ?? null,
      cells: withParams(loaded, cells),
      scenario: resolved,
    })
    return 0
  }
  printLine(`${scenario.name}: ${printable(scenario.question) || 'no question is stated'}`)
  const planted = plantedNote({ scenario: resolved })
  if (planted !== undefined) printLine(planted)
  printLine()
  printLine(tableOf(loaded, cells))
  if (cells.length > listed)
    printLine(`… and ${plural(cells.length - listed, 'more cell')}; --json lists all.`)
  for (const line of describeUnknown(cells)) printLine(line)
  printLine()
  for (const line of [...describeTotal(loaded, total, workers), describeKms(loaded, total, cap)])
    printLine(line)
  return 0
}

interface Total {
  readonly cells: number
  readonly records: number | null
  readonly kmsCalls: number | null
  /** With lower bounds where there is no more; 0 for cells of which nothing is known. */
  readonly kmsCallsAtLeast: number
  readonly timeNs: number | null
  readonly memoryBytes: number
}

function sumUp(cells: readonly CellEstimate[], workers: number): Total {
  const timeNs = sum(cells.map((cell) => cell.timeNs))
  const longest = Math.max(...cells.map((cell) => cell.timeNs ?? 0))
  return {
    cells: cells.length,
    records: sum(cells.map(({ records }) => records)),
    kmsCalls: sum(cells.map(({ kmsCalls }) => (kmsCalls === null ? null : totalCalls(kmsCalls)))),
    kmsCallsAtLeast: cells
      .map(({ kmsCalls, kmsCallsAtLeast }) => kmsCalls ?? kmsCallsAtLeast)
      .reduce((total, calls) => total + (calls === null ? 0 : totalCalls(calls)), 0),
    timeNs: timeNs === null ? null : Math.max(longest, timeNs / workers),
    memoryBytes: workers * Math.max(...cells.map(({ memoryBytes }) => memoryBytes)),
  }
}

/** Unknown as soon as one value is. */
function sum(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : values.reduce<number>((total, value) => total + (value ?? 0), 0)
}

function withParams({ cells }: LoadedScenario, estimates: readonly CellEstimate[]): unknown[] {
  return estimates.map((estimate, index) => ({ ...estimate, params: cells[index]!.params }))
}

function tableOf({ cells, scenario }: LoadedScenario, estimates: readonly CellEstimate[]): string {
  const swept = Object.keys(scenario.sweep)
  const numbers = ['records', 'GenerateDataKey', 'Decrypt', 'USD / 30 days', 'time']
  const columns = [
    ...['cell', ...swept].map((label) => ({ label })),
    ...numbers.map((label) => ({ label, isNumber: true })),
  ]
  const rows = estimates.slice(0, listed).map((estimate, index) => {
    const { id, records, usdPer30Days, timeNs } = estimate
    const params = swept.map((name) => describeParam(cells[index]!.params[name]))
    const dollars = usdPer30Days === null ? 'unknown' : usdPer30Days.toFixed(2)
    return [id, ...params, count(records), ...describeCalls(estimate), dollars, describeTime(timeNs)]
  })
  return textTable(columns, rows)
}

function describeCalls({ kmsCalls, kmsCallsAtLeast }: CellEstimate): readonly string[] {
  if (kmsCalls !== null) return [count(kmsCalls.GenerateDataKey), count(kmsCalls.Decrypt)]
  if (kmsCallsAtLeast === null) return ['no theory', 'no theory']
  // Key material is generated as predicted; only what consumers ask again is not known.
  return [count(kmsCallsAtLeast.GenerateDataKey), `at least ${count(kmsCallsAtLeast.Decrypt)}`]
}

/** One line for each reason, with its cells and what would help. */
function describeUnknown(cells: readonly CellEstimate[]): string[] {
  const unknown = Map.groupBy(
    cells.filter(({ kmsCalls }) => kmsCalls === null),
    ({ kmsReason, kmsChange }) => `${kmsReason}. To change that: ${kmsChange}.`,
  )
  const lines = [...unknown].map(([why, alike]) => `No theory for ${listCells(alike)}: ${why}`)
  const left = lines.length - reasonsMax
  return left > 0
    ? [...lines.slice(0, reasonsMax), `… and ${plural(left, 'more reason')}; --json has all.`]
    : lines
}

function listCells(cells: readonly CellEstimate[]): string {
  const ids = cells.map(({ id }) => id)
  return ids.length <= 6 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`
}

function describeTotal(
  { scenario, claims, thresholds }: LoadedScenario,
  { cells, records, kmsCalls, kmsCallsAtLeast, timeNs, memoryBytes }: Total,
  workers: number,
): string[] {
  const { frontEnds, consumers, principals } = scenario.fleet
  const fleet = [
    plural(frontEnds, 'front end'),
    plural(consumers, 'consumer'),
    plural(principals, 'principal'),
  ]
  const calls = kmsCalls ?? kmsCallsAtLeast
  const expected = kmsCalls === null ? `at least ${count(calls)}` : count(calls)
  return [
    `Fleet: ${fleet.join(', ')}; ${scenario.clock} clock; seed ${scenario.seed}.`,
    `In all: ${plural(cells, 'cell')}, ${count(records)} records, each through two plain arms and a sealed one; ${expected} KMS ${calls === 1 ? 'call' : 'calls'} expected.`,
    `Money: KMS requests and one customer key, modelled from the prices of ${kmsPrices.date}; no free tier.`,
    `Time: about ${describeTime(timeNs)} on ${plural(workers, 'worker')}, extrapolated from a pilot on this machine. Memory: about ${describeBytes(memoryBytes)} (modelled).`,
    `Judged: ${plural(claims.length, 'claim')}, ${plural(thresholds.length, 'threshold')}.`,
  ]
}

/** Which KMS the run asks, what that will cost before anything is called, and where it would stop. */
function describeKms({ cells }: LoadedScenario, total: Total, cap: number | undefined): string {
  const backends = new Set(cells.map(({ scenario }) => scenario.kms.backend))
  const limit = cap === undefined ? '' : ` The run stops before call ${count(cap + 1)}.`
  const calls = total.kmsCalls ?? total.kmsCallsAtLeast
  const warning =
    cap !== undefined && calls > cap
      ? ' That is not enough: raise --max-kms-calls, or make the load smaller.'
      : ''
  if (!backends.has('aws')) {
    const names = [...new Set(cells.map(({ scenario: { kms } }) => kms.endpoint))].filter(
      (url) => url !== undefined,
    )
    return backends.has('endpoint')
      ? `KMS: ${names.map((name) => printable(name)).join(', ')}.${limit}${warning}`
      : `KMS: the embedded one; nothing leaves this machine.${limit}${warning}`
  }
  const usd = (calls / 10_000) * kmsPrices.usdPer10000Requests
  const expected = `${total.kmsCalls === null ? 'at least ' : ''}${plural(calls, 'call')}, ${describeUsd(usd)}`
  return `KMS: AWS itself. Expected bill: ${expected}; retries, one DescribeKey and the key itself come on top.${limit}${warning}`
}

function describeParam(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}

function describeTime(timeNs: number | null): string {
  return timeNs === null ? 'unknown' : describeDuration(timeNs)
}

function count(value: number | null): string {
  return value === null ? 'unknown' : Math.round(value).toLocaleString('en-US')
}
