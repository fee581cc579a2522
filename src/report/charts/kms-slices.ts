/**
 * KMS calls in slices of the scenario's time, few enough to be drawn.
 *
 * @module
 */
import type { KmsResult } from '../../run-store/run-format.ts'
import { drawnTimeline } from '../data/calls-timeline.ts'
import { plural } from '../figures.ts'
import { describeSpan } from './clock-axis.ts'

export const kmsOperations = ['GenerateDataKey', 'Decrypt', 'Encrypt'] as const

export interface Slice {
  readonly fromNs: number
  readonly toNs: number
  /** In the order of `kmsOperations`. */
  readonly calls: readonly number[]
  /** In the order of the principals; empty where only one asked. */
  readonly byPrincipal: readonly number[]
}

export function callsOf({ calls }: Slice): number {
  return calls.reduce((total, value) => total + value, 0)
}

/** As few as can be seen. */
export function slicesOf(timeline: KmsResult['timeline']): Slice[] {
  const { sliceNs, byPrincipal = [], ...drawn } = drawnTimeline(timeline)
  const counts = kmsOperations.map((operation) => drawn[operation] ?? [])
  return Array.from({ length: Math.max(...counts.map(({ length }) => length)) }, (_, at) => ({
    fromNs: at * sliceNs,
    toNs: (at + 1) * sliceNs,
    calls: counts.map((calls) => calls[at] ?? 0),
    byPrincipal: byPrincipal.map(({ calls }) => calls[at] ?? 0),
  }))
}

/** Only contestants ask for Encrypt. */
export function askedOf(slices: readonly Slice[]): string[] {
  return kmsOperations.filter(
    (name, index) => name !== 'Encrypt' || slices.some(({ calls }) => calls[index]! > 0),
  )
}

/** What a block of a bar, or of a row, says. */
export function describeBlock({ fromNs, toNs }: Slice, calls: number, name: string): string {
  return `${describeSpan(fromNs, toNs)}, ${name}: ${plural(calls, 'call')}`
}
