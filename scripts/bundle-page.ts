/**
 * Bundles the script of the pages, `src/page`, without the parts of vega that
 * no chart uses.
 *
 * With `--output FILE` as a program, for the build of the package.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { buildSync } from 'esbuild'

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

/** Equal modules give equal bytes. */
export function bundle(): Bundle {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: ['src/page/main.ts'],
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
  if (output === undefined) throw new Error('--output FILE says where the bundle goes')
  mkdirSync(path.dirname(output), { recursive: true })
  writeFileSync(output, bundle().text)
}
