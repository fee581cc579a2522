/**
 * KMS calls in slices of the scenario's time, few enough to be drawn.
 *
 * @module
 */
import type { KmsResult } from '../../run-store/run-format.ts'
import { slicesMax } from '../data/calls-timeline.ts'
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

/** Neighbouring slices put together until there are few enough to see. */
export function slicesOf({ sliceNs, byPrincipal = [], ...timeline }: KmsResult['timeline']): Slice[] {
  const counts = kmsOperations.map((operation) => timeline[operation] ?? [])
  const count = Math.max(...counts.map(({ length }) => length))
  const perBar = Math.ceil(count / slicesMax)
  const sum = (calls: readonly number[], from: number) =>
    calls.slice(from, from + perBar).reduce((total, value) => total + value, 0)
  return Array.from({ length: perBar === 0 ? 0 : Math.ceil(count / perBar) }, (_, bar) => ({
    fromNs: bar * perBar * sliceNs,
    toNs: (bar + 1) * perBar * sliceNs,
    calls: counts.map((calls) => sum(calls, bar * perBar)),
    byPrincipal: byPrincipal.map(({ calls }) => sum(calls, bar * perBar)),
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
