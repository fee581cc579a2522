/**
 * Bundles the scripts of the pages, `src/page`, without the parts of vega that
 * no chart uses.
 *
 * With `--output FOLDER` as a program, for the build of the package.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { buildSync } from 'esbuild'

import type { PageKind } from '../src/report/page-script.ts'

const root = path.join(import.meta.dirname, '..')

/** Maps, networks, trees, clouds of words, fits and filters across pictures. */
const unused = [
  'd3-delaunay',
  'd3-force',
  'd3-geo',
  'd3-geo-projection',
  'd3-hierarchy',
  'topojson-client',
  'vega-crossfilter',
  'vega-force',
  'vega-geo',
  'vega-hierarchy',
  'vega-label',
  'vega-projection',
  'vega-regression',
  'vega-voronoi',
  'vega-wordcloud',
]
const nothing = path.join(import.meta.dirname, 'nothing.cjs')

export interface Bundle {
  readonly text: string
  /** All files that it is made from, this one and the bundler among them. */
  readonly inputs: readonly string[]
}

/** What takes a page over, by its kind. */
const entries: Readonly<Record<PageKind, string>> = {
  report: 'src/page/main.ts',
  index: 'src/page/index/main.ts',
}

/** Equal modules give equal bytes. */
export function bundle(kind: PageKind): Bundle {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [entries[kind]],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    legalComments: 'eof',
    logLevel: 'error',
    alias: {
      ...Object.fromEntries(unused.map((name) => [name, nothing])),
      // Vega-lite's own copy only parses what vega then interprets.
      'vega-expression': path.join(root, 'node_modules/vega-expression'),
    },
  })
  const bundler = path.join(root, 'node_modules/esbuild/package.json')
  const inputs = Object.keys(metafile.inputs).map((name) => path.join(root, name))
  return { text: outputFiles[0]!.text, inputs: [...inputs, import.meta.filename, bundler] }
}

if (import.meta.main) {
  const { output } = parseArgs({ options: { output: { type: 'string' } } }).values
  if (output === undefined) throw new Error('--output FOLDER says where the bundles go')
  mkdirSync(output, { recursive: true })
  writeFileSync(path.join(output, 'script.js'), bundle('report').text)
  writeFileSync(path.join(output, 'index-script.js'), bundle('index').text)
}
