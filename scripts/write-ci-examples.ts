/**
 * Writes into docs/ci.md what the stored example looks like in each format:
 * `npx node scripts/write-ci-examples.ts`, after a change of a format.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { readRun } from '../src/run-store/read-run.ts'
import { ciExamplesBlock, withCiExamples } from './ci-examples.ts'

const root = path.dirname(import.meta.dirname)
const page = path.join(root, 'docs/ci.md')
const { run } = readRun(path.join(root, 'reports/example'))

writeFileSync(page, withCiExamples(readFileSync(page, 'utf8'), ciExamplesBlock(run)))
