/**
 * Where exports go: `name=file` from the command line, checked before anything
 * is measured, and files that are written whole or not at all.
 *
 * @module
 */
import { statSync } from 'node:fs'
import path from 'node:path'

import { OutputUnwritableError, UsageError } from '../errors.ts'
import { renderExport, type Exported, type ExportFormat } from '../report/exports/export-format.ts'
import { exportFormatNamed, exportFormats } from '../report/exports/registry.ts'
import { nearest } from '../scenario/suggest.ts'
import { namedTwice, writeOutput } from '../run-store/output-file.ts'
import { writing } from './writing.ts'

export interface ExportTarget {
  readonly format: ExportFormat
  readonly file: string
}

export interface WrittenExport {
  readonly format: string
  readonly file: string
}

export const exportNames: readonly string[] = exportFormats.map(({ name }) => name)

/**
 * The targets that `option` was given as `name=file`. Their folders exist.
 *
 * @throws {UsageError | OutputUnwritableError}
 */
export function parseTargets(option: string, given: readonly string[]): readonly ExportTarget[] {
  const targets = given.map((text) => {
    const [, name = '', file = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    if (name === '' || file === '')
      throw new UsageError(`${option} takes <format>=<file>, such as junit=junit.xml, and got "${text}".`)
    return { format: formatNamed(name, option), file }
  })
  for (const { file } of targets) checkPlace(file)
  const twice = namedTwice(targets.map(({ file }) => file))
  if (twice !== undefined)
    throw new UsageError(`${twice} is named for two exports. Give each a file of its own.`)
  return targets
}

/** Writes every target, or none of them where one of the formats refuses. @throws {UsageError | OutputUnwritableError} */
export function writeExports(targets: readonly ExportTarget[], exported: Exported): readonly WrittenExport[] {
  const rendered = targets.map(({ format, file }) => ({ format, file, text: renderExport(format, exported) }))
  return rendered.map(({ format, file, text }) => {
    writing(file, () => writeOutput(file, text))
    return { format: format.name, file }
  })
}

function formatNamed(name: string, option: string): ExportFormat {
  const format = exportFormatNamed(name)
  if (format !== undefined) return format
  const meant = nearest(name, exportNames)
  const hint = meant === undefined ? `Formats: ${exportNames.join(', ')}.` : `Did you mean ${meant}?`
  throw new UsageError(`${option} has no format ${name}. ${hint}`)
}

/** @throws {OutputUnwritableError} where the folder of `file` is missing, or `file` is one */
export function checkPlace(file: string): void {
  const folder = path.dirname(file)
  if (!(statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false))
    throw new OutputUnwritableError(
      `Cannot write ${file}: ${folder} is not a folder that exists. Make it first, or give another place.`,
    )
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false)
    throw new OutputUnwritableError(`Cannot write ${file}: it is a folder. Name a file in it.`)
}
