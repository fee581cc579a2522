/**
 * What people compare suites by.
 *
 * @module
 */
import type { KeyReference } from './layout.ts'
import type { KeyReferenceName } from './names.ts'
import { sealedLength } from './seal.ts'
import type { Suite } from './suites/suite.ts'

export interface SuiteProperties {
  readonly name: string
  /** As on the wire: `0x0101`. */
  readonly id: string
  readonly description: string
  readonly saltBytes: number
  /** 0: a record could be made to open under two keys. */
  readonly commitmentBytes: number
  readonly tagBytes: number
  /**
   * Binary logarithm of the records of one key material at which two salts collide with probability 2^-32; at most
   * 32 where the key material itself seals them under random nonces.
   */
  readonly recordsPerKeyLog2: number
}

export function suiteProperties(suite: Suite): SuiteProperties {
  const { name, id, description, saltLength, derivesRecordKeys, commitmentLength, tagLength } = suite
  // Birthday bound: q^2 / 2^(bits + 1) = 2^-32 (NIST SP 800-38D, section 8, asks for no more than 2^-32).
  const uniqueSaltsLog2 = (8 * saltLength - 31) / 2
  return {
    name,
    id: `0x${id.toString(16).padStart(4, '0')}`,
    description,
    saltBytes: saltLength,
    commitmentBytes: commitmentLength,
    tagBytes: tagLength,
    recordsPerKeyLog2: derivesRecordKeys ? uniqueSaltsLog2 : Math.min(uniqueSaltsLog2, randomNoncesLog2Max),
  }
}

/** Most calls of GCM under one key with random nonces of 96 bits: NIST SP 800-38D, section 8.3. */
const randomNoncesLog2Max = 32

/** Length in bytes of an EDK as KMS returns it for 32 bytes of key material. */
const kmsEdkLength = 184

/** Bytes that the envelope adds to partition key and payload. */
export function overheadOf(suite: Suite, name: KeyReferenceName): number {
  const keyReference: KeyReference = name === 'batch-index' ? { kind: name, index: 0 } : { kind: name }
  return sealedLength(suite, keyReference, kmsEdkLength, 1, 0) - 1
}
