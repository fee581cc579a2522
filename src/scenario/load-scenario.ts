/**
 * From the text of a scenario to what can be run, or to a full account of what
 * is wrong with it.
 *
 * @module
 */
import path from 'node:path'

import { program } from '../program.ts'
import { z } from '../schema.ts'
import type { Axis } from './cell-reader.ts'
import { CellSelector } from './cell-selection.ts'
import { checkShape } from './check-shape.ts'
import { readExpectations } from './expectations.ts'
import { isWithin, overlaps, ScenarioInvalidError, type Draft, type Fault } from './faults.ts'
import { checkFiles, withAbsoluteFilesThroughout } from './input-files.ts'
import type { LoadedScenario } from './loaded.ts'
import { isDictionary, valueAt, withoutValue, withValue, type Dictionary } from './paths.ts'
import { readScenarioText } from './read-scenario-text.ts'
import { checkRules, type Use } from './rules.ts'
import { ScenarioSource } from './scenario-source.ts'
import { scenarioSchema, type Scenario } from './schema.ts'
import type { Setting } from './setting.ts'
import { nearest } from './suggest.ts'
import { atSweptValue, expandCells, readSweep, withSweptValues } from './sweep.ts'

/**
 * Reads and checks the scenario in `file`.
 *
 * Throws `InputUnreadableError` where there is no text to read, and
 * `ScenarioInvalidError` with every fault where it is not a scenario.
 */
export function loadScenario(file: string, overrides?: Overrides, use?: Use): LoadedScenario {
  return parseScenario(readScenarioText(file), file, overrides, use)
}

/** What the command line says in place of the scenario. */
export interface Overrides {
  /** Go into the scenario's sections of these names. */
  readonly kms?: Dictionary | undefined
  readonly load?: Dictionary | undefined
  /** Takes the place of whole keys. */
  readonly keys?: Dictionary | undefined
  /** Each at its own path, and in place of the values that the sweep has for it. */
  readonly settings?: readonly Setting[] | undefined
}

/** Checks `text` as if it stood in `file`, whose folder holds the files that it names. */
export function parseScenario(
  text: string,
  file: string,
  overrides: Overrides = {},
  use: Use = 'run',
): LoadedScenario {
  const source = new ScenarioSource(text)
  const refuse = (faults: readonly Fault[]): never => {
    throw new ScenarioInvalidError(file, text, faults)
  }
  if (!source.isTrustworthy) return refuse(source.faults)
  const { data: written } = source
  if (!isScenarioLike(written)) return refuse(source.locate([notAScenario(written)]))
  const data = withOverrides(written, overrides)

  const absolute = withAbsoluteFilesThroughout(data, path.dirname(path.resolve(file))) as Dictionary
  const checked = check(absolute, use)
  const faults = mergeFaults(source.faults, source.locate(checked.faults))
  if (faults.length > 0 || checked.scenario === undefined) return refuse(faults)

  const { scenario, cells, claims, thresholds } = checked
  const resolved = JSON.parse(JSON.stringify(z.encode(scenarioSchema, scenario))) as Record<string, unknown>
  return { path: path.resolve(file), scenario, resolved, cells, claims, thresholds }
}

function withOverrides(data: Dictionary, { keys, settings = [], ...sections }: Overrides): Dictionary {
  const changes = Object.entries(sections).flatMap(([section, changed]) =>
    Object.entries(changed ?? {}).map(([key, value]) => ({ path: [section, key], value })),
  )
  const changed = changes.reduce<unknown>((given, { path: at, value }) => withValue(given, at, value), {
    ...data,
    ...keys,
  })
  return settings.reduce((given, { path: at, value }) => {
    const unswept = withoutValue(given, ['sweep', at.join('.')])
    return withValue(unswept, at, value)
  }, changed) as Dictionary
}

interface Checked extends Pick<LoadedScenario, 'cells' | 'claims' | 'thresholds'> {
  readonly scenario: Scenario | undefined
  readonly faults: readonly Draft[]
}

/** What stands in for required parts that are missing, so that the rest can be checked. */
const placeholders = {
  name: 'placeholder',
  load: { arrivals: 'constant', rate: '1 /s', duration: '1 s' },
}

function check(data: Dictionary, use: Use): Checked {
  const { sweep, claims, thresholds, ...body } = data
  const { axes, faults: sweepFaults } = readSweep(sweep, use)
  const filled = withSweptValues(body, axes)
  const shape = checkShape(scenarioSchema, filled, { base: [], placeholders })

  const ruleFaults =
    shape.value === undefined ? [] : [...checkRules(shape.value, use), ...checkFiles(shape.value, new Map())]
  const bodyFaults = [
    ...shape.faults,
    ...ruleFaults.filter(({ path: at }) => !shape.mended.some((mended) => overlaps(mended, at))),
  ]
  const { input, value: base } = shape
  const isSound = base !== undefined && sweepFaults.length === 0
  const expanded = isSound
    ? expandCells({ axes, input, base, known: ruleFaults, use })
    : { cells: [], faults: [] }

  const selector = new CellSelector(expanded.faults.length === 0 ? expanded.cells : [], shape.mended)
  const expectations = readExpectations(claims, thresholds, selector)
  const faults = [
    ...bodyFaults.map((draft) => relocate(draft, axes, body)),
    ...sweepFaults,
    ...expanded.faults,
    ...expectations.faults,
  ]
  if (faults.length > 0) return { ...expectations, cells: expanded.cells, scenario: undefined, faults }
  const whole = checkShape(
    scenarioSchema,
    { ...(filled as Dictionary), sweep, claims, thresholds },
    { base: [], placeholders },
  )
  return { ...expectations, cells: expanded.cells, scenario: whole.value, faults: whole.faults }
}

/** A value that stands in the sweep alone is wrong there. */
function relocate(draft: Draft, axes: readonly Axis[], body: unknown): Draft {
  const axis = axes.find(
    ({ path: swept }) => isWithin(draft.path, swept) && valueAt(body, swept) === undefined,
  )
  return axis === undefined ? draft : atSweptValue(draft, [axis], [0])
}

/** A file of other keys is another kind of file: one line says so, instead of one for each key. */
function isScenarioLike(data: unknown): data is Dictionary {
  const known = Object.keys(scenarioSchema.shape)
  const isLikeKnown = (key: string) => nearest(key, known) !== undefined
  return isDictionary(data) && Object.keys(data).slice(0, known.length).some(isLikeKnown)
}

function notAScenario(data: unknown): Draft {
  const isEmpty = data === null || data === undefined
  const message = isEmpty
    ? `is empty: start from the commented scenario that ${program} init writes`
    : 'is not a scenario: that has keys such as name: and load:'
  return { path: [], at: 'value', message }
}

function mergeFaults(one: readonly Fault[], other: readonly Fault[]): readonly Fault[] {
  return [...one, ...other].toSorted(
    (first, second) => first.line - second.line || first.column - second.column,
  )
}
