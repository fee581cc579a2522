import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { everyComparison, everyRun, hostileRun, validRun } from './exported.fixture.ts'
import { junit } from './junit.ts'

describe('junit', () => {
  it('has a suite for the run, its cells, claims and thresholds, and counts what is in each', () => {
    const suites = [...junit.ofRun!(everyRun()).matchAll(/<testsuite name="[^"]+?: (\w+)" (.+?) time=/g)]

    assert.deepEqual(
      suites.map(([, about, counts]) => `${about} ${counts}`),
      [
        'run tests="1" failures="0" errors="0" skipped="0"',
        'cells tests="4" failures="0" errors="1" skipped="1"',
        'claims tests="6" failures="1" errors="1" skipped="1"',
        'thresholds tests="4" failures="1" errors="1" skipped="1"',
      ],
    )
  })

  it('says why, with the figures beside it', () => {
    const text = junit.ofRun!(everyRun())

    assert.match(
      text,
      /<error message="invalid: generator lag p99 was 12 ms: slow the load down" type="invalid">/,
    )
    assert.match(text, /<skipped message="inconclusive: interval withheld: .*"\/>/)
    assert.match(
      text,
      /<system-out>p99 of put|<system-out>p50 of put\.overhead per record &lt;= 0\.2 ms\nestimate: /,
    )
  })

  it('has a case for every change of a comparison', () => {
    const text = junit.ofComparison!(everyComparison())

    assert.equal(text.match(/<testcase /g)?.length, 4)
    assert.match(
      text,
      /name="put\.overhead p50 \[c01 \(keyCache\.ttl=5 min\)\]"[^>]*>\n +<failure message="regression: /,
    )
  })

  it('says why a change passes, beside its figures', () => {
    const text = junit.ofComparison!(everyComparison())

    assert.match(text, /<system-out>base: [^<]+\nno-difference: [^<]+<\/system-out>\n +<\/testcase>/)
  })

  it('says once that a cell is missing', () => {
    const text = junit.ofComparison!({ ...everyComparison(), reasons: ['cell c02 is missing in later'] })

    assert.match(text, /<testcase name="the candidate can be trusted \[cell c02\]"/)
    assert.match(text, /<error message="invalid: missing in later" type="invalid">missing in later<\/error>/)
  })

  it('has an error where no run of a candidate can be trusted', () => {
    const comparison = everyComparison()
    const changes = comparison.changes.map((change) => ({ ...change, verdict: 'withheld' as const }))
    const reasons = ['cell c01 is invalid: the generator lagged']

    const text = junit.ofComparison!({ ...comparison, changes, reasons, exitCode: 7 })

    assert.match(text, /^<testsuites name="[^"]*" tests="5" failures="0" errors="1"/m)
    assert.match(text, /<error message="invalid: the generator lagged"/)
  })

  it('holds text only, whatever a scenario is called', () => {
    const tags = new Set(junit.ofRun!(hostileRun()).match(/<[!/?]?[\w-]+/g))

    assert.deepEqual(
      [...tags].filter((tag) => /script|!|--/.test(tag)),
      [],
    )
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(junit.ofRun!(hostileRun()), /[\u0000-\u0009\u000b-\u001f\ud800-\udfff]|\]\]>/u)
  })

  it('has no failure where nothing is wrong', () => {
    const run = validRun()
    const calm = { ...run, claims: run.claims.filter(({ verdict }) => verdict === 'holds'), thresholds: [] }

    assert.doesNotMatch(junit.ofRun!(calm), /<(failure|error|skipped)/)
  })
})
