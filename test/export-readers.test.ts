/**
 * Exports as their readers see them: the parsers and schemas of the programs
 * that they are for.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { XmlDocument, XsdValidator } from 'libxml2-wasm'

import { renderExport, type Exported } from '../src/report/exports/export-format.ts'
import {
  everyComparison,
  everyRun,
  hostileComparison,
  hostileRun,
} from '../src/report/exports/exported.fixture.ts'
import { junit } from '../src/report/exports/junit.ts'
import { openmetrics } from '../src/report/exports/openmetrics.ts'
import { printable } from '../src/report/text.ts'

const cases: readonly [string, Exported][] = [
  ['a run', { kind: 'runs', runs: [everyRun()] }],
  ['a run of hostile names', { kind: 'runs', runs: [hostileRun()] }],
  ['a comparison', { kind: 'comparison', comparison: everyComparison() }],
  ['a comparison of hostile names', { kind: 'comparison', comparison: hostileComparison() }],
]

const python = process.env['PYTHON_PATH'] ?? '/usr/bin/python3'

/** Why the tests are skipped that need `module`; false where it is there. */
function missing(module: string): string | false {
  const { status } = spawnSync(python, ['-c', `import ${module}`])
  return status === 0 ? false : `${python} has no ${module} (scripts/install-export-readers.sh)`
}

/** What `program` says as JSON of `text`, which it reads from stdin. */
function inPython(program: string, text: string): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program], { input: text, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout)
}

describe('junit and its schema', () => {
  const schema = readFileSync(path.join(import.meta.dirname, 'junit.fixture.xsd'), 'utf8')

  for (const [what, exported] of cases)
    it(`holds for ${what}`, () => {
      using schemaDocument = XmlDocument.fromString(schema)
      using validator = XsdValidator.fromDoc(schemaDocument)
      using document = XmlDocument.fromString(renderExport(junit, exported))

      assert.doesNotThrow(() => validator.validate(document))
    })

  it('would miss an attribute that Jenkins does not know', () => {
    using schemaDocument = XmlDocument.fromString(schema)
    using validator = XsdValidator.fromDoc(schemaDocument)
    const wrong = renderExport(junit, cases[0]![1]).replace('<testsuites ', '<testsuites skipped="1" ')
    using document = XmlDocument.fromString(wrong)

    assert.throws(() => validator.validate(document), /skipped/)
  })
})

describe('junit and junitparser', { skip: missing('junitparser') }, () => {
  const program = `
import json, sys
from junitparser import JUnitXml
suites = JUnitXml.fromstring(sys.stdin.buffer.read())
result = lambda case: [type(found).__name__ for found in case.result]
print(json.dumps([
  {"name": suite.name, "told": [suite.tests, suite.failures, suite.errors, suite.skipped],
   "cases": [[case.name, result(case)] for case in suite]} for suite in suites]))`

  interface Suite {
    readonly name: string
    readonly told: readonly [tests: number, failures: number, errors: number, skipped: number]
    readonly cases: readonly [name: string, result: string[]][]
  }

  for (const [what, exported] of cases)
    it(`agree on the counts of ${what}`, () => {
      const suites = inPython(program, renderExport(junit, exported)) as Suite[]

      for (const { name, told, cases: found } of suites) {
        const results = found.flatMap(([, result]) => result)
        const counted = ['Failure', 'Error', 'Skipped'].map(
          (kind) => results.filter((result) => result === kind).length,
        )
        assert.deepEqual([found.length, ...counted], told, name)
      }
    })

  it('agree on what has failed', () => {
    const suites = inPython(program, renderExport(junit, cases[0]![1])) as Suite[]

    const failed = suites.flatMap(({ cases: all }) =>
      all.filter(([, result]) => result.includes('Failure')).map(([name]) => name),
    )
    assert.equal(failed.length, 2)
    assert.match(failed[0]!, /^money-per-month: .* \[c0\d \(keyCache\.ttl 5 min, /)
    assert.match(failed[1]!, /^put\.sealed\.serviceTime\.p99 < 1 ms \[c02 \(/)
  })
})

describe(
  'openmetrics and the parser of Prometheus',
  { skip: missing('prometheus_client.openmetrics.parser') },
  () => {
    const program = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
text = sys.stdin.buffer.read().decode('utf-8')
print(json.dumps([
  {"name": family.name, "type": family.type, "unit": family.unit,
   "samples": [[sample.name, sample.labels, sample.value] for sample in family.samples]}
  for family in text_string_to_metric_families(text)]))`

    interface Family {
      readonly name: string
      readonly type: string
      readonly unit: string
      readonly samples: readonly [name: string, labels: Readonly<Record<string, string>>, value: number][]
    }

    for (const [what, exported] of cases)
      it(`agree that ${what} is well-formed, with no two samples alike`, () => {
        const families = inPython(program, renderExport(openmetrics, exported)) as Family[]

        const keys = families.flatMap(({ samples }) =>
          samples.map(([name, labels]) => JSON.stringify([name, labels])),
        )
        assert(keys.length > 10)
        assert.equal(new Set(keys).size, keys.length)
      })

    it('agree on seconds, and on hostile labels as they read', () => {
      const run = hostileRun()
      const families = inPython(program, renderExport(openmetrics, { kind: 'runs', runs: [run] })) as Family[]

      const latency = families.find(({ name }) => name === 'sealbench_latency_seconds')!
      const [, labels, value] = latency.samples.find(([, { quantile }]) => quantile === '0.5')!
      assert.deepEqual([latency.type, latency.unit], ['summary', 'seconds'])
      assert.equal(value, run.cells[0]!.put.plain.serviceTime.p50 / 1e9)
      assert.equal(labels['scenario'], printable(String(run.scenario['name'])))
    })
  },
)
