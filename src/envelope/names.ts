/**
 * The names of suites and key references that scenarios, commands and results
 * use, taken from what is implemented.
 *
 * @module
 */
import { keyReferenceTypes } from './layout.ts'
import { suites, type SuiteName } from './suites/registry.ts'

/** Suites that this version implements, by the names of the envelope specification, section 1.4b. */
export const envelopeSuiteNames: readonly SuiteName[] = suites.map((suite) => suite.name)

/** How a record names the EDK that it was sealed under. */
export type KeyReferenceName = keyof typeof keyReferenceTypes
export const keyReferenceNames = Object.keys(keyReferenceTypes) as readonly KeyReferenceName[]
