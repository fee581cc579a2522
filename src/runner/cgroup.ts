/**
 * The control group that this process runs in: how much CPU it may have, and
 * how often it was held back for having had it. Version 1 and 2 of Linux.
 *
 * @module
 */
import type { Environment } from '../run-store/run-format.ts'
import { countersIn, type HostFiles } from './host-files.ts'

export interface Throttling {
  /** Periods of the quota in which the group ran. */
  readonly periods: number
  /** Those in which it was held back. */
  readonly throttledPeriods: number
  /** Summed over cores. */
  readonly throttledNs: number
}

/** Null where there is no cgroup to read. */
export function describeCgroup(files: HostFiles): NonNullable<Environment['cgroup']> | null {
  const group = ownGroup(files)
  if (group === undefined) return null
  const quotas = group.folders.flatMap((folder) => quotaIn(folder, group.version, files) ?? [])
  return { version: group.version, cpuQuotaCores: quotas.length === 0 ? null : Math.min(...quotas) }
}

/** Since the group was made; null where the system does not count. */
export function readThrottling(files: HostFiles): Throttling | null {
  const folders = ownGroup(files)?.folders ?? []
  // Whatever level has a quota holds all below it back.
  const counted = folders
    .map((folder) => countersIn(files(`${folder}/cpu.stat`) ?? ''))
    .filter((counters) => counters.has('nr_throttled'))
  if (counted.length === 0) return null
  const sum = (name: string): number =>
    counted.reduce((total, counters) => total + (counters.get(name) ?? 0), 0)
  return {
    periods: sum('nr_periods'),
    throttledPeriods: sum('nr_throttled'),
    throttledNs: sum('throttled_usec') * 1000 + sum('throttled_time'),
  }
}

interface OwnGroup {
  readonly version: 1 | 2
  /** Its own folder, its parent's and so on; those that a container does not see cannot be read. */
  readonly folders: readonly string[]
}

const mount = '/sys/fs/cgroup'

function ownGroup(files: HostFiles): OwnGroup | undefined {
  const lines = (files('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'))
  // Where both versions are mounted, the CPU belongs to the one that names it.
  const old = lines.find(([, controllers]) => controllers?.split(',').includes('cpu'))
  if (old !== undefined) {
    const [, controllers, ...path] = old
    const base = files(`${mount}/${controllers}/cpu.stat`) === undefined ? 'cpu' : controllers
    return { version: 1, folders: upwards(`${mount}/${base}`, path.join(':')) }
  }
  const unified = lines.find(([hierarchy, controllers]) => hierarchy === '0' && controllers === '')
  if (unified === undefined) return undefined
  return { version: 2, folders: upwards(mount, unified.slice(2).join(':')) }
}

function upwards(base: string, path: string): readonly string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '..')
  return [...names.keys(), names.length]
    .toReversed()
    .map((length) => [base, ...names.slice(0, length)].join('/'))
}

/** In cores; undefined where this level has none. */
function quotaIn(folder: string, version: 1 | 2, files: HostFiles): number | undefined {
  const [quota, period] =
    version === 2
      ? (files(`${folder}/cpu.max`) ?? '').trim().split(' ')
      : [files(`${folder}/cpu.cfs_quota_us`), files(`${folder}/cpu.cfs_period_us`)]
  const cores = Number(quota) / Number(period)
  // `max`, and -1 of version 1, stand for none.
  return Number.isFinite(cores) && cores > 0 ? cores : undefined
}
