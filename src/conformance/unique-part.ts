/**
 * Which part of a sealed record no two records may share.
 *
 * @module
 */
import { contestantNamed } from '../contestants/registry.ts'
import { parseEnvelope } from '../envelope/parse.ts'

/** For records of the suite or contestant `name`; undefined where it seals nothing. Takes records whole, gives views. */
export function uniquePartOf(name: string): ((sealed: Buffer) => Buffer) | undefined {
  const contestant = contestantNamed(name)
  if (contestant === undefined) return saltOf
  return contestant.isSealing ? contestant.uniquePart : undefined
}

/** Salt of a record in the envelope; in suites that derive nothing it is the nonce. A view. */
export function saltOf(sealed: Buffer): Buffer {
  const { saltAt, commitmentAt } = parseEnvelope(sealed)
  return sealed.subarray(saltAt, commitmentAt)
}
