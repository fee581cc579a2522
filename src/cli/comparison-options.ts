/**
 * The options of every command that compares: what is compared, what is
 * tolerated, and where it is written.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import { toleranceDefault, type ComparisonOptions } from '../judge/comparison/compare-runs.ts'
import { namedTwice } from '../run-store/output-file.ts'
import { readMetricReference, type MetricReference } from '../scenario/metric-expression.ts'

export interface ComparisonGiven {
  readonly tolerance: string
  readonly metric: readonly string[] | undefined
  readonly by: readonly string[] | undefined
  readonly mustFind: string | undefined
  readonly strict: boolean
}

export function withComparisonOptions(parser: Argv): Argv {
  return parser
    .option('tolerance', {
      type: 'string',
      default: `${toleranceDefault * 100} %`,
      describe: 'Worse by this much is no regression, however sure',
    })
    .option('metric', {
      type: 'string',
      array: true,
      nargs: 1,
      describe:
        'Compare this, such as put.sealed.serviceTime.p99.9, in place of the usual figures; may be given several times',
    })
    .option('by', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'Compare values of this swept parameter over all others, such as envelope.suite',
    })
    .option('must-find', {
      type: 'string',
      describe:
        'Tell nothing where an increase of a median by this much, such as 10 %, might have been missed',
    })
    .option('save', { type: 'string', describe: 'Write the comparison to this file, as JSON' })
    .option('markdown', { type: 'string', describe: 'Write it to this file, as Markdown' })
    .option('html', { type: 'string', describe: 'Write it to this file, as a page with pictures' })
    .option('strict', { type: 'boolean', default: false, describe: 'Exit 6 if nothing can be told' })
}

/** @throws {UsageError} */
export function comparisonOptions({
  tolerance,
  metric,
  by,
  mustFind,
  strict,
}: ComparisonGiven): Pick<ComparisonOptions, 'tolerance' | 'isStrict'> &
  Partial<Pick<ComparisonOptions, 'questions' | 'by' | 'mustFind'>> {
  return {
    tolerance: shareOf('--tolerance', tolerance),
    isStrict: strict,
    ...(metric !== undefined && { questions: metric.map(questionOf) }),
    ...(by !== undefined && { by }),
    ...(mustFind !== undefined && { mustFind: shareOf('--must-find', mustFind) }),
  }
}

/** Before anything is measured. @throws {UsageError} where two forms of the comparison would go to one file */
export function checkOutputs({
  save,
  markdown,
  html,
}: Readonly<Record<'save' | 'markdown' | 'html', string | undefined>>): void {
  const files = [save, markdown, html].filter((file) => file !== undefined)
  const twice = namedTwice(files)
  if (files.includes(''))
    throw new UsageError('--save, --markdown and --html take a file, and one of them has no name.')
  if (twice !== undefined)
    throw new UsageError(
      `${twice} is named for two of --save, --markdown and --html. Give each a file of its own.`,
    )
}

/** @throws {UsageError} where `by` names what is not swept in any of these cells. */
export function checkProjection(
  by: readonly string[] | undefined,
  cells: readonly { readonly params: Readonly<Record<string, unknown>> }[],
): void {
  const swept = [...new Set(cells.flatMap(({ params }) => Object.keys(params)))]
  const unknown = (by ?? []).filter((name) => !swept.includes(name))
  if (unknown.length === 0) return
  const known = swept.length === 0 ? 'nothing is swept' : `swept are ${swept.join(', ')}`
  throw new UsageError(`--by ${unknown.join(', ')} names no swept parameter: ${known}.`)
}

/** `10 %` or `0.1`. @throws {UsageError} */
export function shareOf(option: string, text: string): number {
  const match = /^\s*(?<number>\d+(\.\d+)?)\s*(?<percent>%?)\s*$/.exec(text)?.groups
  const share = Number(match?.['number']) / (match?.['percent'] === '%' ? 100 : 1)
  if (match !== undefined && share >= 0 && share < 10) return share
  throw new UsageError(`${option} takes a share such as 2 % or 0.02, and not ${text}.`)
}

function questionOf(text: string): MetricReference {
  const read = readMetricReference(text)
  if (read.ok && /\.(overhead|delta)(\.|$)/.test(read.value.metric.name))
    throw new UsageError(
      `--metric: ${read.value.metric.name} can be 0 or less, and has no relative change. Compare ${text.replace(/\.overhead\b/, '.sealed.serviceTime').replace('.delta.', '.sealed.')} instead.`,
    )
  if (read.ok) return read.value
  const hint = read.suggestion === undefined ? '' : ` Did you mean ${read.suggestion}?`
  throw new UsageError(`--metric: ${read.reason}.${hint}`)
}
