/**
 * The sentences in which AWS says what a member must be, in one place, so that
 * the checks of all operations word them alike.
 *
 * @module
 */

export const notNull = 'Member must not be null'

export const lengthAtMost = (length: number): string =>
  `Member must have length less than or equal to ${length}`

export const lengthAtLeast = (length: number): string =>
  `Member must have length greater than or equal to ${length}`

export const valueAtMost = (value: number): string => `Member must have value less than or equal to ${value}`

export const valueAtLeast = (value: number): string =>
  `Member must have value greater than or equal to ${value}`

export const inPattern = (pattern: string): string =>
  `Member must satisfy regular expression pattern: ${pattern}`

export const inValueSet = (values: readonly string[]): string =>
  `Member must satisfy enum value set: [${values.join(', ')}]`

/** AWS names the list, not the element, and all that holds for an element, not only what is broken. */
export const eachElement = (constraints: readonly string[]): string =>
  `Member must satisfy constraint: [${constraints.join(', ')}]`

/** The same of the values of a map. */
export const eachValue = (constraints: readonly string[]): string =>
  `Map value must satisfy constraint: [${constraints.join(', ')}]`
