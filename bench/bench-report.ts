/**
 * Shows what a benchmark found in one way for all of them: the question, where
 * it was asked, tables, and the same figures as JSON for those who keep them.
 *
 * The JSON is an array with a row for each operation. github-action-benchmark
 * takes it as `customSmallerIsBetter`; a script finds the figures beside.
 *
 * @module
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import type { Environment } from '../src/run-store/run-format.ts'
import { describeEnvironment } from '../src/runner/environment.ts'
import type { Timing } from './timing.ts'

/** One operation as it is stored. `name`, `unit`, `value` and `extra` are those of github-action-benchmark. */
export interface BenchRow extends Timing {
  readonly unit: 'ns'
  /** The median, ns. */
  readonly value: number
  readonly extra: string
  /** Its path below `bench/`, without its ending. */
  readonly bench: string
  readonly group: string
  readonly operation: string
  readonly environment: Environment
}

export interface BenchOptions {
  /** Where to write JSON, if anywhere. */
  readonly json: string | undefined
  /** How often everything is measured. */
  readonly rounds: number
  /** Whatever other options the benchmark has. */
  readonly own: Readonly<Record<string, string>>
}

/** Reads `--json` and `--rounds`, which every benchmark has, and those of `own`, a default for each. */
export function benchOptions(rounds: number, own: Readonly<Record<string, string>> = {}): BenchOptions {
  const ownOptions = Object.entries(own).map(
    ([name, value]) => [name, { type: 'string', default: value }] as const,
  )
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      rounds: { type: 'string', default: String(rounds) },
      ...Object.fromEntries(ownOptions),
    },
  })
  const given = values as Readonly<Record<string, string>>
  return {
    json: given['json'],
    rounds: wholeNumber('rounds', given['rounds']!),
    own: Object.fromEntries(Object.keys(own).map((name) => [name, given[name]!])),
  }
}

/** Throws where `text` is no whole number above 0. */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new Error(`--${option} is ${text}, but must be a whole number above 0.`)
}

export class BenchReport {
  readonly #environment = describeEnvironment(new Date())
  readonly #rows: BenchRow[] = []
  readonly #bench: string
  readonly #json: string | undefined

  /** Prints the question and the environment. `file` is the benchmark's own. */
  constructor(file: string, question: string, { json }: BenchOptions) {
    this.#bench = benchName(file)
    this.#json = json
    this.say(question)
    this.say(environmentLine(this.#environment))
  }

  say(line: string): void {
    process.stdout.write(`${line}\n`)
  }

  /** Prints a table and keeps its rows. */
  add(group: string, timings: readonly Timing[]): void {
    const width = Math.max(group.length, ...timings.map(({ name }) => name.length)) + 2
    const heads = ['p50 ns', 'p99 ns', 'p99.9 ns', 'ratio', 'samples', 'calls']
    this.say(`\n${group.padEnd(width)}${heads.map((head) => head.padStart(12)).join('')}`)
    for (const timing of timings) {
      const { name, p50Ns, p99Ns, p999Ns, ratio, samples, callsPerSample } = timing
      const figures = [...[p50Ns, p99Ns, p999Ns].map(nsText), ratio.toFixed(2), samples, callsPerSample]
      this.say(name.padEnd(width) + figures.map((figure) => String(figure).padStart(12)).join(''))
      this.#rows.push(this.#row(group, timing))
    }
  }

  /** Writes the rows to the file of `--json`, if one is wanted. */
  write(): void {
    if (this.#json !== undefined) writeFileSync(this.#json, `${JSON.stringify(this.#rows, null, 2)}\n`)
  }

  #row(group: string, timing: Timing): BenchRow {
    const { name: operation, p50Ns, p99Ns, p999Ns, ratio } = timing
    return {
      ...timing,
      name: `${this.#bench} / ${group} / ${operation}`,
      unit: 'ns',
      value: p50Ns,
      extra: `p99 ${nsText(p99Ns)} ns, p99.9 ${nsText(p999Ns)} ns, ratio ${ratio.toFixed(3)}`,
      bench: this.#bench,
      group,
      operation,
      environment: this.#environment,
    }
  }
}

/** On one line, with what makes figures comparable. */
export function environmentLine(environment: Environment): string {
  const { node, openssl, platform, cores, cpuModel, loadAverage1Min } = environment
  return `Node ${node}, OpenSSL ${openssl}, ${platform}, ${cores} × ${cpuModel}, load ${loadAverage1Min.toFixed(2)}`
}

function benchName(file: string): string {
  const relative = path.relative(import.meta.dirname, file)
  return relative.replace('.bench.ts', '').replaceAll(path.sep, '/')
}

/** To three digits below 100, whole above. */
function nsText(ns: number): string {
  return ns < 100 ? ns.toPrecision(3) : Math.round(ns).toString()
}
