/**
 * Reads what else the machine does: counters of system and process, whose
 * difference tells what came between while something was measured.
 *
 * @module
 */
import os from 'node:os'

import { monotonicNow } from '../clock/monotonic.ts'
import type { Interference } from '../run-store/interference-format.ts'
import { readThrottling, type Throttling } from './cgroup.ts'
import { hostFiles, type HostFiles } from './host-files.ts'

/** As they stood at one time; null where the system does not count. */
export interface SystemCounters {
  readonly atNs: number
  readonly cpu: CpuTimes | null
  readonly throttling: Throttling | null
  readonly pressureNs: number | null
  readonly ownCpuNs: number
  readonly majorFaults: number
  readonly involuntarySwitches: number
  readonly loadAverage1Min: number
}

export function readCounters(files: HostFiles = hostFiles): SystemCounters {
  const usage = process.resourceUsage()
  return {
    atNs: monotonicNow(),
    cpu: cpuTimesIn(files('/proc/stat') ?? ''),
    throttling: readThrottling(files),
    pressureNs: pressureIn(files('/proc/pressure/cpu') ?? ''),
    ownCpuNs: (usage.userCPUTime + usage.systemCPUTime) * 1000,
    majorFaults: usage.majorPageFault,
    involuntarySwitches: usage.involuntaryContextSwitches,
    loadAverage1Min: os.loadavg()[0]!,
  }
}

/** What came between two readings of the same machine. */
export function interferenceBetween(before: SystemCounters, after: SystemCounters): Interference {
  const elapsedNs = after.atNs - before.atNs
  const ownNs = after.ownCpuNs - before.ownCpuNs
  const throttled = throttlingBetween(before.throttling, after.throttling)
  const pressureNs =
    before.pressureNs === null ? null : after.pressureNs && after.pressureNs - before.pressureNs
  return {
    elapsedNs,
    ...cpuShares(before.cpu, after.cpu, ownNs),
    ownCores: shareOf(ownNs, elapsedNs),
    loadAverage1Min: after.loadAverage1Min,
    throttledPeriods: throttled && throttled.periods,
    throttledShare: throttled && shareOf(throttled.ns, elapsedNs),
    pressureShare: pressureNs === null ? null : shareOf(pressureNs, elapsedNs),
    majorFaults: after.majorFaults - before.majorFaults,
    involuntarySwitches: after.involuntarySwitches - before.involuntarySwitches,
  }
}

/** Of all cores together, since the machine started. */
interface CpuTimes {
  readonly totalNs: number
  /** Worked, for whomever. */
  readonly busyNs: number
  readonly stolenNs: number
}

/** What Linux calls USER_HZ: a hundred ticks a second on every platform that Node runs on. */
const tickNs = 10_000_000

/** proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal; guests are within user and nice. */
function cpuTimesIn(stat: string): CpuTimes | null {
  const ticks = /^cpu +(.+)$/m.exec(stat)?.[1]?.split(' ').map(Number)
  if (ticks === undefined || ticks.length < 8 || !ticks.every(Number.isFinite)) return null
  const [user, nice, system, idle, iowait, irq, softirq, steal] = ticks as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const busy = user + nice + system + irq + softirq
  return {
    totalNs: (busy + idle + iowait + steal) * tickNs,
    busyNs: busy * tickNs,
    stolenNs: steal * tickNs,
  }
}

/** `total` is in microseconds: how long some task waited for a core (kernel documentation, PSI). */
function pressureIn(text: string): number | null {
  const total = /^some .*total=(\d+)/m.exec(text)?.[1]
  return total === undefined ? null : Number(total) * 1000
}

function throttlingBetween(
  before: Throttling | null,
  after: Throttling | null,
): { readonly periods: number; readonly ns: number } | null {
  if (before === null || after === null) return null
  return {
    periods: after.throttledPeriods - before.throttledPeriods,
    ns: after.throttledNs - before.throttledNs,
  }
}

function cpuShares(
  before: CpuTimes | null,
  after: CpuTimes | null,
  ownNs: number,
): Pick<Interference, 'stolenNs' | 'stealShare' | 'othersShare'> {
  if (before === null || after === null) return { stolenNs: null, stealShare: null, othersShare: null }
  const totalNs = after.totalNs - before.totalNs
  const stolenNs = Math.max(0, after.stolenNs - before.stolenNs)
  return {
    stolenNs,
    stealShare: shareOf(stolenNs, totalNs),
    // Own times are exact and those of the system are ticks: over a short time the difference may fall below 0.
    othersShare: shareOf(Math.max(0, after.busyNs - before.busyNs - ownNs), totalNs),
  }
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.max(0, part / whole) : 0
}
