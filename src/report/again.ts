/**
 * The command that does a run again, safe to paste into a shell whatever the
 * scenario or its file is called.
 *
 * @module
 */
import { program } from '../program.ts'
import type { Run } from '../run-store/run-format.ts'
import { asPath, quoted } from './shell-words.ts'

/** The command that goes on with a run; undefined for one that goes on until its claims are decided, which cannot be resumed. */
export function resumption(run: Run): string | undefined {
  if (run.repetitions?.planned === null) return undefined
  // Cells that were chosen are not chosen again: all that are missing are run.
  const { cells: _, ...told } = run.told ?? {}
  return `${command({ ...run, told })} --resume`
}

/** Where the name of the scenario's file cannot be pasted anywhere, `SCENARIO` stands for it. */
export function command({ scenarioFile, repetitions, told = {} }: Run): string {
  const options = {
    cells: told.cells?.ids.join(','),
    workers: told.workers,
    kms: told.kms,
    'max-kms-calls': told.maxKmsCalls,
    'max-usd': told.maxUsd,
    repetitions: repetitions?.planned ?? undefined,
    'until-decided': repetitions?.planned === null,
    'max-time': told.maxTime,
    'max-records': told.maxRecords,
    strict: told.strict ?? false,
    audit: told.audit ?? false,
  }
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return []
    return value === true ? [`--${name}`] : [`--${name} ${quoted(String(value)) ?? name.toUpperCase()}`]
  })
  return [program, 'run', quoted(asPath(scenarioFile)) ?? 'SCENARIO', ...words].join(' ')
}
