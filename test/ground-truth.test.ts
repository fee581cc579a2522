import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { groundTruthMarkers } from '../scripts/ground-truth.ts'
import { delayedQuantileNs, groundTruthScenarios } from '../scripts/ground-truths.ts'
import { parseScenario } from '../src/scenario/load-scenario.ts'

describe('delayedQuantileNs', () => {
  it('leaves as many records beyond it as theory has them wait longer', () => {
    const property = fc.property(
      fc.integer({ min: 1e6, max: 1e9 }),
      fc.integer({ min: 1e6, max: 1e9 }),
      fc.double({ min: 1e-9, max: 1e-5, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (latency, ttl, rate, share) => {
        const time = share * latency
        const beyond = (1 + rate * (latency - time)) / (1 + rate * (latency + ttl))
        const found = delayedQuantileNs({ latency, ttl, rate }, 1 - beyond)
        assert(Math.abs(found - time) < 1e-3 * latency, `${found} for ${time}`)
      },
    )
    fc.assert(property, { seed: 11 })
  })

  it('is the latency of KMS where fewer records wait for all of it', () => {
    assert.equal(delayedQuantileNs({ latency: 25e6, ttl: 50e6, rate: 2e-7 }, 0.99), 25e6)
  })
})

describe('docs/method.md', () => {
  it('has the figures of scripts/ground-truth.ts, whose scenarios are sound', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../docs/method.md'), 'utf8')
    const block = page.split(groundTruthMarkers.begin)[1]!.split(groundTruthMarkers.end)[0]!

    for (const { what, text, truths } of groundTruthScenarios) {
      assert.equal(parseScenario(text, '/test/scenario.yaml').cells.length, 1)
      assert(block.includes(what))
      for (const { figure } of truths) assert(block.includes(`| ${figure} `), figure)
    }
  })
})
