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

/** Equal modules give equal bytes. */
export function bundlePage(): string {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: ['src/page/main.ts'],
    bundle: true,
    minify: true,
    write: false,
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
  return outputFiles[0]!.text
}

if (import.meta.main) {
  const { output } = parseArgs({ options: { output: { type: 'string' } } }).values
  if (output === undefined) throw new Error('--output FILE says where the bundle goes')
  mkdirSync(path.dirname(output), { recursive: true })
  writeFileSync(output, bundlePage())
}
