/**
 * Takes vega and vega-lite into a bundle from their sources, which come with
 * the packages, so that parts that no picture of ours needs are left out one
 * by one.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

import type { OnResolveResult, Plugin } from 'esbuild'

const scripts = import.meta.dirname
const packages = path.join(scripts, '../node_modules')

/** Maps, networks, trees, clouds of words, fits and filters across pictures. */
const unusedPackages = [
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

/** Modules below `src` of their package, without their extension. */
const unusedModules: Readonly<Record<string, readonly string[]>> = {
  'vega-lite': [
    ...['density', 'extent', 'flatten', 'fold', 'graticule', 'loess', 'lookup', 'pivot'].map(dataNode),
    ...['quantile', 'regression', 'sample', 'sequence'].map(dataNode),
    // The page has controls of its own.
    ...['clear', 'inputs', 'interval', 'nearest', 'point', 'scales', 'toggle', 'translate', 'zoom'].map(
      (name) => `compile/selection/${name}`,
    ),
    ...['boxplot', 'errorband', 'errorbar'].map((name) => `compositemark/${name}`),
    'compile/mark/geoshape',
  ],
  'vega-functions': ['ease', 'geo', 'lasso', 'pinch', 'tree'].map((name) => `functions/${name}`),
  // Colours are those of the theme.
  'vega-scale': ['palettes'],
  // Pictures are SVG.
  'vega-scenegraph': ['CanvasRenderer', 'HybridHandler', 'HybridRenderer'],
  'vega-view': ['bind'],
}

function dataNode(name: string): string {
  return `compile/data/${name}`
}

const unusedFiles = new Set(
  Object.entries(unusedModules).flatMap(([name, modules]) =>
    modules.map((module) => path.join(packages, name, 'src', module)),
  ),
)

/** Where a module of a package does not stand in its `index.js`. */
const entries: Readonly<Record<string, string>> = {
  vega: path.join(scripts, 'vega-of-pages.mjs'),
  'vega-canvas': path.join(packages, 'vega-canvas/build/vega-canvas.browser.js'),
  'vega-lite': path.join(packages, 'vega-lite/src/index.ts'),
  'vega-loader': path.join(packages, 'vega-loader/index.browser.js'),
}

const hollow = 'hollow'

export const leanVega: Plugin = {
  name: 'lean-vega',
  setup(bundler) {
    bundler.onResolve({ filter: /^(?:d3|topojson|vega)(?:-[a-z-]+)?$/ }, ({ path: name }) => entryOf(name))
    bundler.onResolve({ filter: /^\./ }, ({ path: name, resolveDir }) =>
      resolveDir.startsWith(path.join(packages, 'vega')) ? moduleAt(path.join(resolveDir, name)) : undefined,
    )
    bundler.onLoad({ filter: /./, namespace: hollow }, ({ path: file }) => ({
      contents: hollowed(readFileSync(file, 'utf8'), path.relative(packages, file)),
    }))
  },
}

function entryOf(name: string): OnResolveResult | undefined {
  if (unusedPackages.includes(name)) return { path: path.join(scripts, 'nothing.cjs') }
  if (!name.startsWith('vega')) return undefined
  // Vega-lite's own copy of vega-expression only parses what vega then interprets: one for both.
  const file = entries[name] ?? path.join(packages, name, 'index.js')
  return existsSync(file) ? unlessUsed(file) : undefined
}

/** A module without or with its extension, or as TypeScript that was not compiled. */
function moduleAt(place: string): OnResolveResult | undefined {
  const stem = place.replace(/\.js$/, '')
  const file = [`${stem}.js`, `${stem}.ts`, path.join(place, 'index.js'), place].find(existsSync)
  if (file === undefined) return undefined
  return unusedFiles.has(stem) ? { path: file, namespace: hollow } : unlessUsed(file)
}

/** They change nothing outside of themselves when they are loaded, though their packages do not say so. */
function unlessUsed(file: string): OnResolveResult {
  return { path: file, sideEffects: false }
}

/** The same names, each a class that nothing is an instance of and that says what is missing where it is made. */
function hollowed(source: string, name: string): string {
  const names = source.matchAll(/^export (?:async )?(?:class|const|function|let) (\w+)/gm)
  return [
    'class Hollow {',
    `constructor() { throw new Error(${JSON.stringify(`${name} is left out of pages: see scripts/lean-vega.ts`)}) }`,
    // What vega-lite asks of kinds of selections and of marks.
    'static defined() { return false }',
    'static hasMatchingType() { return false }',
    '}',
    ...[...names].map(([, exported]) => `export { Hollow as ${exported} }`),
    ...(/^export default /m.test(source) ? ['export default Hollow'] : []),
  ].join('\n')
}
