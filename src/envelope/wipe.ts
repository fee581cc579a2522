/**
 * Overwrites secrets, record by record, so cheaply that nothing is left
 * standing for the sake of speed.
 *
 * @module
 */

// Copying zeros over few bytes costs half of Buffer#fill.
const zeros = new Uint8Array(64)

export function wipe(secret: Buffer): void {
  if (secret.length === zeros.length) secret.set(zeros)
  else secret.fill(0)
}
