/**
 * The text of a scenario as data that remembers where each part stands, so
 * that every later complaint can point at its line.
 *
 * @module
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Scalar,
} from 'yaml'

import { formatPath, type Draft, type Fault, type FaultPath } from './faults.ts'

/** Far deeper than any scenario, far shallower than any stack. */
const depthMax = 50
const faultsMax = 1000
/** One wrong bracket can make every later line wrong. */
const syntaxFaultsMax = 20

type Offsets = readonly [start: number, end: number]

interface Place {
  readonly key: Offsets | undefined
  readonly value: Offsets
  /** Maps and lists are pointed at by their key: their own first character says nothing. */
  readonly isCollection: boolean
}

export class ScenarioSource {
  /** Plain data: maps, lists, text, numbers, booleans and nulls. */
  readonly data: unknown
  /** What is wrong with the text as YAML. */
  readonly faults: readonly Fault[]
  /** False where the text is too broken for `data` to mean what its author meant. */
  readonly isTrustworthy: boolean
  readonly #lineCounter = new LineCounter()
  readonly #places = new Map<string, Place>()
  readonly #faults: Fault[] = []
  /** What makes all the rest meaningless. */
  #fatal: Fault | undefined

  constructor(text: string) {
    const document = parseDocument(text, {
      lineCounter: this.#lineCounter,
      prettyErrors: false,
      schema: 'core',
      stringKeys: true,
      // Checked below: the package compares each key with each other key.
      uniqueKeys: false,
      keepSourceTokens: false,
    })
    this.#takeSyntaxFaults(document)
    const isReadable = this.#faults.length === 0
    this.data = isReadable ? this.#plain(document.contents, [], undefined) : undefined
    this.faults = this.#fatal === undefined ? this.#faults : [this.#fatal]
    this.isTrustworthy = isReadable && this.#fatal === undefined
  }

  /** Turns drafts into faults, in the order of the text, each told once. */
  locate(drafts: readonly Draft[]): readonly Fault[] {
    const located = new Map<string, Fault>()
    for (const draft of drafts) {
      const fault = this.#fault(
        this.#offsetsOf(draft),
        formatPath(draft.path),
        draft.message,
        draft.suggestion,
      )
      located.set(`${fault.line}:${fault.column}:${fault.message}`, fault)
    }
    return [...located.values()].toSorted((one, other) => one.line - other.line || one.column - other.column)
  }

  #offsetsOf({ path, at }: Draft): Offsets {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = this.#places.get(placeKey(path.slice(0, length)))
      if (place === undefined) continue
      const isExact = length === path.length
      const isKeyMeant = !isExact || at === 'key' || place.isCollection || place.value[0] === place.value[1]
      return isKeyMeant ? (place.key ?? [place.value[0], place.value[0] + 1]) : place.value
    }
    return [0, 1]
  }

  #takeSyntaxFaults(document: Document): void {
    const problems = [...document.errors, ...document.warnings]
    const exhaustion = problems.find((problem) => problem.code === 'RESOURCE_EXHAUSTION')
    for (const problem of exhaustion === undefined ? problems.slice(0, syntaxFaultsMax) : [exhaustion]) {
      this.#faults.push(this.#fault(problem.pos, '', explain(problem.code, problem.message)))
    }
  }

  #plain(node: Node | null, path: FaultPath, key: Offsets | undefined): unknown {
    const value: Offsets = [node?.range?.[0] ?? key?.[1] ?? 0, node?.range?.[1] ?? key?.[1] ?? 0]
    this.#places.set(placeKey(path), { key, value, isCollection: !isScalar(node) })
    if (path.length > depthMax) {
      this.#fatal ??= this.#fault(
        value,
        '',
        `is nested more than ${depthMax} levels deep, which no scenario is`,
      )
      return null
    }
    if (isAlias(node)) {
      const message = 'is an alias: write the value itself, as a scenario has no anchors and aliases'
      this.#fatal ??= this.#fault(value, formatPath(path), message)
      return null
    }
    if (isMap(node)) return this.#plainMap(node.items, path)
    if (isSeq(node))
      return node.items.map((item, index) => this.#plain(item as Node, [...path, index], undefined))
    return isScalar(node) ? this.#plainScalar(node, value, path) : null
  }

  #plainScalar({ value, source, tag }: Scalar, offsets: Offsets, path: FaultPath): unknown {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    // What is not a finite number is complained of as it is written: `.nan`.
    if (typeof value === 'number') return Number.isFinite(value) ? value : (source ?? '')
    this.#complain(offsets, path, `has the tag ${tag ?? '!'}: write the value without a tag`)
    return null
  }

  #plainMap(items: readonly { key: unknown; value: unknown }[], path: FaultPath): unknown {
    const entries = new Map<string, unknown>()
    for (const { key, value } of items) {
      const node = key as Node | null
      const name = isScalar(node) && typeof node.value === 'string' ? node.value : ''
      const offsets: Offsets = [node?.range?.[0] ?? 0, node?.range?.[1] ?? 0]
      const innerPath = [...path, name]
      if (entries.has(name)) {
        const first = this.#places.get(placeKey(innerPath))?.key?.[0] ?? 0
        const line = this.#lineCounter.linePos(first).line
        this.#complain(
          offsets,
          innerPath,
          `is written twice: keep one of the two (the other is in line ${line})`,
        )
      } else if (name === '__proto__') {
        this.#complain(offsets, innerPath, 'unknown key')
      } else {
        entries.set(name, this.#plain(value as Node | null, innerPath, offsets))
      }
    }
    return Object.fromEntries(entries)
  }

  #complain(offsets: Offsets, path: FaultPath, message: string): void {
    if (this.#faults.length < faultsMax) this.#faults.push(this.#fault(offsets, formatPath(path), message))
  }

  #fault([start, end]: Offsets, path: string, message: string, suggestion?: string): Fault {
    const { line, col } = this.#lineCounter.linePos(start)
    const place = { line: Math.max(1, line), column: Math.max(1, col), width: Math.max(1, end - start) }
    return { ...place, path, message, ...(suggestion !== undefined && { suggestion }) }
  }
}

function placeKey(path: FaultPath): string {
  return JSON.stringify(path)
}

/** The package's messages in the words of somebody who writes a scenario. */
function explain(code: string, message: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'tabs cannot indent YAML: use spaces'
    case 'MULTIPLE_DOCS':
      return 'a scenario is one document: remove the line --- and what follows, or make it a file of its own'
    case 'NON_STRING_KEY':
      return 'a key must be a plain word'
    case 'RESOURCE_EXHAUSTION':
      return 'is nested far too deep for a scenario'
    case 'TAG_RESOLVE_FAILED':
      return `${message}: write the value without a tag`
    default:
      return `is not valid YAML: ${message.replace(/^./, (letter) => letter.toLowerCase())}`
  }
}
