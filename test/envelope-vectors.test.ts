/**
 * The published test vectors are what the program makes, and it opens them;
 * the envelope's description says the limits that the program has.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { vectorsFile, vectorsText, type EnvelopeVectors } from '../scripts/write-envelope-vectors.ts'
import { open } from '../src/envelope/envelope.fixture.ts'
import { suiteProperties } from '../src/envelope/properties.ts'
import { suites } from '../src/envelope/suites/registry.ts'

describe('docs/envelope-vectors.json', () => {
  const text = readFileSync(vectorsFile, 'utf8')
  const { records, contexts } = JSON.parse(text) as EnvelopeVectors

  it('is what scripts/write-envelope-vectors.ts writes', () => {
    assert.equal(text, vectorsText(), 'run npx node scripts/write-envelope-vectors.ts and commit the result')
  })

  it('has every suite with every key reference', () => {
    const pairs = records.map(({ suite, keyReference }) => `${suite}, ${keyReference}`)

    assert.equal(new Set(pairs).size, 3 * suites.length)
  })

  it('shows a context whose order in UTF-16 would be another', () => {
    const sorted = contexts.map(({ entries }) => Object.keys(entries))
    const unlike = sorted.filter((keys) => String(keys.toSorted()) !== String(keys.toSorted(byBytes)))

    assert.equal(unlike.length, 1)
  })

  for (const { name, record, partitionKeyText, partitionKey, payload } of records) {
    it(`opens ${name}`, () => {
      const opened = open(Buffer.from(record, 'hex'))

      assert.equal(opened.partitionKey, partitionKeyText)
      assert.equal(Buffer.from(opened.partitionKey).toString('hex'), partitionKey)
      assert.equal(opened.payload.toString('hex'), payload)
    })
  }
})

describe('docs/envelope.md', () => {
  const page = readFileSync(path.join(path.dirname(vectorsFile), 'envelope.md'), 'utf8')

  for (const suite of suites) {
    it(`says how many records one key material of ${suite.name} seals`, () => {
      const { recordsPerKeyLog2 } = suiteProperties(suite)
      const said = recordsPerKeyLog2 === null ? 'no bound' : String.raw`2\^${recordsPerKeyLog2}(?!\.?\d)`

      assert.match(
        page,
        new RegExp(String.raw`^\| .${suite.name.replaceAll('+', String.raw`\+`)}. .*\| ${said} +\|`, 'm'),
      )
    })
  }
})

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
