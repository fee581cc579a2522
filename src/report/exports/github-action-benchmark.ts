/**
 * JSON for github-action-benchmark with `tool: customSmallerIsBetter`: it keeps
 * a history of a repository's commits.
 *
 * @module
 */
import type { ExportFormat } from './export-format.ts'
import { trackedFigures } from './tracked-figures.ts'

export const githubActionBenchmark: ExportFormat = {
  name: 'github-action-benchmark',
  summary: 'JSON for benchmark-action/github-action-benchmark, customSmallerIsBetter',
  fileName: 'github-action-benchmark.json',
  ofRun: (run) => {
    const extra = `run ${run.id}, seed ${run.seed}, Node ${run.environment.node}, ${run.environment.cpuModel}`
    const rows = trackedFigures(run).map(({ benchmark, measure, unit, value, ci95 }) => ({
      name: `${benchmark} / ${measure}`,
      unit,
      value,
      // It reads what follows the sign as a number: half of the interval.
      ...(ci95 === null ? {} : { range: `± ${Number(((ci95[1] - ci95[0]) / 2).toPrecision(6))}` }),
      extra,
    }))
    return `${JSON.stringify(rows, undefined, 2)}\n`
  },
}
