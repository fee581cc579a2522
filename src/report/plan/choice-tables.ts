/**
 * The settings that were weighed for a plan, in words and as a table: what each
 * costs, and why others fall out.
 *
 * @module
 */
import type { Choices } from '../../planner/plan-document.ts'
import type { Table } from '../overview.ts'
import { parameterKey } from '../parameters.ts'
import {
  describeMoneyAmount,
  describeNumber,
  describePart,
  describeRate,
  describeSeconds,
  describeSettings,
} from './plan-figures.ts'

export type Option = Choices['options'][number]

/** Those on the front first, then what else satisfies, then what falls out; each from the cheapest. */
export function choicesTable({ options }: Choices): Table {
  const sorted = options.toSorted(
    (one, other) => rank(one) - rank(other) || one.encryptionUsd - other.encryptionUsd,
  )
  return {
    columns: [
      { label: 'setting' },
      { label: 'verdict' },
      { label: 'USD in 30 days (modelled)', isNumber: true },
      { label: 'p99 added (theory)', isNumber: true },
      { label: 'used without asking KMS (theory)', isNumber: true },
      { label: 'records a key opens (theory)', isNumber: true },
      { label: 'calls (theory)', isNumber: true },
      { label: 'headroom (theory)', isNumber: true },
    ],
    rows: sorted.map((option) => [
      `${settingOf(options, option)}${option.isPlanned ? ' (as planned)' : ''}`,
      optionVerdict(option),
      describeMoneyAmount(option.encryptionUsd),
      describeSeconds(option.waitP99S),
      describeSeconds(option.exposureS),
      describeNumber(option.recordsPerKey),
      describeRate(option.callsPerSecond),
      describePart(option.headroom),
    ]),
  }
}

/** What an option sets, without what all of `options` set alike. */
export function settingOf(options: readonly Option[], option: Option): string {
  const common = commonNames(options)
  const own = Object.entries(option.params).filter(([name]) => !common.has(name))
  return describeSettings(own.length === 0 ? option.params : Object.fromEntries(own))
}

/** `readerCache.ttl 5 min`: what all options set alike; empty where there is nothing, or one option. */
export function commonSettings(options: readonly Option[]): string {
  const common = commonNames(options)
  const first = Object.entries(options[0]?.params ?? {})
  return describeSettings(Object.fromEntries(first.filter(([name]) => common.has(name))))
}

const commonOf = new WeakMap<readonly Option[], ReadonlySet<string>>()

function commonNames(options: readonly Option[]): ReadonlySet<string> {
  const known = commonOf.get(options)
  if (known !== undefined) return known
  const names = options.length < 2 ? [] : Object.keys(options[0]!.params)
  const common = new Set(
    names.filter((name) => new Set(options.map(({ params }) => parameterKey(params[name]))).size === 1),
  )
  commonOf.set(options, common)
  return common
}

/** 0 on the front, 1 for what else satisfies, 2 for what falls out. */
function rank({ isOnFront, fallsOut }: Option): number {
  return isOnFront ? 0 : fallsOut.length === 0 ? 1 : 2
}

export function optionVerdict({ fallsOut, isOnFront }: Option): string {
  if (fallsOut.length > 0) return `✘ ${fallsOut.join('; ')}`
  return isOnFront ? '✔ on the front' : '= satisfies, another is better'
}
