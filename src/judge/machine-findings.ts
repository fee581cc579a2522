/**
 * What a machine has that spoils measurements, how badly, and what to do.
 *
 * @module
 */
import type { Interference } from '../run-store/interference-format.ts'
import type { Calibration, Environment } from '../run-store/run-format.ts'
import { describeDuration } from '../units/quantity.ts'
import { describePercent } from '../units/share.ts'
import { validityLimits } from './validity-limits.ts'

export interface Finding {
  readonly topic: string
  /** `bad`: the machine cannot be used. `warn`: it can, and would do better without. */
  readonly severity: 'ok' | 'warn' | 'bad'
  readonly text: string
  /** Missing where there is nothing to do. */
  readonly advice?: string
}

export interface Examined {
  readonly environment: Environment
  readonly calibration: Calibration
  readonly interference: Interference
}

/** A timer that is coarser cannot tell a sealed record from a plain one. */
const timerResolutionMaxNs = 1000
const timerResolutionFineNs = 100
/** From here on it stands still most of the time. */
const mostOfTheTime = 0.5
/** In cores: one that measures, and what V8 does beside it. */
const quotaFine = 2
/** Less CPU than this used by others is what any system uses. */
const othersShareFine = 0.1

/** In a fixed order, what is well among them; nothing of what the system does not tell. */
export function machineFindings(examined: Examined): Finding[] {
  const { environment, interference } = examined
  return [
    timer(examined.calibration),
    cores(environment),
    ...threads(environment),
    ...governor(environment),
    ...turbo(environment),
    ...aes(environment),
    ...quota(environment),
    ...throttling(interference),
    ...steal(interference),
    ...others(interference),
    ...swap(environment),
    ...flags(environment),
  ]
}

export function isUsable(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== 'bad')
}

function timer({ timerNs, timerResolutionNs = 0 }: Calibration): Finding {
  const text = `steps of ${describeDuration(timerResolutionNs)}, ${describeDuration(timerNs)} a reading`
  if (timerResolutionNs > timerResolutionMaxNs)
    return {
      topic: 'timer',
      severity: 'bad',
      text,
      advice: 'use a machine whose timer tells less than 1 us apart',
    }
  return timerResolutionNs > timerResolutionFineNs
    ? {
        topic: 'timer',
        severity: 'warn',
        text,
        advice: 'trust no difference of a few steps; prefer records of several KiB',
      }
    : { topic: 'timer', severity: 'ok', text }
}

function cores({ cores: count }: Environment): Finding {
  const text = `${count} that this process may use at a time`
  return count > 1
    ? { topic: 'cores', severity: 'ok', text }
    : {
        topic: 'cores',
        severity: 'warn',
        text,
        advice: 'garbage collection shares the core with what is timed; take two cores or more for tails',
      }
}

function threads({ cpu }: Environment): Finding[] {
  const count = cpu?.threadsPerCore ?? null
  if (count === null) return []
  const text = `${count} a core`
  if (count <= 1) return [{ topic: 'threads', severity: 'ok', text }]
  const physical = cpu?.physicalCores ?? null
  const most = physical === null ? 'fewer than there are cores' : `${physical} or less`
  return [
    {
      topic: 'threads',
      severity: 'warn',
      text,
      advice: `cells on one core slow each other: give --workers ${most}`,
    },
  ]
}

function governor({ cpu }: Environment): Finding[] {
  const name = cpu?.governor ?? null
  if (name === null) return []
  if (name === 'performance') return [{ topic: 'governor', severity: 'ok', text: name }]
  const advice = 'the clock rate follows the load: sudo cpupower frequency-set -g performance'
  return [{ topic: 'governor', severity: 'warn', text: name, advice }]
}

function turbo({ cpu }: Environment): Finding[] {
  const isOn = cpu?.turbo ?? null
  if (isOn === null) return []
  if (!isOn) return [{ topic: 'turbo', severity: 'ok', text: 'off' }]
  const advice =
    'the clock rate follows heat and neighbours: write 1 to /sys/devices/system/cpu/intel_pstate/no_turbo, or 0 to /sys/devices/system/cpu/cpufreq/boost'
  return [{ topic: 'turbo', severity: 'warn', text: 'on', advice }]
}

function aes({ cpu }: Environment): Finding[] {
  const hasAes = cpu?.hasAes ?? null
  if (hasAes === null) return []
  const text = hasAes ? `yes${cpu?.hasVaes === true ? ', on vectors too' : ''}` : 'none'
  const advice = 'AES costs several times what it costs with them: no figure of here holds elsewhere'
  return [{ topic: 'AES instructions', severity: hasAes ? 'ok' : 'warn', text, ...(!hasAes && { advice }) }]
}

function quota({ cgroup }: Environment): Finding[] {
  const allowed = cgroup?.cpuQuotaCores ?? null
  if (allowed === null) return []
  const text = `${allowed} ${allowed === 1 ? 'core' : 'cores'}`
  if (allowed >= quotaFine) return [{ topic: 'CPU quota', severity: 'ok', text }]
  const advice = 'threads of V8 count too, and whatever is above waits: raise it to 2 cores or more'
  return [{ topic: 'CPU quota', severity: 'warn', text, advice }]
}

function throttling({ throttledShare }: Interference): Finding[] {
  if (throttledShare === null) return []
  const text = `${describePercent(throttledShare)} of the time`
  const advice = 'raise the CPU quota (docker --cpus, limits.cpu of a pod)'
  return [graded('throttled', text, advice, throttledShare, validityLimits.throttledShare)]
}

function steal({ stealShare }: Interference): Finding[] {
  if (stealShare === null) return []
  const text = `${describePercent(stealShare)} of the CPU time`
  const advice = 'the hypervisor serves others: come back later, or take a machine of your own'
  return [graded('steal', text, advice, stealShare, validityLimits.stealShare / 2)]
}

function graded(topic: string, text: string, advice: string, share: number, fine: number): Finding {
  if (share <= fine) return { topic, severity: 'ok', text }
  return { topic, severity: share > mostOfTheTime ? 'bad' : 'warn', text, advice }
}

function others({ othersShare, loadAverage1Min }: Interference): Finding[] {
  if (othersShare === null) return []
  const text = `${describePercent(othersShare)} of the CPU, load ${loadAverage1Min.toFixed(1)}`
  if (othersShare <= othersShareFine) return [{ topic: 'other processes', severity: 'ok', text }]
  return [{ topic: 'other processes', severity: 'warn', text, advice: 'stop them, or let a run last longer' }]
}

function swap({ swapBytes }: Environment): Finding[] {
  if (swapBytes === undefined || swapBytes === null) return []
  if (swapBytes.used === 0) return [{ topic: 'swap', severity: 'ok', text: 'none in use' }]
  return [
    {
      topic: 'swap',
      severity: 'warn',
      text: 'in use',
      advice: 'pages that come from disk show in the tail, and keys may go there: sudo swapoff -a',
    },
  ]
}

function flags({ runtimeFlags = [] }: Environment): Finding[] {
  if (runtimeFlags.length === 0) return []
  const advice =
    'leave out flags that change compilation or the heap, or give them to every run that is compared'
  return [{ topic: 'flags of Node', severity: 'warn', text: runtimeFlags.join(' '), advice }]
}
