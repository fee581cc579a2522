/**
 * `sealbench validate`: says everything that is wrong with scenarios at
 * once, and what is wrong with the traces and records that they name.
 *
 * @module
 */
import { exitCodes } from '../../judge/exit-codes.ts'
import { program } from '../../program.ts'
import { checkInputs } from '../../runner/check-inputs.ts'
import { ScenarioInvalidError, type Fault } from '../../scenario/faults.ts'
import { loadScenario } from '../../scenario/load-scenario.ts'
import type { LoadedScenario } from '../../scenario/loaded.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'
import { describeError, errorDetails, exitCodeOf } from '../fail.ts'

export const validateCommand: LoadedCommand = {
  options: (parser) =>
    parser
      .positional('scenario', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'YAML or JSON files',
      })
      .example('$0 validate scenarios/*.yaml', 'all faults, with line and column'),
  run: (given) => validate(given as unknown as Given),
}

interface Given {
  readonly scenario: readonly string[]
  readonly json: boolean
}

function validate({ scenario: files, json }: Given): number {
  const checked = files.map(check)
  for (const { error } of checked) {
    if (error !== undefined) process.stderr.write(`${describeError(error)}\n`)
  }
  if (json) {
    const shown = checked.map(({ error, ...rest }) =>
      error === undefined ? rest : { ...rest, error: errorDetails(error) },
    )
    printJson(shown.length === 1 ? shown[0] : shown)
  } else {
    for (const { file, valid, tooLarge, cells, claims, thresholds } of checked) {
      const counts = `(cells: ${cells}, claims: ${claims}, thresholds: ${thresholds})`
      if (!valid) continue
      printLine(
        tooLarge === undefined
          ? `${file}: valid ${counts}`
          : `${file}: valid for ${program} plan alone ${counts}: ${tooLarge}`,
      )
    }
  }
  return checked.some(({ valid }) => !valid) ? exitCodes.usage : exitCodes.ok
}

interface Checked {
  readonly file: string
  readonly valid: boolean
  /** Why no run takes what is valid for a plan. */
  readonly tooLarge?: string
  readonly name?: string
  readonly cells?: number
  readonly claims?: number
  readonly thresholds?: number
  readonly error?: unknown
}

/** One mistaken file must not hide those of the next; what is not a mistake in a file is thrown. */
function check(file: string): Checked {
  try {
    const { loaded, tooLarge } = loadForAnyUse(file)
    const { scenario, cells, claims, thresholds } = loaded
    checkInputs(cells)
    return {
      file,
      valid: true,
      ...(tooLarge !== undefined && { tooLarge }),
      name: scenario.name,
      cells: cells.length,
      claims: claims.length,
      thresholds: thresholds.length,
    }
  } catch (error) {
    if (exitCodeOf(error) !== exitCodes.usage) throw error
    return { file, valid: false, error }
  }
}

/** What is too large for a run may be a plan, and what has a plan must be one too. */
function loadForAnyUse(file: string): { readonly loaded: LoadedScenario; readonly tooLarge?: string } {
  try {
    const loaded = loadScenario(file)
    if (loaded.scenario.plan !== undefined) loadScenario(file, {}, 'plan')
    return { loaded }
  } catch (error) {
    if (!(error instanceof ScenarioInvalidError)) throw error
    const loaded = loadedForPlan(file)
    if (loaded === undefined) throw error
    const [{ path, message }] = error.faults as readonly [Fault]
    return { loaded, tooLarge: `${path} ${message}` }
  }
}

function loadedForPlan(file: string): LoadedScenario | undefined {
  try {
    return loadScenario(file, {}, 'plan')
  } catch (error) {
    if (error instanceof ScenarioInvalidError) return undefined
    throw error
  }
}
