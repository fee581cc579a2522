/**
 * Every format of `sealbench export`, in the order in which the help lists them.
 *
 * @module
 */
import { bencher } from './bencher.ts'
import { benchstat } from './benchstat.ts'
import { csv } from './csv.ts'
import type { ExportFormat } from './export-format.ts'
import { githubActionBenchmark } from './github-action-benchmark.ts'
import { githubAnnotations } from './github-annotations.ts'
import { githubSummary } from './github-summary.ts'
import { junit } from './junit.ts'
import { openmetrics } from './openmetrics.ts'
import { otava, otavaConfig } from './otava.ts'

export const exportFormats: readonly ExportFormat[] = [
  junit,
  githubSummary,
  githubAnnotations,
  githubActionBenchmark,
  bencher,
  benchstat,
  otava,
  otavaConfig,
  openmetrics,
  csv,
]

export function exportFormatNamed(name: string): ExportFormat | undefined {
  return exportFormats.find((format) => format.name === name)
}
