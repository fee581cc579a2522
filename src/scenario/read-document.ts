/**
 * Small YAML or JSON files beside scenarios, such as lists of principals, as
 * plain data for whoever knows what they shall hold.
 *
 * @module
 */
import { parse, YAMLParseError } from 'yaml'

import { InputUnreadableError } from '../errors.ts'
import { readScenarioText } from './read-scenario-text.ts'

/** @throws {InputUnreadableError} */
export function readDocument(file: string): unknown {
  const text = readScenarioText(file)
  try {
    return parse(text)
  } catch (cause) {
    const line = cause instanceof YAMLParseError ? cause.linePos?.[0].line : undefined
    const where = line === undefined ? file : `${file}:${line}`
    // The parser quotes the line, and that may hold a secret.
    throw new InputUnreadableError(`${where} is neither YAML nor JSON that can be read. Correct it there.`)
  }
}
