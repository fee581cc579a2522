/**
 * Options that were given, as the words of a command line that gives them
 * again.
 *
 * @module
 */

/** `options` by their names with dashes, in their order. A list gives an option as often as it has entries. */
export function optionWords(given: Readonly<Record<string, unknown>>, options: readonly string[]): string[] {
  return options.flatMap((option) =>
    [given[option]].flat().flatMap((value) => {
      if (value === true) return [`--${option}`]
      return typeof value === 'string' || typeof value === 'number' ? wordsOf(option, String(value)) : []
    }),
  )
}

/** A value that begins with a dash would be an option. */
function wordsOf(option: string, value: string): string[] {
  return value.startsWith('-') ? [`--${option}=${value}`] : [`--${option}`, value]
}
