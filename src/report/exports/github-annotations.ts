/**
 * Workflow commands that GitHub shows as annotations of a commit.
 *
 * GitHub shows ten of a kind for a step and drops the others without a word,
 * so that the last of a kind says how many there are.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import type { Run } from '../../run-store/run-format.ts'
import { headline, scenarioName } from '../overview.ts'
import { printable } from '../text.ts'
import type { ExportFormat } from './export-format.ts'
import { findingsOfComparison, findingsOfRun, type Finding, type Outcome } from './findings.ts'

export const githubAnnotations: ExportFormat = {
  name: 'github-annotations',
  summary: 'GitHub Actions: errors, warnings and notices of a commit; print it',
  fileName: 'annotations.txt',
  ofRun: (run) => annotations(run.scenarioFile, findingsOfRun(run), runNotice(run)),
  ofComparison: (comparison) =>
    annotations(undefined, findingsOfComparison(comparison), comparisonNotice(comparison)),
}

type Level = 'error' | 'warning' | 'notice'

interface Annotation {
  readonly level: Level
  readonly title: string
  readonly message: string
}

const levelOf: Readonly<Record<Exclude<Outcome, 'passed'>, Level>> = {
  error: 'error',
  failed: 'error',
  skipped: 'warning',
}

/** What GitHub shows of a kind for a step. */
const shownMax = 10

function annotations(file: string | undefined, findings: readonly Finding[], notice: Annotation): string {
  const told = findings.flatMap(({ outcome, name, cell, verdict, reason }): Annotation[] =>
    outcome === 'passed'
      ? []
      : [{ level: levelOf[outcome], title: `${verdict}: ${name}`, message: `${cell}: ${reason}` }],
  )
  const ofLevel = (level: Level) => told.filter((annotation) => annotation.level === level)
  const shown = [...bounded(ofLevel('error')), ...bounded(ofLevel('warning')), notice]
  return shown.map((annotation) => `${workflowCommand(annotation, file)}\n`).join('')
}

function bounded(all: readonly Annotation[]): readonly Annotation[] {
  const first = all[0]
  if (first === undefined || all.length <= shownMax) return all
  const kept = all.slice(0, shownMax - 1)
  const rest = `${all.length - kept.length} more of ${all.length} are in the report.`
  return [...kept, { level: first.level, title: 'sealbench: and more', message: rest }]
}

function runNotice(run: Run): Annotation {
  return { level: 'notice', title: `sealbench: ${scenarioName(run)}`, message: headline(run) }
}

function comparisonNotice({ scenario, verdict, changes, base, candidate }: Comparison): Annotation {
  const sides = `${candidate.name} against ${base.name}`
  const message = `${verdict}, of ${changes.length} changes: ${sides}`
  return { level: 'notice', title: `sealbench: ${scenario}`, message }
}

/** `::error file=s.yaml,title=refuted%3A put-overhead::c01: above the bound`. */
function workflowCommand({ level, title, message }: Annotation, file: string | undefined): string {
  const properties = [...(file === undefined ? [] : [['file', file] as const]), ['title', title] as const]
  const given = properties.map(([name, value]) => `${name}=${escapeProperty(printable(value))}`)
  return `::${level} ${given.join(',')}::${escapeData(printable(message))}`
}

/** A message, as GitHub's toolkit escapes it. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A property of a command, as GitHub's toolkit escapes it. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
