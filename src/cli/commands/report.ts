/**
 * `sealbench report`: draws the report of a stored run, or a stored plan, again.
 *
 * @module
 */
import path from 'node:path'

import type { Plan } from '../../planner/plan-document.ts'
import { planText } from '../../report/plan/plan-terminal.ts'
import { reportDataOf } from '../../report/data/report-data.ts'
import { findPlan } from '../../report/plan/read-plan.ts'
import { planFileName, writePlan } from '../../report/plan/write-plan.ts'
import { renderSummary } from '../../report/terminal.ts'
import { writeReport } from '../../report/write-report.ts'
import { readRun } from '../../run-store/read-run.ts'
import { makeFolder } from '../../run-store/run-folder.ts'
import { printable } from '../../scenario/printable.ts'
import { hasColor, outputWidth, printJson, printLine, type Command } from '../command.ts'

export const reportCommand: Command = {
  usage: 'report <run>',
  summary: 'Draw the report of a stored run or plan again, from what is stored alone',
  options: (parser) =>
    parser
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'Folder of a run or plan, or its run.json or plan.json',
      })
      .option('output', {
        alias: 'o',
        type: 'string',
        describe: 'Folder to write to; its own if left out',
      })
      .example('$0 report reports/kinesis-defaults/20261123T121600Z-3f9c', 'after an update of sealbench'),
  run: (given) => report(given as unknown as Given),
}

interface Given {
  readonly run: string
  readonly output: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

async function report(given: Given): Promise<number> {
  const { run: place, output, json, quiet } = given
  const plan = findPlan(place)
  if (plan !== undefined) return reportPlan(plan, given)
  const { run, folder, logOf } = readRun(place)
  const target = output === undefined ? folder : makeFolder(output)
  const written = await writeReport(reportDataOf(run, logOf), target)
  if (json) printJson(written)
  else {
    if (!quiet) printLine(renderSummary(run, { color: hasColor(), width: outputWidth() }))
    printLine(`Report: ${printable(path.relative('', written.html))}`)
  }
  return 0
}

async function reportPlan(plan: Plan, { run: place, output, json, quiet }: Given): Promise<number> {
  const own = path.basename(place) === planFileName ? path.dirname(place) : place
  const written = await writePlan(output ?? own, plan)
  if (json) printJson(written)
  else {
    if (!quiet) printLine(planText(plan, { color: hasColor(), width: outputWidth() }))
    printLine(`Plan: ${printable(path.relative('', written.html))}`)
  }
  return 0
}
