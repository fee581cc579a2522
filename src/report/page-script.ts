/**
 * The script of the pages, as text: what the package was built with, or in a
 * checkout a bundle of the modules as they are now.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'

/** Made by `npm run build`. */
const built = new URL('../page/script.js', import.meta.url)
/** Not part of a package; named at run time, as no layer may know it. */
const bundler = new URL('../../scripts/kept-bundle.ts', import.meta.url)

let text: Promise<string> | undefined

/** The same for the whole process. */
export function pageScript(): Promise<string> {
  text ??= readOrBundle()
  return text
}

async function readOrBundle(): Promise<string> {
  if (existsSync(built)) return readFileSync(built, 'utf8')
  const { bundlePage } = (await import(bundler.href)) as { bundlePage: () => Promise<string> }
  return bundlePage()
}
