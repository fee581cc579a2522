/**
 * Bencher Metric Format: JSON that `bencher run --adapter json` reads, with the
 * interval of each figure that has one.
 *
 * @module
 */
import { createHash } from 'node:crypto'

import type { ExportFormat } from './export-format.ts'
import { trackedFigures, type TrackedFigure } from './tracked-figures.ts'

/** The longest name of a benchmark that Bencher takes. */
const nameMax = 1024

interface Metric {
  readonly value: number
  readonly lower_value?: number
  readonly upper_value?: number
}

export const bencher: ExportFormat = {
  name: 'bencher',
  summary: 'Bencher Metric Format (JSON) for bencher run --adapter json',
  fileName: 'bencher.json',
  ofRun: (run) => {
    const benchmarks = new Map<string, Record<string, Metric>>()
    for (const figure of trackedFigures(run)) {
      const name = benchmarkName(figure)
      const measures = benchmarks.get(name) ?? {}
      benchmarks.set(name, { ...measures, [measureName(figure)]: metricOf(figure) })
    }
    return `${JSON.stringify(Object.fromEntries(benchmarks), undefined, 2)}\n`
  },
}

/** Where it is too long, its end is the digest of all of it: still a name of its own. */
function benchmarkName({ benchmark }: TrackedFigure): string {
  if (benchmark.length <= nameMax) return benchmark
  const digest = createHash('sha256').update(benchmark).digest('hex').slice(0, 16)
  return `${benchmark.slice(0, nameMax - digest.length - 1).toWellFormed()} ${digest}`
}

/** `put-overhead-p50-ns`: a slug, by which Bencher finds a measure again; at most 64 characters. */
function measureName({ measure, unit }: TrackedFigure): string {
  const words = `${measure}${unit === 'ns' ? ' ns' : ''}`.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
  return words.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}

function metricOf({ value, ci95 }: TrackedFigure): Metric {
  return ci95 === null ? { value } : { value, lower_value: ci95[0], upper_value: ci95[1] }
}
