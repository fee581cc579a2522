/**
 * The source as text, for tests of its structure.
 *
 * @module
 */
import { isBuiltin } from 'node:module'
import path from 'node:path'

export interface SourceFile {
  /** Relative to the checkout, such as `src/kms/retries.ts`. */
  readonly name: string
  readonly text: string
}

export function importsOf({ text }: SourceFile): string[] {
  const imports = withoutComments(text).matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([^'\n]+)'/g)
  return [...imports].map(([, specifier]) => specifier!)
}

/** Names of the imported files, relative to the checkout. */
export function relativeImports(file: SourceFile): string[] {
  return importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file.name), name))
}

export function isTest(name: string): boolean {
  return /\.(test|fixture)\.ts$/.test(name)
}

export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
}

/** Packages that it imports, without what is behind their names. */
export function packagesOf(file: SourceFile): string[] {
  return importsOf(file)
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'))
}

export function textsOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([found]) => found)
}

/** The first way that leads from a module back to it; empty where there is none. */
export function circleOf(files: readonly SourceFile[]): readonly string[] {
  const [imports, done] = [
    new Map(files.map((file) => [file.name, relativeImports(file)])),
    new Set<string>(),
  ]
  const walk = (name: string, way: readonly string[]): readonly string[] => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name]
    if (done.has(name)) return []
    for (const target of imports.get(name) ?? []) {
      const circle = walk(target, [...way, name])
      if (circle.length > 0) return circle
    }
    done.add(name)
    return []
  }
  return files.map(({ name }) => walk(name, [])).find((circle) => circle.length > 0) ?? []
}
