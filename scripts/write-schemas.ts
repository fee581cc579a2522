/**
 * Writes the published JSON Schemas from their one source, so that editors and
 * readers of stored runs check against what the program itself checks.
 *
 * Run it after a change of the scenario or of the run format.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { planJsonSchema } from '../src/planner/plan-document.ts'
import { tablesJsonSchema } from '../src/price-list/price-table.ts'
import { comparisonJsonSchema } from '../src/run-store/comparison-format.ts'
import { runJsonSchema } from '../src/run-store/run-format.ts'
import { scenarioJsonSchema } from '../src/scenario/schema.ts'

/** The published files, by name, as they should stand in `docs/schema`. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['scenario-v1.json', textOf(scenarioJsonSchema())],
    ['run-v1.json', textOf(runJsonSchema())],
    ['comparison-v1.json', textOf(comparisonJsonSchema())],
    ['plan-v1.json', textOf(planJsonSchema())],
    ['price-list-v1.json', textOf(tablesJsonSchema())],
  ])
}

export const schemaFolder = path.join(import.meta.dirname, '..', 'docs', 'schema')

function textOf(schema: Record<string, unknown>): string {
  return `${JSON.stringify(schema, null, 2)}\n`
}

if (import.meta.main) {
  mkdirSync(schemaFolder, { recursive: true })
  for (const [name, text] of schemaFiles()) writeFileSync(path.join(schemaFolder, name), text)
}
