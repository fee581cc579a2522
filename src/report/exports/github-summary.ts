/**
 * Markdown for the step summary of GitHub Actions: that of a run without links
 * to files, which nobody can follow from there, and that of a comparison.
 *
 * @module
 */
import { renderComparisonMarkdown } from '../comparison/comparison-markdown.ts'
import { renderMarkdown } from '../summary.ts'
import type { ExportFormat } from './export-format.ts'

export const githubSummary: ExportFormat = {
  name: 'github-summary',
  summary: 'Markdown for $GITHUB_STEP_SUMMARY and for comments',
  fileName: 'summary.md',
  ofRun: (run) => renderMarkdown(run),
  ofComparison: renderComparisonMarkdown,
}
