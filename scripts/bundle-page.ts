/**
 * Bundles the scripts of the pages, `src/page`.
 *
 * With `--output FOLDER` as a program, for the build of the package.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { build } from 'esbuild'

import type { PageKind } from '../src/report/page-script.ts'
import { leanVega } from './lean-vega.ts'

const root = path.join(import.meta.dirname, '..')

/** A change of these changes the bundles. */
const tools = ['scripts/bundle-page.ts', 'scripts/lean-vega.ts', 'node_modules/esbuild/package.json'].map(
  (name) => path.join(root, name),
)

export interface Bundle {
  readonly text: string
  /** All files that it is made from, those that bundle among them. */
  readonly inputs: readonly string[]
}

/** What takes a page over, by its kind. */
const entries: Readonly<Record<PageKind, string>> = {
  report: 'src/page/main.ts',
  comparison: 'src/page/comparison/main.ts',
  plan: 'src/page/plan/main.ts',
  index: 'src/page/index/main.ts',
  plain: 'src/page/plain/main.ts',
}

export function bundle(kind: PageKind): Promise<Bundle> {
  return bundleOf(entries[kind], 'iife')
}

/** Equal modules give equal bytes. `entry` is a module that draws as pages do. */
export async function bundleOf(entry: string, format: 'esm' | 'iife'): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format,
    target: 'es2022',
    platform: 'browser',
    legalComments: 'eof',
    logLevel: 'error',
    plugins: [leanVega],
  })
  const inputs = Object.keys(metafile.inputs).map((name) => path.resolve(root, name.replace(/^hollow:/, '')))
  return { text: outputFiles[0]!.text, inputs: [...inputs, ...tools] }
}

if (import.meta.main) {
  const { output } = parseArgs({ options: { output: { type: 'string' } } }).values
  if (output === undefined) throw new Error('--output FOLDER says where the bundles go')
  mkdirSync(output, { recursive: true })
  writeFileSync(path.join(output, 'script.js'), (await bundle('report')).text)
  writeFileSync(path.join(output, 'comparison-script.js'), (await bundle('comparison')).text)
  writeFileSync(path.join(output, 'plan-script.js'), (await bundle('plan')).text)
  writeFileSync(path.join(output, 'index-script.js'), (await bundle('index')).text)
  writeFileSync(path.join(output, 'plain-script.js'), (await bundle('plain')).text)
}
