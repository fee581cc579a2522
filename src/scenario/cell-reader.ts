/**
 * Checks the cells of a sweep section by section. The sections of a scenario
 * do not depend on each other for their shape, so a section is checked once for
 * its own combinations, not again for every cell.
 *
 * @module
 */
import { issuesOf } from './check-shape.ts'
import { explainIssue } from './explain-issue.ts'
import type { Draft, FaultPath } from './faults.ts'
import { valueAt, withValue } from './paths.ts'
import { scenarioSchema, type Scenario } from './schema.ts'

/** One swept parameter. */
export interface Axis {
  /** As it is written: `keyCache.ttl`. */
  readonly name: string
  readonly path: FaultPath
  readonly values: readonly unknown[]
}

/** The scenario of a cell, undefined where it has faults. */
export interface ReadCell {
  readonly scenario: Scenario | undefined
  readonly faults: readonly Draft[]
}

type SectionName = keyof typeof scenarioSchema.shape

interface Section {
  readonly name: SectionName
  readonly positions: readonly number[]
  readonly read: Map<string, ReadSection>
}

interface ReadSection {
  readonly value: unknown
  readonly faults: readonly Draft[]
}

export class CellReader {
  readonly #axes: readonly Axis[]
  readonly #input: unknown
  readonly #base: Scenario
  readonly #sections: readonly Section[]

  /** `input` is the scenario that the cells vary, and `base` what it reads as. */
  constructor(axes: readonly Axis[], input: unknown, base: Scenario) {
    this.#axes = axes
    this.#input = input
    this.#base = base
    const names = new Set(axes.map((axis) => axis.path[0] as SectionName))
    this.#sections = [...names].map((name) => {
      const positions = [...axes.keys()].filter((position) => axes[position]!.path[0] === name)
      return { name, positions, read: new Map<string, ReadSection>() }
    })
  }

  /** Reads the cell with value `picks[i]` of axis `i`. */
  read(picks: readonly number[]): ReadCell {
    const parts = this.#sections.map((section) => this.#readSection(section, picks))
    const faults = parts.flatMap((part) => part.faults)
    if (faults.length > 0) return { scenario: undefined, faults }
    const values = this.#sections.map((section, index) => [section.name, parts[index]!.value])
    return { scenario: { ...this.#base, ...(Object.fromEntries(values) as Partial<Scenario>) }, faults: [] }
  }

  #readSection(section: Section, picks: readonly number[]): ReadSection {
    const key = section.positions.map((position) => picks[position]).join(',')
    let read = section.read.get(key)
    if (read === undefined) {
      const input = section.positions.reduce((data, position) => {
        const axis = this.#axes[position]!
        return withValue(data, axis.path, axis.values[picks[position]!])
      }, this.#input)
      read = parseSection(section.name, input)
      section.read.set(key, read)
    }
    return read
  }
}

function parseSection(name: SectionName, input: unknown): ReadSection {
  const result = scenarioSchema.shape[name].safeParse(valueAt(input, [name]))
  if (result.success) return { value: result.data, faults: [] }
  const issues = result.error.issues.map((issue) => ({ ...issue, path: [name, ...issue.path] }))
  return {
    value: undefined,
    faults: issuesOf(issues, input, []).flatMap((issue) => explainIssue(issue, input, [])),
  }
}
