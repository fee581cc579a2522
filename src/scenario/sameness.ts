/**
 * When two values of a parameter are the same, however they are written:
 * `300 s` is `5 min`.
 *
 * @module
 */
import { parseQuantity, type Dimension } from '../units/quantity.ts'

const dimensions: readonly Dimension[] = ['duration', 'size', 'rate', 'money']

/** A text that is equal for equal values. */
export function sameness(value: unknown): string {
  return JSON.stringify(canonical(value)) ?? 'undefined'
}

function canonical(value: unknown): unknown {
  if (typeof value === 'string') return quantityIn(value) ?? value
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return entries.map(([key, inner]) => [key, canonical(inner)])
}

function quantityIn(text: string): readonly unknown[] | undefined {
  for (const dimension of dimensions) {
    const parsed = parseQuantity(dimension, text)
    if (parsed.ok) return [dimension, parsed.value]
  }
  return undefined
}
