/**
 * Units of measure: a number that has a unit carries it in its type, because
 * units go wrong at the centre of measuring code.
 *
 * Times are whole nanoseconds: a double holds them exactly up to 104 days.
 *
 * @module
 */
declare const unit: unique symbol

export type Nanoseconds = number & { readonly [unit]: 'ns' }
export type Bytes = number & { readonly [unit]: 'B' }
/** Seconds, for what lasts longer than nanoseconds hold: years of a plan. */
export type Span = number & { readonly [unit]: 's' }
/** Events per second. */
export type PerSecond = number & { readonly [unit]: '/s' }
/** US dollars. */
export type Usd = number & { readonly [unit]: 'USD' }

export const nanoseconds = (value: number): Nanoseconds => Math.round(value) as Nanoseconds
export const microseconds = (value: number): Nanoseconds => nanoseconds(value * 1e3)
export const milliseconds = (value: number): Nanoseconds => nanoseconds(value * 1e6)
export const seconds = (value: number): Nanoseconds => nanoseconds(value * 1e9)
export const minutes = (value: number): Nanoseconds => nanoseconds(value * 60e9)
export const bytes = (value: number): Bytes => Math.round(value) as Bytes
export const span = (value: number): Span => value as Span
export const perSecond = (value: number): PerSecond => value as PerSecond
export const usd = (value: number): Usd => value as Usd

/** What stands for a month in all figures, in s. */
export const thirtyDaysS = 30 * 86_400

export const inSeconds = (time: Nanoseconds): number => time / 1e9
