#!/usr/bin/env node
/**
 * Starts sealbench: from source in a checkout, compiled from a package. Plain
 * JavaScript that old runtimes can read, so that they are told what to do.
 */
import { existsSync } from 'node:fs'
import module from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const needed = [24, 12]
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `sealbench: Node ${needed.join('.')} or newer is needed, this is ${process.version} (${process.execPath}).\n` +
      'In a checkout, `npm ci` installs the right one and `npx sealbench` uses it. ' +
      'Elsewhere, `npm install node@26` beside sealbench does.\n',
  )
  process.exit(9)
}

// Halves the time to start. Workers, which measure, are not affected.
module.enableCompileCache()

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
// A package has no `src`; a checkout may have a `dist` that is older than its source.
const source = path.join(root, 'src/cli/main.ts')
const main = existsSync(source) ? source : path.join(root, 'dist/cli/main.js')
await import(pathToFileURL(main).href)
