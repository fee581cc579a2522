/**
 * The options of `sealbench plan` that stand for keys of a scenario: one table,
 * so that the scenario's own check reads their values and says what is wrong
 * with them.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import { ScenarioInvalidError, formatPath, type Fault } from '../scenario/faults.ts'
import { parameterPaths } from '../scenario/schema-tree.ts'
import { settingOf, type Setting } from '../scenario/setting.ts'
import { nearest } from '../scenario/suggest.ts'
import { otherNames } from './other-names.ts'

interface PlanSetting {
  readonly option: string
  /** Of the scenario. */
  readonly path: string
  readonly describe: string
}

export const planSettings: readonly PlanSetting[] = [
  { option: 'front-ends', path: 'fleet.frontEnds', describe: 'Front ends of a stream, each with a cache' },
  { option: 'consumers', path: 'fleet.consumers', describe: 'Consumers of a stream' },
  { option: 'principals', path: 'fleet.principals', describe: 'Credentials that share no key material' },
  { option: 'streams', path: 'plan.streams', describe: 'Streams alike; all else is of each' },
  { option: 'shards', path: 'stream.shards', describe: 'Shards of a stream' },
  { option: 'rate', path: 'load.rate', describe: 'Records of a stream, such as "1000 /s"' },
  { option: 'record-size', path: 'records.size', describe: 'Payload of a record, such as "1 KiB"' },
  { option: 'batch', path: 'put.batch', describe: 'Records in a put' },
  { option: 'poll-interval', path: 'get.pollInterval', describe: 'How often consumers poll' },
  { option: 'consumer-mode', path: 'plan.consumers', describe: 'polled or enhanced (fan-out)' },
  { option: 'ttl', path: 'keyCache.ttl', describe: 'Cache TTL, such as "5 min"; "0 s": no cache' },
  { option: 'rotation', path: 'keyCache.rotation', describe: 'Rotation interval of key material' },
  { option: 'jitter', path: 'keyCache.jitter', describe: 'Share of both that chance takes off, 0 to 1' },
  { option: 'refresh-ahead', path: 'keyCache.refreshAhead', describe: 'Refresh so long before the end' },
  { option: 'xfetch', path: 'keyCache.xfetch', describe: 'Refresh early by chance, beta of XFetch' },
  { option: 'policy', path: 'keyCache.policy', describe: 'single-flight or independent' },
  { option: 'max-records', path: 'keyCache.maxRecords', describe: 'Records that one key material seals' },
  { option: 'shared-by', path: 'keyCache.sharedBy', describe: 'Front ends that share one cache' },
  { option: 'branch-key-ttl', path: 'keyCache.branchKey.ttl', describe: 'Key hierarchy: TTL of branch keys' },
  { option: 'reader-ttl', path: 'readerCache.ttl', describe: 'TTL of the consumers’ caches' },
  { option: 'reader-capacity', path: 'readerCache.capacity', describe: 'EDKs that a consumer’s cache holds' },
  { option: 'region', path: 'kms.region', describe: 'AWS region: its quota and its prices' },
  { option: 'quota', path: 'kms.quota', describe: 'Quota of KMS, such as "10000 /s"' },
  { option: 'kms-latency', path: 'kms.latency', describe: 'Latency of KMS, such as "10 ms"' },
  { option: 'max-attempts', path: 'kms.client.maxAttempts', describe: 'Attempts of a KMS call' },
  { option: 'retries', path: 'plan.retries', describe: 'Rules of the SDK: standard, legacy or none' },
  { option: 'start', path: 'plan.start', describe: 'cold or steady' },
  { option: 'horizon', path: 'plan.horizon', describe: 'How long is planned, such as "30 d" or "1 y"' },
  {
    option: 'credential-lifetime',
    path: 'plan.credentials.lifetime',
    describe: 'A new credential so often, such as "1 h"',
  },
  { option: 'keys', path: 'plan.costs.keys', describe: 'Customer-managed KMS keys; 0: aws/kinesis' },
  { option: 'stream-mode', path: 'plan.costs.stream', describe: 'provisioned, on-demand or advantage' },
  { option: 'retention', path: 'plan.costs.retention', describe: 'How long records stay in the stream' },
  { option: 'seed', path: 'seed', describe: 'Equal seeds give equal simulations' },
]

export function withPlanSettings(parser: Argv): Argv {
  const group = 'The fleet, in place of what the scenario says:'
  const withAll = planSettings.reduce(
    (given, { option, describe }) => given.option(option, { type: 'string', nargs: 1, describe, group }),
    parser,
  )
  return withAll.option('set', {
    type: 'string',
    array: true,
    nargs: 1,
    default: [],
    group,
    describe: 'Any key of a scenario, such as kms.latency.median="5 ms"; may be given more than once',
  })
}

