/**
 * What can seal records in the place of the envelope, so that the envelope can
 * be compared with what people would otherwise use: a library through its
 * public API, KMS itself, or nothing at all.
 *
 * @module
 */
import type { RecordContext } from '../envelope/record-context.ts'
import type { KmsCommands } from '../kms/sdk-key-service.ts'
import type { Bytes, Nanoseconds } from '../units/units.ts'

/** Seals and opens the records of one front end or consumer. */
export interface RecordCipher {
  /**
   * Sealed bytes in memory of their own. `content` is partition key and
   * payload; it is only read, and only until the result is there.
   *
   * @throws {KmsError} by rejection
   */
  seal(content: Buffer, context: RecordContext): Buffer | Promise<Buffer>
  /**
   * The content in memory of its own.
   *
   * @throws whatever the library throws where `sealed` is not authentic or of another context
   */
  open(sealed: Buffer, context: RecordContext): Buffer | Promise<Buffer>
}

/** What a cipher is made for. */
export interface CipherNeeds {
  /** The KMS key of the stream. */
  readonly keyArn: string
  /** KMS, asked on behalf of the cipher's principal. */
  readonly commands: KmsCommands
  /** For contestants that cache key material themselves. */
  readonly cache: ContestantCache
}

export interface ContestantCache {
  /** 0: no cache. */
  readonly ttl: Nanoseconds
  readonly maxRecords: number
  readonly maxBytes: Bytes
  /** Entries. */
  readonly capacity: number
}

/** One use of a contestant, for the front ends and consumers of a stream; disposing it wipes its keys, as far as its library lets go of them. */
export interface Contest extends Disposable {
  cipherFor(needs: CipherNeeds): RecordCipher
}

/** What people compare contestants by; in words, as they are judged by people. */
export interface ContestantProperties {
  readonly cipher: string
  /** How each record's key is made. */
  readonly derivation: string
  /** Whether a record could be made to open under two keys. */
  readonly commitment: string
  /** What bounds the number of records under one key. */
  readonly nonceBound: string
  /** Binary logarithm of the records of one key at which two nonces collide with probability 2^-32; null: no such bound. */
  readonly recordsPerKeyLog2: number | null
  /** FIPS-approved or not, and by which standard. */
  readonly approval: string
}

export interface Contestant extends ContestantProperties {
  /** In scenarios and output: `package/variant`. */
  readonly name: string
  /** One line for people who choose. */
  readonly description: string
  /** The npm package that it needs; undefined where Node has it. */
  readonly package?: string
  /** What must be known before its figures are held against those of the envelope. */
  readonly fairness: string
  /** False only for the contestant that seals nothing, and so promises nothing. */
  readonly isSealing: boolean
  /** Most bytes of partition key and payload together, with the two of their layout; no limit if left out. */
  readonly contentBytesMax?: number
  /**
   * What one leak of what it holds in memory opens: every record of the run, for one key serves all; none, as no key leaves
   * KMS; or those under one data key of its own cache, of which it does not tell.
   */
  readonly keyReach: 'all' | 'none' | 'untold'
  /** Whether each record has a key of its own. */
  readonly derivesRecordKeys: boolean
  /** KMS calls that it makes: none, one for each record sealed or opened, or as many as its own cache misses. */
  readonly kmsCalls: 'none' | 'per-record' | 'by-own-cache'
  /** Set where it opens a record that other bytes follow; `fairness` says so too. */
  readonly ignoresTrailingBytes?: boolean
  /** Nonce, salt or message id of a sealed record, which no two records may share; a view. */
  readonly uniquePart: (sealed: Buffer) => Buffer
  /** @throws {ContestantAbsentError} where its package is not installed or does not load */
  begin(): Promise<Contest>
}
