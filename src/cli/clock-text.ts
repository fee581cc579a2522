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

/** How long something will take, rounded up to a second: `45 s`, `3 min 20 s`, `1 h 42 min`. */
export function spanText(ns: number): string {
  const seconds = Math.max(0, Math.ceil(ns / 1e9))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  const [large, rest, names] =
    seconds < 3600
      ? [Math.floor(seconds / 60), seconds % 60, ['min', 's']]
      : [Math.floor(minutes / 60), minutes % 60, ['h', 'min']]
  return `${large} ${names[0]}${rest === 0 ? '' : ` ${rest} ${names[1]}`}`
}