function isSection(key: string): boolean {
  return parameterPaths.some((path) => path === key || path.startsWith(`${key}.`))
}

/** A setting and how whoever gave it knows it. */
export interface GivenSetting extends Setting {
  readonly name: string
}

/** What the command line sets. @throws {UsageError} */
export function settingsOf(given: Readonly<Record<string, unknown>>): readonly GivenSetting[] {
  const options = planSettings.flatMap(({ option, path }): GivenSetting[] => {
    const text = given[option]
    return typeof text === 'string' ? [{ ...settingOf(path, text), name: `--${option}` }] : []
  })
  const sets = (given['set'] as readonly string[]).map((text) => assignmentOf('--set', text))
  const all = [...options, ...sets]
  checkDistinct(all)
  // A whole section goes before its keys, which would be lost otherwise.
  return all.toSorted((one, other) => one.path.length - other.path.length)
}

/** No key is set twice, as one of the two would be lost. @throws {UsageError} */
export function checkDistinct(settings: readonly GivenSetting[]): void {
  for (const [index, { path, name }] of settings.entries()) {
    const earlier = settings.slice(0, index).find((other) => formatPath(other.path) === formatPath(path))
    if (earlier !== undefined)
      throw new UsageError(`${earlier.name} and ${name} set the same, ${formatPath(path)}. Keep one.`)
  }
}

/** `keyCache.ttl=1 min`, or `ttl=1 min` by the name of its option. @throws {UsageError} */
export function assignmentOf(option: string, text: string): GivenSetting {
  const [, key, value] = /^([\w.-]+)=(.*)$/s.exec(text) ?? []
  if (key === undefined || value === undefined)
    throw new UsageError(
      `${option} takes a key and its value, such as keyCache.ttl="5 min", and not ${text}.`,
    )
  const path = planSettings.find((setting) => setting.option === key)?.path ?? key
  checkKey(option, key, path)
  return { ...settingOf(path, value), name: `${option} ${key}` }
}

/** @throws {UsageError} Of what the check of the scenario would tell in other words. */
function checkKey(option: string, key: string, path: string): void {
  const [, list] = /^(?!sweep\.)(.*?)\.\d+(?:\.|$)/.exec(path) ?? []
  if (list !== undefined)
    throw new UsageError(
      `${option} ${key} would change one entry of a list, which is set as a whole: write ${list}=[...].`,
    )
  if (option !== '--what-if' || key.includes('.') || path !== key || isSection(key)) return
  const names = planSettings.map((setting) => setting.option)
  const meant = otherNames[key] ?? nearest(key, names)
  if (meant !== undefined) throw new UsageError(`${option} ${key}: unknown key; did you mean ${meant}?`)
}

/**
 * What `load` gives. What is wrong with a setting is told as such, as it is not to be looked for in the file;
 * where there is no file of the user's, so is all else.
 *
 * @throws {UsageError}
 */
export function ofSettings<Loaded>(
  settings: readonly GivenSetting[],
  hasFile: boolean,
  load: () => Loaded,
): Loaded {
  try {
    return load()
  } catch (error) {
    if (!(error instanceof ScenarioInvalidError)) throw error
    const blamed = error.faults.flatMap((fault) => {
      const name = nameIn(settings, fault) ?? (hasFile ? undefined : optionNameOf(fault))
      return name === undefined ? [] : [describeFault(name, fault)]
    })
    if (blamed.length === 0) throw error
    throw new UsageError([...new Set(blamed)].join('\n'))
  }
}

/** How whoever gave a setting, the most specific one, knows what is wrong: below it, or with a key on the way to it. */
function nameIn(settings: readonly GivenSetting[], fault: Fault): string | undefined {
  const own = settings.findLast(({ path }) => concerns(fault, formatPath(path)))
  if (own !== undefined) return own.name + fault.path.slice(formatPath(own.path).length)
  return settings.find(({ path }) => formatPath(path).startsWith(`${fault.path}.`))?.name
}

function concerns({ path }: Fault, set: string): boolean {
  return path === set || path.startsWith(`${set}.`) || path.startsWith(`${set}[`)
}

function optionNameOf(fault: Fault): string {
  const setting = planSettings.find(({ path }) => concerns(fault, path))
  return setting === undefined ? fault.path : `--${setting.option}`
}

function describeFault(name: string, { message, suggestion }: Fault): string {
  return `${name}: ${message}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`
}
