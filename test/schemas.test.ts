/**
 * The published schemas and the scenarios that ship are what the source says.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { schemaFiles, schemaFolder } from '../scripts/write-schemas.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'

const root = path.join(import.meta.dirname, '..')

describe('docs/schema', () => {
  for (const [name, text] of schemaFiles()) {
    it(`${name} is what scripts/write-schemas.ts writes`, () => {
      const published = readFileSync(path.join(schemaFolder, name), 'utf8')

      assert.equal(published, text, 'run node scripts/write-schemas.ts and commit the result')
    })
  }
})

describe('scenarios', () => {
  const files = globSync('scenarios/*.yaml', { cwd: root }).toSorted()

  it('are at least six', () => {
    assert.ok(files.length >= 6)
  })

  for (const file of files) {
    it(`${file} loads, is named like its file, and opens with its question and expectation`, () => {
      const text = readFileSync(path.join(root, file), 'utf8')

      const { scenario, claims } = loadScenario(path.join(root, file))

      assert.equal(scenario.name, path.basename(file, '.yaml'))
      assert.match(text, /^# Question: .+\?\n# Expected: /)
      assert.notEqual(scenario.question, '')
      assert.ok(claims.length > 0)
    })
  }
})

describe('scenarios/plans', () => {
  for (const file of globSync('scenarios/plans/*.yaml', { cwd: root }).toSorted()) {
    it(`${file} loads for a plan, is named like its file, and opens with its question and expectation`, () => {
      const text = readFileSync(path.join(root, file), 'utf8')

      const { scenario } = loadScenario(path.join(root, file), {}, 'plan')

      assert.equal(scenario.name, path.basename(file, '.yaml'))
      assert.match(text, /^# Question: .+\?\n# Expected: /)
      const question = /^# Question: (?<question>.+)$/m.exec(text)!.groups!['question']!
      assert.equal(scenario.question.toLowerCase(), question.toLowerCase())
      assert.notEqual(scenario.plan, undefined)
    })
  }
})
