/**
 * Times that people wait for, as a clock shows them.
 *
 * @module
 */

/** `0:07`, `12:34`, `1:02:03`. */
export function clockText(ns: number): string {
  const seconds = Math.max(0, Math.round(ns / 1e9))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(rest).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${tail}` : tail
}
