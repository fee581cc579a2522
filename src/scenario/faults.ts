/**
 * What is wrong with a scenario, told all at once with line, column and a
 * pointer under the source, so that one edit can mend everything.
 *
 * @module
 */
import { SealbenchError } from '../errors.ts'
import { clip, printable } from './printable.ts'

/** Keys and list positions from the root of the file. */
export type FaultPath = readonly (string | number)[]

/** A fault before its place in the text is known. */
export interface Draft {
  readonly path: FaultPath
  /** Whether to point at the key or at its value. */
  readonly at: 'key' | 'value'
  readonly message: string
  /** What the author may have meant, ready to be written instead. */
  readonly suggestion?: string | undefined
}

export interface Fault {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  /** How many columns the pointer spans, at least 1. */
  readonly width: number
  /** As in `sweep.keyCache.ttl[2]`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly suggestion?: string
}

/** The scenario cannot be run; `message` is the whole account for people, without colours. */
export class ScenarioInvalidError extends SealbenchError {
  readonly code = 'ERR_SCENARIO_INVALID'
  readonly file: string
  /** In the order of the text, at least one. */
  readonly faults: readonly Fault[]

  constructor(file: string, text: string, faults: readonly Fault[]) {
    super(describeFaults(file, text, faults))
    this.file = file
    this.faults = faults
  }
}

/** `kms.failures[2].from` */
export function formatPath(path: FaultPath): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`
      return index === 0 ? segment : `.${segment}`
    })
    .join('')
}

/** Whether `path` is `container` or lies below it. */
export function isWithin(path: FaultPath, container: FaultPath): boolean {
  return container.every((segment, index) => segment === path[index])
}

/** Whether one path is, or lies within, the other. */
export function overlaps(one: FaultPath, other: FaultPath): boolean {
  return isWithin(one, other) || isWithin(other, one)
}

const shownMax = 50

function describeFaults(file: string, text: string, faults: readonly Fault[]): string {
  const lines = text.split('\n')
  const shown = faults.slice(0, shownMax).map((fault) => describeFault(file, lines, fault))
  const rest = faults.length - shown.length
  if (rest > 0) shown.push(`… and ${rest} more`)
  const count = faults.length === 1 ? '1 mistake' : `${faults.length} mistakes`
  return `${count} in ${printable(file)}\n\n${shown.join('\n\n')}`
}

function describeFault(file: string, lines: readonly string[], fault: Fault): string {
  const where = `${printable(file)}:${fault.line}:${fault.column}`
  const path = fault.path === '' ? '' : ` ${clip(printable(fault.path), 120)}:`
  const advice =
    fault.suggestion === undefined ? '' : `; did you mean ${clip(printable(fault.suggestion), 120)}?`
  return `${where}:${path} ${clip(printable(fault.message), 600)}${advice}\n${pointAt(lines, fault)}`
}

/** Wide enough for real scenarios, narrow enough for a terminal where a line is a megabyte long. */
const sourceWidthMax = 110

function pointAt(lines: readonly string[], { line, column, width }: Fault): string {
  const source = (lines[line - 1] ?? '').replace(/\r$/, '')
  const start = source.length <= sourceWidthMax ? 0 : Math.max(0, column - 1 - 40)
  const shown = source.slice(start, start + sourceWidthMax)
  const before = shown.slice(0, column - 1 - start).replaceAll(/[^\t]/g, ' ')
  const pointer = '^'.repeat(Math.max(1, Math.min(width, shown.length - before.length)))
  const number = String(line).padStart(4)
  const margin = ' '.repeat(number.length)
  return `${number} | ${printable(shown, '\t')}\n${margin} | ${before}${pointer}`
}
