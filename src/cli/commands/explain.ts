/**
 * `sealbench explain`: says before a run what it will do.
 *
 * @module
 */
import os from 'node:os'

import { estimateCell, Pilot, type CellEstimate } from '../../runner/estimate.ts'
import { textTable } from '../../report/text-table.ts'
import { loadScenario } from '../../scenario/load-scenario.ts'
import type { LoadedScenario } from '../../scenario/loaded.ts'
import { describeBytes, describeDuration } from '../../units/quantity.ts'
import { printJson, printLine, type Command } from '../command.ts'

export const explainCommand: Command = {
  usage: 'explain <scenario>',
  summary: 'Say what a run will do: cells, records, KMS calls, time, memory',
  options: (parser) =>
    parser
      .positional('scenario', { type: 'string', demandOption: true, describe: 'YAML or JSON file' })
      .option('workers', { alias: 'w', type: 'number', describe: 'Worker threads that the run would have' })
      .example('$0 explain scenarios/kinesis-defaults.yaml', 'before a long run'),
  run: (given) => explain(given as unknown as Given),
}

interface Given {
  readonly scenario: string
  readonly workers: number | undefined
  readonly json: boolean
}

/** Beyond this many cells the table lists the first ones only. */
const listed = 30

async function explain({ scenario: file, workers: wanted, json }: Given): Promise<number> {
  const loaded = loadScenario(file)
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
      cells: withParams(loaded, cells),
      scenario: resolved,
    })
    return 0
  }
  printLine(`${scenario.name}: ${scenario.question || 'no question is stated'}`)
  printLine()
  printLine(tableOf(loaded, cells))
  if (cells.length > listed) printLine(`… and ${cells.length - listed} more cells; --json lists all.`)
  printLine()
  for (const line of describeTotal(loaded, total, workers)) printLine(line)
  return 0
}

interface Total {
  readonly cells: number
  readonly records: number | null
  readonly kmsCalls: number | null
  readonly timeNs: number | null
  readonly memoryBytes: number
}

function sumUp(cells: readonly CellEstimate[], workers: number): Total {
  const timeNs = sum(cells.map((cell) => cell.timeNs))
  const longest = Math.max(...cells.map((cell) => cell.timeNs ?? 0))
  return {
    cells: cells.length,
    records: sum(cells.map(({ records }) => records)),
    kmsCalls: sum(
      cells.map(({ kmsCalls }) => (kmsCalls === null ? null : kmsCalls.GenerateDataKey + kmsCalls.Decrypt)),
    ),
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
  const numbers = ['records', 'GenerateDataKey', 'Decrypt', 'time']
  const columns = [
    ...['cell', ...swept].map((label) => ({ label })),
    ...numbers.map((label) => ({ label, isNumber: true })),
  ]
  const rows = estimates.slice(0, listed).map(({ id, records, kmsCalls, timeNs }, index) => {
    const calls =
      kmsCalls === null
        ? ['no theory', 'no theory']
        : [count(kmsCalls.GenerateDataKey), count(kmsCalls.Decrypt)]
    const params = swept.map((name) => describeParam(cells[index]!.params[name]))
    return [id, ...params, count(records), ...calls, describeTime(timeNs)]
  })
  return textTable(columns, rows)
}

function describeTotal(
  { scenario, claims, thresholds }: LoadedScenario,
  total: Total,
  workers: number,
): string[] {
  const { frontEnds, consumers, principals } = scenario.fleet
  const { cells, records, kmsCalls, timeNs, memoryBytes } = total
  return [
    `Fleet: ${frontEnds} front end(s), ${consumers} consumer(s), ${principals} principal(s); ${scenario.clock} clock; seed ${scenario.seed}.`,
    `In all: ${cells} cell(s), ${count(records)} records, each through two plain arms and a sealed one; ${count(kmsCalls)} KMS ${kmsCalls === 1 ? 'call' : 'calls'} expected.`,
    `Time: about ${describeTime(timeNs)} on ${workers} worker(s), extrapolated from a pilot on this machine. Memory: about ${describeBytes(memoryBytes)} (modelled).`,
    `Judged: ${claims.length} claim(s), ${thresholds.length} threshold(s). KMS is the embedded one: nothing leaves this machine.`,
  ]
}

function describeParam(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function describeTime(timeNs: number | null): string {
  return timeNs === null ? 'unknown' : describeDuration(timeNs)
}

function count(value: number | null): string {
  return value === null ? 'unknown' : Math.round(value).toLocaleString('en-US')
}
