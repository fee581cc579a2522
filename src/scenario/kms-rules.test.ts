import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'

import { ScenarioInvalidError } from './faults.ts'
import { parseScenario, type Overrides } from './load-scenario.ts'

describe('the kms section of a scenario', () => {
  const refused: readonly (readonly [what: string, kms: string, clock: string, at: string, why: RegExp])[] = [
    [
      'an endpoint on the virtual clock',
      '{ backend: endpoint, endpoint: http://h:1 }',
      'virtual',
      'kms.backend',
      /clock: real/,
    ],
    ['AWS on the virtual clock', '{ backend: aws, keyId: alias/x }', 'virtual', 'kms.backend', /clock: real/],
    [
      'backend endpoint without one',
      '{ backend: endpoint }',
      'real',
      'kms.endpoint',
      /must name the endpoint/,
    ],
    ['backend aws without a key', '{ backend: aws }', 'real', 'kms.keyId', /makes none at AWS/],
    [
      'backend aws with an endpoint',
      '{ backend: aws, keyId: k, endpoint: http://h:1 }',
      'real',
      'kms.endpoint',
      /left out/,
    ],
    [
      'backend aws with failures',
      '{ backend: aws, keyId: k, failures: [{ fault: slow, from: 0 s }] }',
      'real',
      'kms.failures',
      /must be empty/,
    ],
    ['an endpoint of the embedded KMS', '{ endpoint: http://h:1 }', 'real', 'kms.endpoint', /of no use/],
    [
      'AWS by its address',
      '{ backend: endpoint, endpoint: https://kms.eu-west-1.amazonaws.com }',
      'real',
      'kms.endpoint',
      /backend: aws/,
    ],
    [
      'a quota of an endpoint',
      '{ backend: endpoint, endpoint: http://h:1, quota: 5 /s }',
      'real',
      'kms.quota',
      /of the embedded KMS/,
    ],
    [
      'failures of an endpoint without its control port',
      '{ backend: endpoint, endpoint: http://h:1, failures: [{ fault: slow, from: 0 s }] }',
      'real',
      'kms.failures',
      /kms.control/,
    ],
    [
      'adaptive retries on the virtual clock',
      '{ client: { retryMode: adaptive } }',
      'virtual',
      'kms.client.retryMode',
      /time of day/,
    ],
    [
      'an endpoint with a path',
      '{ backend: endpoint, endpoint: http://h:1/x }',
      'real',
      'kms.endpoint',
      /without a path/,
    ],
    [
      'an endpoint with a password',
      '{ backend: endpoint, endpoint: "http://u:p@h:1" }',
      'real',
      'kms.endpoint',
      /must be an address/,
    ],
    [
      'no attempts at all',
      '{ client: { maxAttempts: 0 } }',
      'virtual',
      'kms.client.maxAttempts',
      /at least 1/,
    ],
    ['eleven attempts', '{ client: { maxAttempts: 11 } }', 'virtual', 'kms.client.maxAttempts', /at most 10/],
    [
      'a recording that is not there',
      '{ latency: { distribution: recorded, file: nowhere.json } }',
      'virtual',
      'kms.latency.file',
      /no such file/,
    ],
  ]

  for (const [what, kms, clock, at, why] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => load(kms, clock),
        (error: unknown) => {
          assert.ok(error instanceof ScenarioInvalidError)
          assert.match(error.message, why)
          assert.ok(error.message.includes(`${at}:`), error.message)
          return true
        },
      )
    })
  }

  const taken: readonly (readonly [what: string, kms: string, clock: string])[] = [
    ['an endpoint on the real clock', '{ backend: endpoint, endpoint: "https://kms.local:4599/" }', 'real'],
    [
      'failures of an endpoint with its control port',
      '{ backend: endpoint, endpoint: http://h:1, control: http://h:2, failures: [{ fault: outage, from: 0 s }] }',
      'real',
    ],
    ['AWS with a key', '{ backend: aws, keyId: alias/orders, profiles: [a, b] }', 'real'],
    ['adaptive retries on the real clock', '{ client: { retryMode: adaptive } }', 'real'],
    ['a key and profiles for when --kms asks another KMS', '{ keyId: alias/x, profiles: [a] }', 'virtual'],
    ['one attempt and ten', '{ client: { maxAttempts: 10 } }', 'virtual'],
  ]

  for (const [what, kms, clock] of taken) {
    it(`takes ${what}`, () => {
      assert.doesNotThrow(() => load(kms, clock))
    })
  }

  it('is changed by the command line, before it is checked', () => {
    const overrides = { kms: { backend: 'endpoint', endpoint: 'http://127.0.0.1:4599' } }

    const { scenario, resolved } = load('{ latency: 1 ms }', 'real', overrides)

    assert.equal(scenario.kms.backend, 'endpoint')
    assert.equal((resolved['kms'] as { endpoint: string }).endpoint, 'http://127.0.0.1:4599')
    assert.throws(() => load('{ latency: 1 ms }', 'virtual', overrides), { code: 'ERR_SCENARIO_INVALID' })
  })
})

function load(kms: string, clock: string, overrides?: Overrides) {
  const text = `name: x\nclock: ${clock}\nload: { arrivals: constant, rate: 1 /s, duration: 1 s }\nkms: ${kms}\n`
  return parseScenario(text, path.join(import.meta.dirname, 'x.yaml'), overrides)
}
