/**
 * Whether runs may be compared at all: figures of another scenario, machine or
 * runtime differ for reasons that no verdict should be built on.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util'

import type { Run } from '../../run-store/run-format.ts'

/** What may differ if somebody says that it may. */
export const differences = ['scenario', 'machine', 'node'] as const
export type DifferenceKind = (typeof differences)[number]

export interface Difference {
  readonly kind: DifferenceKind
  /** What differs, with both values. */
  readonly text: string
}

/** What of a run decides with which others it may be compared. */
export type Comparable = Pick<Run, 'scenario' | 'environment'>

/** Keys of a scenario that change what is said of a run and not what is measured. */
const words: ReadonlySet<string> = new Set(['name', 'question', 'claims', 'thresholds'])

const machine = { cpuModel: 'CPU', cores: 'cores', platform: 'system' } as const
const runtime = { node: 'Node', v8: 'V8', openssl: 'OpenSSL' } as const

/** How the runs of both sides differ from the first of the base; each difference once. */
export function differencesOf(base: readonly Comparable[], candidate: readonly Comparable[]): Difference[] {
  const [first] = base
  if (first === undefined) return []
  const found = [...base, ...candidate].flatMap((run) => differencesBetween(first, run))
  return [...new Map(found.map((difference) => [difference.text, difference])).values()]
}

function differencesBetween(one: Comparable, other: Comparable): Difference[] {
  return [
    ...scenarioDifferences(one.scenario, other.scenario),
    ...environmentDifferences('machine', machine, one, other),
    ...environmentDifferences('node', runtime, one, other),
    ...settingDifferences(one.environment, other.environment),
  ]
}

function scenarioDifferences(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): Difference[] {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((key) => !words.has(key))
  return keys
    .filter((key) => !isDeepStrictEqual(one[key], other[key]))
    .map((key) => ({
      kind: 'scenario' as const,
      text: `${key}: ${briefly(one[key])} against ${briefly(other[key])}`,
    }))
}

function environmentDifferences<Key extends keyof typeof machine | keyof typeof runtime>(
  kind: DifferenceKind,
  names: Readonly<Partial<Record<Key, string>>>,
  one: Comparable,
  other: Comparable,
): Difference[] {
  return (Object.keys(names) as Key[])
    .filter((key) => one.environment[key] !== other.environment[key])
    .map((key) => ({
      kind,
      text: `${names[key]}: ${one.environment[key]} against ${other.environment[key]}`,
    }))
}

/** What is set from outside and changes how fast the same code is; runs of before 0.2 do not know it. */
function settingDifferences(one: Run['environment'], other: Run['environment']): Difference[] {
  const settings = [
    { kind: 'node', name: 'flags', values: [one.runtimeFlags, other.runtimeFlags] },
    {
      kind: 'machine',
      name: 'CPU quota',
      values: [one.cgroup, other.cgroup].map((cgroup) => cgroup && { cores: cgroup.cpuQuotaCores }),
    },
  ] as const
  return settings
    .filter(({ values: [first, second] }) => first !== undefined && second !== undefined)
    .filter(({ values: [first, second] }) => !isDeepStrictEqual(first, second))
    .map(({ kind, name, values: [first, second] }) => ({
      kind,
      text: `${name}: ${briefly(first)} against ${briefly(second)}`,
    }))
}

const brieflyMax = 60

function briefly(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > brieflyMax ? `${text.slice(0, brieflyMax)}…` : text
}
