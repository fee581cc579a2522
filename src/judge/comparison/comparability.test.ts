import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { differencesOf } from './comparability.ts'
import { comparedRun, type ComparedRun } from './comparison.fixture.ts'

describe('differencesOf', () => {
  for (const [what, other] of [
    ['name', { scenario: { name: 'other' } }],
    ['question', { scenario: { question: 'Another?' } }],
    ['claims', { scenario: { claims: [{ id: 'new' }] } }],
    ['thresholds', { scenario: { thresholds: ['kms.calls < 3'] } }],
    ['time and commit', { environment: { startedAt: '2027-01-01T00:00:00.000Z', gitCommit: 'abc' } }],
    ['load of the machine', { environment: { loadAverage1Min: 99 } }],
    ['version of sealbench', { environment: { sealbench: '9.9.9' } }],
  ] as const)
    it(`lets the ${what} differ`, () => {
      assert.deepEqual(differencesWith(other), [])
    })

  for (const [kind, text, other] of [
    ['scenario', 'seed: 7 against 8', { scenario: { seed: 8 } }],
    [
      'scenario',
      'load: {"rate":"10 /s"} against {"rate":"20 /s"}',
      { scenario: { load: { rate: '20 /s' } } },
    ],
    ['scenario', 'kms: nothing against {"quota":"5 /s"}', { scenario: { kms: { quota: '5 /s' } } }],
    ['machine', 'CPU: AMD EPYC 7B13 against M9', { environment: { cpuModel: 'M9' } }],
    ['machine', 'cores: 2 against 4', { environment: { cores: 4 } }],
    ['machine', 'system: linux x64 6.8.0 against darwin', { environment: { platform: 'darwin' } }],
    ['node', 'Node: v26.10.0 against v27.0.0', { environment: { node: 'v27.0.0' } }],
    ['node', 'V8: 14.6.202.33 against 15', { environment: { v8: '15' } }],
    ['node', 'OpenSSL: 3.5.6 against 4', { environment: { openssl: '4' } }],
  ] as const)
    it(`names ${text}`, () => {
      assert.deepEqual(differencesWith(other), [{ kind, text }])
    })

  it('does not mind the order of keys', () => {
    const [one, other] = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]

    assert.deepEqual(
      differencesOf(
        [comparedRun({ scenario: { fleet: one } }).run],
        [comparedRun({ scenario: { fleet: other } }).run],
      ),
      [],
    )
  })

  it('looks at every run of both sides, and names each difference once', () => {
    const other = comparedRun({ environment: { cores: 4 } }).run
    const { run } = comparedRun()

    assert.deepEqual(differencesOf([run, other], [other, run, other]), [
      { kind: 'machine', text: 'cores: 2 against 4' },
    ])
  })

  it('cuts long values off', () => {
    const [difference] = differencesWith({ scenario: { records: 'x'.repeat(500) } })

    assert.match(difference!.text, /^records: nothing against "x{59}…$/)
  })

  it('has nothing to say of no run', () => {
    assert.deepEqual(differencesOf([], [comparedRun().run]), [])
  })
})

function differencesWith(other: ComparedRun) {
  return differencesOf([comparedRun().run], [comparedRun(other).run])
}
