import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { UsageError } from '../../errors.ts'
import { placesOf, renderExport, type Exported } from './export-format.ts'
import { everyComparison, validRun } from './exported.fixture.ts'
import { exportFormatNamed, exportFormats } from './registry.ts'

const oneRun: Exported = { kind: 'runs', runs: [validRun()] }
const twoRuns: Exported = { kind: 'runs', runs: [validRun(), validRun({ id: 'b' })] }
const comparison: Exported = { kind: 'comparison', comparison: everyComparison() }

describe('renderExport', () => {
  for (const format of exportFormats) {
    const places = placesOf(format)
    const cases: [string, Exported, boolean, RegExp][] = [
      ['a run', oneRun, places.run, /has no place for a run/],
      ['several runs', twoRuns, places.severalRuns, /takes one run, and 2 are named/],
      ['a comparison', comparison, places.comparison, /has no place for a comparison/],
    ]
    for (const [what, exported, has, message] of cases)
      it(`${has ? 'makes' : 'refuses to make'} ${format.name} of ${what}`, () => {
        if (has) assert.match(renderExport(format, exported), /\S.*\n$/s)
        else
          assert.throws(
            () => renderExport(format, exported),
            (error) => error instanceof UsageError && message.test(error.message),
          )
      })
  }
})

describe('exportFormatNamed', () => {
  it('finds every format of the registry, each by its own name and file', () => {
    assert.deepEqual(
      exportFormats.map(({ name }) => exportFormatNamed(name)),
      exportFormats,
    )
    assert.equal(new Set(exportFormats.map(({ fileName }) => fileName)).size, exportFormats.length)
    assert.equal(exportFormatNamed('xml'), undefined)
  })
})
