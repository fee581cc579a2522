/**
 * What a command line of `sealbench plan` asks: the scenario with its settings
 * in place, and the other fleet of a what-if.
 *
 * @module
 */
import path from 'node:path'

import { UsageError } from '../errors.ts'
import { loadScenario, parseScenario } from '../scenario/load-scenario.ts'
import type { LoadedScenario, PlannedCell } from '../scenario/loaded.ts'
import { valueAt } from '../scenario/paths.ts'
import { readScenarioText } from '../scenario/read-scenario-text.ts'
import { assignmentOf, checkDistinct, ofSettings, type GivenSetting } from './plan-settings.ts'

/** Stands in where no scenario is named. */
const documentedKinesis = path.join(import.meta.dirname, '../../scenarios/plans/documented-kinesis.yaml')

/** The scenario of `file`, or documented Kinesis, with `settings` in place. @throws {UsageError} */
export function plannedScenario(file: string | undefined, settings: readonly GivenSetting[]): LoadedScenario {
  return ofSettings(settings, file !== undefined, () =>
    file === undefined ? kinesisWith(settings) : loadScenario(file, { settings }, 'plan'),
  )
}

/** Files that settings name are looked for here, and not where sealbench is installed. */
function kinesisWith(settings: readonly GivenSetting[]): LoadedScenario {
  const keys =
    settings.length === 0
      ? {}
      : { name: 'fleet', question: 'What does this fleet ask of KMS, and what does it cost?' }
  return parseScenario(readScenarioText(documentedKinesis), 'fleet.yaml', { keys, settings }, 'plan')
}

/** What nobody gives and yet decides calls or money. */
const assumed = ['load.rate', 'plan.costs.keys', 'readerCache.capacity'] as const

/** Where a fleet is made of options alone: what it takes from documented Kinesis, which a scenario would not. */
export function assumptionsOf(
  { resolved }: LoadedScenario,
  file: string | undefined,
  settings: readonly GivenSetting[],
): readonly string[] {
  if (file !== undefined || settings.length === 0) return []
  const given = new Set(settings.map(({ path: own }) => own.join('.')))
  const taken = assumed.flatMap((key) => {
    const isGiven = given.has(key) || given.has(key.slice(0, key.lastIndexOf('.')))
    return isGiven ? [] : [`${key} ${String(valueAt(resolved, key.split('.')))}`]
  })
  return taken.length === 0
    ? []
    : [
        `Assumed, as no option gives it, from Kinesis as documented: ${taken.join(', ')}. A scenario has other defaults (docs/scenarios.md).`,
      ]
}

/** The fleet that `--what-if` names: a scenario file, or this one with changes. @throws {UsageError} */
export function otherFleet(
  whatIf: string,
  file: string | undefined,
  settings: readonly GivenSetting[],
): { readonly name: string; readonly cell: PlannedCell } {
  const isFile = !whatIf.includes('=')
  const changes = isFile
    ? []
    : whatIf.split(/,(?=\s*[\w.-]+=)/).map((text) => assignmentOf('--what-if', text.trim()))
  checkDistinct(changes)
  const { scenario, cells } = isFile
    ? plannedScenario(whatIf, [])
    : plannedScenario(file, [...settings.filter((setting) => !isChanged(setting, changes)), ...changes])
  const [cell] = cells
  if (cell === undefined || cells.length > 1)
    throw new UsageError(
      `--what-if sets one fleet beside another, and this one has ${cells.length} cells. Take out its sweep.`,
    )
  return { name: isFile ? scenario.name : whatIf, cell }
}

function isChanged({ path: own }: GivenSetting, changes: readonly GivenSetting[]): boolean {
  return changes.some((change) => change.path.join('.') === own.join('.'))
}
