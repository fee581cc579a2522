/**
 * The commands that there are. What each needs is loaded when it is the one
 * that is given, so that small ones start at once.
 *
 * @module
 */
import type { Command } from './command.ts'

export const commands: readonly Command[] = [
  {
    usage: 'run <scenario>',
    summary: 'Run a scenario: measure, judge its claims, write a report',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    usage: 'validate <scenario..>',
    summary: 'Check scenarios and the files that they name, and run nothing',
    load: async () => (await import('./commands/validate.ts')).validateCommand,
  },
  {
    usage: 'doctor',
    summary: 'Check this machine: what spoils measurements on it, and which effects it resolves',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    usage: 'explain <scenario>',
    summary: 'Say what a run will do: cells, records, KMS calls, time, memory',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    usage: 'capacity <scenario>',
    summary: 'Search the highest load.rate that keeps a bound, such as a p99 of 5 ms',
    load: async () => (await import('./commands/capacity.ts')).capacityCommand,
  },
  {
    usage: 'plan [scenario]',
    summary: 'Say how many KMS calls a fleet of any size makes, which quota it hits, what it costs',
    load: async () => (await import('./commands/plan.ts')).planCommand,
  },
  {
    usage: 'report <run>',
    summary: 'Draw a stored run, plan or comparison again, or an index of many runs; open or serve them',
    load: async () => (await import('./commands/report.ts')).reportCommand,
  },
  {
    usage: 'compare <runs..>',
    summary: 'Say whether a candidate is worse than a base: exit 4 if it surely is',
    load: async () => (await import('./commands/compare.ts')).compareCommand,
  },
  {
    usage: 'gate <action> [scenario]',
    summary: 'Prove that the gate goes red for a planted slowdown, and stays green for equal code',
    load: async () => (await import('./commands/gate.ts')).gateCommand,
  },
  {
    usage: 'export <run..>',
    summary: 'Give a stored run or comparison to CI and trackers in their formats',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    usage: 'init [file]',
    summary: 'Write a commented scenario to start from',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    usage: 'strategies',
    summary: 'List suites, contestants, key references and cache policies with their properties',
    load: async () => (await import('./commands/strategies.ts')).strategiesCommand,
  },
  {
    usage: 'envelope <action> [file]',
    summary: 'Inspect, seal or open one KSE1 record',
    load: async () => (await import('./commands/envelope.ts')).envelopeCommand,
  },
  {
    usage: 'kms <action> [endpoint]',
    summary: 'Serve a local KMS, or record the latency of one',
    load: async () => (await import('./commands/kms.ts')).kmsCommand,
  },
]
