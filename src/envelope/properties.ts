/**
 * What people compare suites by.
 *
 * @module
 */
import type { KeyReference } from './layout.ts'
import type { KeyReferenceName } from './names.ts'
import { sealedLength } from './seal.ts'
import type { Suite, SuiteFacts } from './suites/suite.ts'

export interface SuiteProperties extends Omit<SuiteFacts, 'recordsPerKeyLog2Max'> {
  readonly name: string
  /** As on the wire: `0x0101`. */
  readonly id: string
  readonly description: string
  /** Why this Node cannot run it, in one sentence; null where it can. */
  readonly unavailable: string | null
  /** False: one leaked record key opens all records of its key material. */
  readonly derivesRecordKeys: boolean
  readonly saltBytes: number
  /** 0 where no field of the record commits to its key; see `commitment`. */
  readonly commitmentBytes: number
  readonly tagBytes: number
  /**
   * Binary logarithm of the records of one key material at which two salts collide with probability 2^-32, or of
   * the most that a standard allows where that is less; null where salts are counted and do not collide.
   */
  readonly recordsPerKeyLog2: number | null
}

export function suiteProperties(suite: Suite): SuiteProperties {
  const { name, id, description, unavailable, derivesRecordKeys, saltLength, commitmentLength, tagLength } =
    suite
  const { derivation, cipher, commitment, nonceBound, approval } = suite.facts
  return {
    name,
    id: `0x${id.toString(16).padStart(4, '0')}`,
    description,
    unavailable: unavailable ?? null,
    derivation,
    derivesRecordKeys,
    cipher,
    commitment,
    nonceBound,
    approval,
    saltBytes: saltLength,
    commitmentBytes: commitmentLength,
    tagBytes: tagLength,
    recordsPerKeyLog2: recordsPerKeyLog2(suite),
  }
}

function recordsPerKeyLog2({ saltLength, countsSalts, facts }: Suite): number | null {
  if (countsSalts === true) return null
  // Birthday bound: q^2 / 2^(bits + 1) = 2^-32 (NIST SP 800-38D, section 8, asks for no more than 2^-32).
  const uniqueSaltsLog2 = (8 * saltLength - 31) / 2
  return Math.min(uniqueSaltsLog2, facts.recordsPerKeyLog2Max ?? uniqueSaltsLog2)
}

/** Length in bytes of an EDK as KMS returns it for 32 bytes of key material. */
const kmsEdkLength = 184

/** Bytes that the envelope adds to partition key and payload. */
export function overheadOf(suite: Suite, name: KeyReferenceName): number {
  const keyReference: KeyReference = name === 'batch-index' ? { kind: name, index: 0 } : { kind: name }
  return sealedLength(suite, keyReference, kmsEdkLength, 1, 0) - 1
}
