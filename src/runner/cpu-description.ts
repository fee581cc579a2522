/**
 * What the CPU is and how it is set, as far as Linux tells: each of it moves
 * what a record costs.
 *
 * @module
 */
import type { Environment } from '../run-store/run-format.ts'
import type { HostFiles } from './host-files.ts'

export type CpuDescription = NonNullable<Environment['cpu']>

/** Null stands for what the system does not tell; nothing is guessed. */
export function describeCpu(files: HostFiles): CpuDescription {
  const info = files('/proc/cpuinfo')
  const processors = info === undefined ? [] : processorsIn(info)
  const flags = flagsOf(processors)
  const isX86 = processors.some((processor) => processor.has('vendor_id'))
  return {
    sockets: distinct(processors, ['physical id']),
    physicalCores: distinct(processors, ['physical id', 'core id']),
    threadsPerCore: threadsPerCore(processors, files),
    governor: governorOf(processors.length, files),
    turbo: turboOf(files),
    hasAes: flags?.has('aes') ?? null,
    // Only x86 has it; another architecture does not tell of it, as there is nothing to tell.
    hasVaes: isX86 ? (flags?.has('vaes') ?? null) : null,
    isVirtual: isX86 ? (flags?.has('hypervisor') ?? null) : null,
  }
}

type Processor = ReadonlyMap<string, string>

function processorsIn(info: string): readonly Processor[] {
  return info
    .split(/\n\s*\n/)
    .map(
      (block) =>
        new Map(
          Array.from(block.matchAll(/^([^:\n]+?)\s*:[ \t]*(.*)$/gm), ([, key, value]) => [key!, value!]),
        ),
    )
    .filter((processor) => processor.has('processor'))
}

function flagsOf(processors: readonly Processor[]): ReadonlySet<string> | undefined {
  const text = processors[0]?.get('flags') ?? processors[0]?.get('Features')
  return text === undefined ? undefined : new Set(text.split(' '))
}

function distinct(processors: readonly Processor[], keys: readonly string[]): number | null {
  if (processors.length === 0 || !processors.every((processor) => keys.every((key) => processor.has(key))))
    return null
  return new Set(processors.map((processor) => keys.map((key) => processor.get(key)).join('/'))).size
}

function threadsPerCore(processors: readonly Processor[], files: HostFiles): number | null {
  const siblings = Number(processors[0]?.get('siblings'))
  const cores = Number(processors[0]?.get('cpu cores'))
  if (siblings >= cores && cores > 0) return siblings / cores
  const list = files('/sys/devices/system/cpu/cpu0/topology/thread_siblings_list')
  return list === undefined ? null : membersOf(list)
}

/** How many numbers a list such as `0,4` or `0-1` names. */
function membersOf(list: string): number {
  return list
    .trim()
    .split(',')
    .map((range) => {
      const [first, last = first] = range.split('-').map(Number)
      return last! - first! + 1
    })
    .reduce((sum, count) => sum + count, 0)
}

/** Several, joined by a comma, where cores differ. */
function governorOf(processors: number, files: HostFiles): string | null {
  const all = Array.from({ length: processors }, (_, index) =>
    files(`/sys/devices/system/cpu/cpu${index}/cpufreq/scaling_governor`)?.trim(),
  )
  const known = new Set(all.filter((governor) => governor !== undefined && governor !== ''))
  return known.size === 0 ? null : [...known].join(',')
}

function turboOf(files: HostFiles): boolean | null {
  const noTurbo = files('/sys/devices/system/cpu/intel_pstate/no_turbo')?.trim()
  if (noTurbo === '0' || noTurbo === '1') return noTurbo === '0'
  const boost = files('/sys/devices/system/cpu/cpufreq/boost')?.trim()
  return boost === '0' || boost === '1' ? boost === '1' : null
}
