/**
 * Verifies the shipped plans and writes into docs/planning.md what each method
 * says. Takes four minutes, as records are really sealed, some of them in
 * real time: `npx node scripts/verify-plans.ts`, after a change of the planner
 * or of the caches.
 *
 * @module
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { Verification } from '../src/planner/plan-document.ts'
import { truthMethods } from '../src/planner/plan-verification.ts'
import { verifyPlan } from '../src/runner/verify-plan.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { withBlock, type Markers } from './marked-block.ts'
import { markdownTable } from './markdown-table.ts'

const root = path.dirname(import.meta.dirname)
const page = path.join(root, 'docs/planning.md')
const markers: Markers = {
  begin: '<!-- verified: written by scripts/verify-plans.ts -->',
  end: '<!-- /verified -->',
}
/** Calls under all conditions, waits where a run knows them. */
const shown = /^(GenerateDataKey|Decrypt)\b|^records that waited(, in the long run)?$|^mean wait of all/

/** Of the first cell of each scenario. */
async function rowsOf(file: string): Promise<string[][]> {
  const { scenario } = loadScenario(path.join(root, file), {}, 'plan').cells[0]!
  process.stderr.write(`${scenario.name}\n`)
  const { checks } = await verifyPlan(scenario)
  const figures = [...new Set(checks.map(({ figure }) => figure))].filter((figure) => shown.test(figure))
  return figures.map((figure) =>
    rowOf(
      `${scenario.name}: ${figure}`,
      checks.filter((check) => check.figure === figure),
    ),
  )
}

function rowOf(name: string, checks: Verification['checks']): string[] {
  const values = new Map(
    checks.flatMap(({ one, other, oneValue, otherValue }) => [
      [one, oneValue] as const,
      [other, otherValue] as const,
    ]),
  )
  const cells = truthMethods.map((method) => formatted(values.get(method)))
  const farthest = Math.max(...checks.map(({ sigmas }) => Math.abs(sigmas)))
  const verdict = checks.every(({ agrees }) => agrees) ? 'agrees' : 'disagrees'
  return [name, ...cells, farthest.toFixed(1), verdict]
}

function formatted(value: number | undefined): string {
  if (value === undefined) return ''
  return value > 0 && value < 1
    ? String(Number(value.toPrecision(3)))
    : value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}

const rows: string[][] = []
for (const file of globSync('scenarios/plans/*.yaml', { cwd: root }).toSorted())
  rows.push(...(await rowsOf(file)))
const head = ['figure', ...truthMethods, 'sigmas apart', 'verdict']
const table = markdownTable(head, rows, (column) => column === 0 || column === head.length - 1)
const block = [markers.begin, '', table, '', markers.end].join('\n')
writeFileSync(page, withBlock(readFileSync(page, 'utf8'), markers, block))
