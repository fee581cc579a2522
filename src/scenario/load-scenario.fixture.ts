/**
 * Texts of scenarios, and what is found wrong with them.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'

import { ScenarioInvalidError } from './faults.ts'
import { parseScenario } from './load-scenario.ts'

export const folder = mkdtempSync(path.join(tmpdir(), 'sealbench-scenario-'))
after(() => rmSync(folder, { recursive: true, force: true }))

export function minimal(more = ''): string {
  return `name: x\nload: { arrivals: constant, rate: 1 /s, duration: 1 min }\n${more}\n`
}

export function refusal(text: string, file: string): ScenarioInvalidError {
  try {
    parseScenario(text, file)
  } catch (error) {
    assert.ok(error instanceof ScenarioInvalidError, String(error))
    return error
  }
  return assert.fail(`nothing is wrong with ${text}`)
}

export function faultsOf(text: string, file = 'x.yaml') {
  return refusal(text, file).faults
}

export function messagesOf(text: string, file = 'x.yaml'): string {
  try {
    parseScenario(text, file)
    return ''
  } catch (error) {
    assert.ok(error instanceof ScenarioInvalidError, `${String(error)} of ${text}`)
    return error.faults.map((fault) => `${fault.path}: ${fault.message}`).join('\n')
  }
}
