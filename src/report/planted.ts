/**
 * Says of a run that its sealed arm has planted faults: its figures are not
 * those of sealbench as it is.
 *
 * @module
 */
import type { Run } from '../run-store/run-format.ts'
import { describeParameter } from './parameters.ts'

/** One sentence; undefined where nothing is planted. */
export function plantedNote({ scenario }: Pick<Run, 'scenario'>): string | undefined {
  const sweep = (scenario['sweep'] ?? {}) as Readonly<Record<string, readonly unknown[]>>
  const fixed = Object.entries(leavesOf(scenario['planted'], 'planted')).filter(([path]) => !(path in sweep))
  const swept = Object.entries(sweep).filter(([path]) => path.split('.')[0] === 'planted')
  const faults = [
    ...fixed.map(([path, value]) => `${path} ${describeParameter(value)}`),
    ...swept.map(
      ([path, values]) => `${path} ${values.map((value) => describeParameter(value)).join(' or ')}`,
    ),
  ]
  if (faults.length === 0) return undefined
  return `A FAULT IS PLANTED in the sealed arm: ${faults.join(', ')}. Its figures, and verdicts on them, are not of sealbench as it is.`
}

/** The values of nested objects by their path. */
function leavesOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null) return { [path]: value }
  const inner = Object.entries(value).map(([key, item]) => leavesOf(item, `${path}.${key}`))
  return Object.assign({}, ...inner) as Readonly<Record<string, unknown>>
}
