/**
 * Runs the regression gate's own scenario with and without a planted slowdown
 * of 10 %, as `gate selftest` does, and keeps in `reports/example-comparison`
 * what the gate says of the two.
 *
 * `npx node scripts/make-comparison-example.ts`, in a minute, on a machine that
 * has nothing else to do; then `npx node scripts/write-screenshots.ts`.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { toleranceDefault } from '../src/judge/comparison/compare-runs.ts'
import { gateSelftest } from '../src/runner/gate-selftest.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'

const root = path.dirname(import.meta.dirname)
const example = path.join(root, 'reports/example-comparison')

const output = mkdtempSync(path.join(os.tmpdir(), 'sealbench-comparison-'))
try {
  const loaded = loadScenario(path.join(root, 'scenarios/regression-gate.yaml'))
  const result = await gateSelftest(loaded, {
    slowdown: { share: 0.1 },
    rounds: 6,
    output,
    tolerance: toleranceDefault,
  })
  mkdirSync(example, { recursive: true })
  writeFileSync(path.join(example, 'comparison.json'), `${JSON.stringify(result!.slowed)}\n`)
} finally {
  rmSync(output, { recursive: true })
}
