/**
 * The text format of OpenMetrics 1.0: families of samples, each with its type
 * and unit, and the end mark without which a file counts as cut off.
 *
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 *
 * @module
 */
import { printable } from '../text.ts'

export interface Family {
  /** Ends in `_<unit>` where there is a unit. */
  readonly name: string
  readonly type: 'gauge' | 'summary' | 'stateset' | 'info'
  /** A base unit: `seconds`, `bytes`, `ratio`. */
  readonly unit?: string
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  /** What follows the name of the family, such as `_count`. */
  readonly suffix?: '_count' | '_sum' | '_info'
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Families without samples are left out. */
export function metricFamilies(families: readonly Family[]): string {
  return [...families.filter(({ samples }) => samples.length > 0).flatMap(linesOf), '# EOF']
    .map((line) => `${line}\n`)
    .join('')
}

/** One sample for each state, of which one is 1. The label has the name of the family, as the standard says. */
export function stateSamples(
  family: string,
  states: readonly string[],
  current: string,
  labels: Sample['labels'],
): readonly Sample[] {
  return states.map((state) => ({
    labels: { ...labels, [family]: state },
    value: Number(state === current),
  }))
}

function linesOf({ name, type, unit, help, samples }: Family): string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escapeText(help)}`,
    ...samples.map(({ suffix = '', labels, value }) => `${name}${suffix}${labelsText(labels)} ${value}`),
  ]
}

function labelsText(labels: Sample['labels']): string {
  const texts = Object.entries(labels).map(([label, value]) => `${label}="${escapeText(value)}"`)
  return texts.length === 0 ? '' : `{${texts.join(',')}}`
}

/** Of a label and of a help text: one line, although the standard could have more, as readers split lines by rules of their own. */
function escapeText(text: string): string {
  return printable(text)
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
}
