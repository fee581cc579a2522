/**
 * The script of the pages, as text: what the package was built with, or in a
 * checkout a bundle of the modules as they are now.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'

/** The pages of one run, of a comparison, of a plan, of many runs, and those without pictures: each has what it needs alone. */
export type PageKind = 'report' | 'comparison' | 'plan' | 'index' | 'plain'

/** Made by `npm run build`. */
const built: Readonly<Record<PageKind, URL>> = {
  report: new URL('../page/script.js', import.meta.url),
  comparison: new URL('../page/comparison-script.js', import.meta.url),
  plan: new URL('../page/plan-script.js', import.meta.url),
  index: new URL('../page/index-script.js', import.meta.url),
  plain: new URL('../page/plain-script.js', import.meta.url),
}
/** Not part of a package; named at run time, as no layer may know it. */
const bundler = new URL('../../scripts/kept-bundle.ts', import.meta.url)

const texts = new Map<PageKind, Promise<string>>()

/** The same for the whole process. */
export function pageScript(kind: PageKind = 'report'): Promise<string> {
  const text = texts.get(kind) ?? readOrBundle(kind)
  texts.set(kind, text)
  return text
}

async function readOrBundle(kind: PageKind): Promise<string> {
  if (existsSync(built[kind])) return readFileSync(built[kind], 'utf8')
  const { bundlePage } = (await import(bundler.href)) as { bundlePage: (kind: PageKind) => Promise<string> }
  return bundlePage(kind)
}
