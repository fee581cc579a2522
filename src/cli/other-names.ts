/**
 * Names that settings of a fleet have elsewhere, for suggestions.
 *
 * @module
 */

/** What people call it who have not read the glossary, and the option. */
export const otherNames: Readonly<Record<string, string>> = {
  producers: 'front-ends',
  producer: 'front-ends',
  writers: 'front-ends',
  readers: 'consumers',
  workers: 'consumers',
  credentials: 'principals',
  roles: 'principals',
}
