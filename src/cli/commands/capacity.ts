/**
 * `sealbench capacity`: the highest rate at which a bound is kept.
 *
 * @module
 */
import path from 'node:path'

import { UsageError } from '../../errors.ts'
import { exitCodes, type ExitCode } from '../../judge/exit-codes.ts'
import { findCapacity, type Capacity, type CapacityTry } from '../../runner/find-capacity.ts'
import { loadScenario } from '../../scenario/load-scenario.ts'
import type { PlannedClaim } from '../../scenario/loaded.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'
import { capacityAnswer, capacityTable, describeTry } from '../capacity-text.ts'
import { capacityQuestion, maxTimeOf, withCapacityOptions, type CapacityGiven } from '../capacity-options.ts'
import { kmsOverrides } from '../kms-options.ts'
import { interruption } from '../interruption.ts'
import { progressLine } from '../progress-line.ts'

export const capacityCommand: LoadedCommand = {
  options: withCapacityOptions,
  run: (given) => capacity(given as unknown as CapacityGiven),
}

async function capacity(given: CapacityGiven): Promise<number> {
  const overrides = kmsOverrides(given)
  const question = capacityQuestion(given, loadScenario(given.scenario, overrides), overrides)
  const maxTime = maxTimeOf(given.maxTime)
  // The first rate's scenario says what is wrong with the bound before anything is run.
  const claim = question.scenarioAt(question.range.from, 1).claims[0]!
  checkBound(claim)
  const progress = progressLine(process.stderr, given.quiet ? 'none' : 'line')
  using interrupted = interruption()
  const onTry = (tried: CapacityTry): void => {
    progress.end()
    if (!given.quiet) process.stderr.write(`${describeTry(claim, tried)}\n`)
  }
  try {
    const found = await findCapacity(question, {
      reports: given.output,
      maxTime,
      signal: interrupted.signal,
      onProgress: progress.show,
      onTry,
    })
    progress.end()
    return tell(found, claim, given)
  } finally {
    progress.end()
  }
}

/** A bound from below is not broken by more load. */
function checkBound({ bound }: PlannedClaim): void {
  if (bound.op === '<' || bound.op === '<=') return
  throw new UsageError(
    `The highest rate is searched that keeps an upper bound, and ${bound.text} is none. Write <= and a quantity.`,
  )
}

function tell(found: Capacity, claim: PlannedClaim, { json, quiet }: CapacityGiven): ExitCode {
  const exitCode = exitCodeOf(found)
  const tries = found.tries.map((tried) => ({ ...tried, folder: path.relative('', tried.folder) }))
  const answer = capacityAnswer(found, claim)
  const { metric, statistic, bound } = claim
  if (json) {
    printJson({
      metric: metric.name,
      statistic,
      bound: bound.text,
      meetsUpTo: found.meetsUpTo,
      breaksFrom: found.breaksFrom,
      end: found.end,
      answer,
      tries,
      exitCode,
    })
    return exitCode
  }
  if (!quiet && tries.length > 0) printLine(`${capacityTable(claim, tries)}\n`)
  printLine(answer)
  if (!quiet && tries.length > 0) printLine(`Runs: ${path.dirname(tries[0]!.folder)}`)
  return exitCode
}

function exitCodeOf({ end, meetsUpTo, breaksFrom, tries }: Capacity): ExitCode {
  if (end === 'interrupted') return exitCodes.interrupted
  if (meetsUpTo !== null) return exitCodes.ok
  return tries[0] !== undefined && breaksFrom === tries[0].rate
    ? exitCodes.claimRefuted
    : exitCodes.inconclusive
}
