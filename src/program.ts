/**
 * How a person calls sealbench: who installed it in a project, and in a
 * checkout too.
 *
 * @module
 */

/** What begins each command that a person is told to type. */
export const program = 'npx sealbench'
