/**
 * JUnit XML: a test case for each cell, claim, threshold or change, for what
 * shows test results in Jenkins, GitLab, Azure, CircleCI and others.
 *
 * @module
 */
import { scenarioName } from '../overview.ts'
import { escapeHtml as escapeXml } from '../text.ts'
import type { ExportFormat } from './export-format.ts'
import { findingsOfComparison, findingsOfRun, type Finding, type Outcome } from './findings.ts'

export const junit: ExportFormat = {
  name: 'junit',
  summary: 'JUnit XML: test results in GitLab, Jenkins, Azure, CircleCI and others',
  fileName: 'sealbench.junit.xml',
  ofRun: (run) =>
    document({
      name: scenarioName(run),
      findings: findingsOfRun(run),
      timestamp: run.environment.startedAt,
      seconds: run.elapsedNs / 1e9,
      properties: { run: run.id, seed: String(run.seed), commit: run.environment.gitCommit ?? 'none' },
    }),
  ofComparison: (comparison) =>
    document({
      name: comparison.scenario,
      findings: findingsOfComparison(comparison),
      timestamp: comparison.candidate.runs.at(-1)?.startedAt,
      seconds: 0,
      properties: { base: comparison.base.name, candidate: comparison.candidate.name },
    }),
}

interface Report {
  readonly name: string
  readonly findings: readonly Finding[]
  readonly timestamp: string | undefined
  readonly seconds: number
  readonly properties: Readonly<Record<string, string>>
}

function document(report: Report): string {
  const { name, findings, seconds } = report
  const kinds = [...new Set(findings.map(({ about }) => about))]
  const suites = kinds.map((about) =>
    suite(
      report,
      about,
      findings.filter((finding) => finding.about === about),
    ),
  )
  // Jenkins' schema has no place for `skipped` here, only in a suite.
  const { skipped: _, ...totals } = counts(findings)
  const attributes = attributesText({ name, ...totals, time: seconds.toFixed(3) })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes}>\n${suites.join('')}</testsuites>\n`
}

function suite({ name, timestamp, properties }: Report, about: string, findings: readonly Finding[]): string {
  const attributes = attributesText({
    name: `${name}: ${about}`,
    ...counts(findings),
    time: '0.000',
    // XML Schema has no place for fractions beyond what the tools read, nor Jenkins for a zone.
    ...(timestamp === undefined ? {} : { timestamp: timestamp.slice(0, 19) }),
  })
  const lines = Object.entries(properties).map(
    ([key, value]) => `      <property${attributesText({ name: key, value })}/>\n`,
  )
  const cases = findings.map((finding) => testCase(`sealbench.${name}.${about}`, finding))
  return `  <testsuite${attributes}>\n    <properties>\n${lines.join('')}    </properties>\n${cases.join('')}  </testsuite>\n`
}

const elementOf: Readonly<Record<Exclude<Outcome, 'passed'>, string>> = {
  failed: 'failure',
  error: 'error',
  skipped: 'skipped',
}

function testCase(className: string, finding: Finding): string {
  const { name, cell, outcome, verdict, reason, details } = finding
  const attributes = attributesText({ name: `${name} [${cell}]`, classname: className, time: '0.000' })
  // What passes has no element for its reason.
  const told = outcome === 'passed' && reason !== '' ? [...details, `${verdict}: ${reason}`] : details
  const figures = `      <system-out>${told.map(escapeXml).join('\n')}</system-out>\n`
  if (outcome === 'passed') return `    <testcase${attributes}>\n${figures}    </testcase>\n`
  const message = attributesText({ message: `${verdict}: ${reason}` })
  // A skipped case has no text of its own in any of the schemas.
  const element =
    outcome === 'skipped'
      ? `<skipped${message}/>`
      : `<${elementOf[outcome]}${message}${attributesText({ type: verdict })}>${escapeXml(reason)}</${elementOf[outcome]}>`
  return `    <testcase${attributes}>\n      ${element}\n${figures}    </testcase>\n`
}

function counts(findings: readonly Finding[]): Record<string, string> {
  const withOutcome = (outcome: Outcome) =>
    String(findings.filter((finding) => finding.outcome === outcome).length)
  return {
    tests: String(findings.length),
    failures: withOutcome('failed'),
    errors: withOutcome('error'),
    skipped: withOutcome('skipped'),
  }
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('')
}
