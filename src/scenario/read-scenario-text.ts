/**
 * Reads the file of a scenario, and refuses at once what cannot be one.
 *
 * @module
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

import { InputUnreadableError } from '../errors.ts'
import { clip, printable } from './printable.ts'
import { nearest } from './suggest.ts'

/** A scenario is small; its data belongs into files of its own. */
export const scenarioBytesMax = 2 ** 20

/** The text of the scenario in `file`; throws `InputUnreadableError` where there is none. */
export function readScenarioText(file: string): string {
  const name = clip(printable(file), 300)
  const bytes = readBytes(file, name)
  if (bytes.includes(0)) {
    throw new InputUnreadableError(`${name} is not a text file: a scenario is YAML or JSON in UTF-8.`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new InputUnreadableError(`${name} is not valid UTF-8: save it as UTF-8 text.`, { cause: error })
  }
}

function readBytes(file: string, name: string): Buffer {
  try {
    const stats = statSync(file)
    if (stats.isDirectory()) {
      throw new InputUnreadableError(`${name} is a folder, not a scenario: name a YAML file in it.`)
    }
    if (!stats.isFile()) {
      throw new InputUnreadableError(
        `${name} is not a regular file: write the scenario to a file and name that.`,
      )
    }
    if (stats.size > scenarioBytesMax) {
      const size = `${stats.size} bytes, and a scenario has at most ${scenarioBytesMax}`
      throw new InputUnreadableError(`${name} has ${size}: name the scenario, not its data.`)
    }
    return readFileSync(file)
  } catch (error) {
    if (error instanceof InputUnreadableError) throw error
    throw new InputUnreadableError(`${name} ${reasonOf(error, file)}`, { cause: error })
  }
}

function reasonOf(error: unknown, file: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const near = neighbourOf(file)
      return `does not exist${near === undefined ? ': check the path.' : `; did you mean ${near}?`}`
    }
    case 'EACCES':
    case 'EPERM':
      return 'may not be read: change its permissions.'
    default:
      return `cannot be read (${code}): check the path.`
  }
}

function neighbourOf(file: string): string | undefined {
  const folder = path.dirname(file)
  try {
    const names = readdirSync(folder).filter((name) => /\.(ya?ml|json)$/.test(name))
    const byStem = new Map(names.map((name) => [path.parse(name).name, name]))
    const stem = nearest(path.parse(file).name, byStem.keys())
    return stem === undefined ? undefined : path.join(folder, byStem.get(stem)!)
  } catch {
    return undefined
  }
}
