/**
 * The machine, runtime and packages of a run, each as far as the run knows it.
 *
 * @module
 */
import type { Environment, Run } from '../run-store/run-format.ts'
import { describeBytes, describeDuration } from '../units/quantity.ts'
import { plural } from './figures.ts'
import type { Note } from './notes.ts'

export function environmentNotes({ environment, recordStreamHash, seed, elapsedNs }: Run): Note[] {
  const packages = Object.entries(environment.packages).map(([name, version]) => `${name} ${version}`)
  return [
    { term: 'processor', text: processor(environment) },
    { term: 'memory', text: memory(environment) },
    { term: 'load average, 1 min', text: String(environment.loadAverage1Min) },
    { term: 'system', text: [environment.platform, ...confinement(environment)].join(', ') },
    { term: 'Node, V8, OpenSSL', text: runtime(environment) },
    { term: 'sealbench', text: `${environment.sealbench}, commit ${commit(environment)}` },
    { term: 'packages', text: packages.join(', ') },
    { term: 'started, took', text: `${environment.startedAt}, ${describeDuration(elapsedNs)}` },
    { term: 'seed', text: String(seed) },
    { term: 'hash of the record streams', text: recordStreamHash },
  ]
}

/** `2026-11-23 12:45 UTC`; what is no time stays as it is. */
export function momentText(time: string): string {
  const at = Date.parse(time)
  return Number.isNaN(at) ? time : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** What else of the machine makes figures larger or smaller, as far as it is known. */
export function conditionsLine(environment: Environment): string {
  const { cpu, loadAverage1Min } = environment
  const facts = [
    ...(cpu?.governor == null ? [] : [`governor ${cpu.governor}`]),
    ...(cpu?.turbo == null ? [] : [`turbo ${cpu.turbo ? 'on' : 'off'}`]),
    ...(cpu?.isVirtual === true ? ['virtual machine'] : []),
    ...confinement(environment),
    `load ${loadAverage1Min} at the start`,
  ]
  return facts.join(' · ')
}

function processor({ cpuModel, cores, cpu }: Environment): string {
  const facts: (string | false)[] =
    cpu === undefined
      ? []
      : [
          cpu.sockets !== null && plural(cpu.sockets, 'socket'),
          cpu.threadsPerCore !== null && `${plural(cpu.threadsPerCore, 'thread')} a core`,
          cpu.governor !== null && `governor ${cpu.governor}`,
          cpu.turbo !== null && `turbo ${cpu.turbo ? 'on' : 'off'}`,
          cpu.hasAes !== null &&
            (cpu.hasAes ? `AES${cpu.hasVaes === true ? ' and VAES' : ''}` : 'no AES instructions'),
          cpu.isVirtual === true && 'virtual',
        ]
  return [cpuModel, plural(cores, 'core'), ...facts.filter((fact) => fact !== false)].join(', ')
}

function memory({ memoryBytes, swapBytes }: Environment): string {
  const swap = swapBytes ?? { total: 0, used: 0 }
  if (swap.total === 0) return describeBytes(memoryBytes)
  return `${describeBytes(memoryBytes)}, swap ${describeBytes(swap.total)} of which ${describeBytes(swap.used)} is used`
}

function confinement({ container, cgroup }: Environment): string[] {
  const quota = cgroup?.cpuQuotaCores ?? null
  return [
    ...(container === undefined || container === null || container === 'none'
      ? []
      : [`container: ${container}`]),
    ...(quota === null ? [] : [`CPU quota of ${plural(quota, 'core')}`]),
  ]
}

function runtime({ node, v8, openssl, runtimeFlags = [] }: Environment): string {
  return [node, v8, openssl, ...runtimeFlags].join(', ')
}

function commit({ gitCommit, gitDirty }: Environment): string {
  if (gitCommit === null) return 'unknown'
  return gitDirty === true ? `${gitCommit} with changes` : gitCommit
}
