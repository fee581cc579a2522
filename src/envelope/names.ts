/**
 * The names of suites and key references that scenarios, commands and results
 * use. The registry behind them implements each.
 *
 * @module
 */

/** Suites that this version implements, by the names of the envelope specification, section 1.4b. */
export const envelopeSuiteNames = [
  'aes-256-gcm+hkdf-sha512',
  'aes-256-gcm+random-nonce',
  'chacha20-poly1305+hkdf-sha512',
] as const
export type SuiteName = (typeof envelopeSuiteNames)[number]

/** How a record names the EDK that it was sealed under. */
export const keyReferenceNames = ['inline', 'edk-id', 'batch-index'] as const
export type KeyReferenceName = (typeof keyReferenceNames)[number]
