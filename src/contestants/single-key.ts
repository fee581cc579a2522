/**
 * What contestants share that are a cipher and no more: one key for the whole
 * run and a random nonce for each record, which stands before the ciphertext.
 *
 * @module
 */
import { randomFillSync } from 'node:crypto'

import { SaltPool } from '../envelope/salt-pool.ts'
import { unpooledBytes, wipe } from '../envelope/secret-bytes.ts'
import type { Contest, Contestant, RecordCipher } from './contestant.ts'

export const singleKeyFairness =
  'One key for the whole run: no KMS, no rotation, no EDK in the record and nothing derived.'

type Description = Omit<
  Contestant,
  'begin' | 'uniquePart' | 'isSealing' | 'kmsCalls' | 'keyReach' | 'derivesRecordKeys'
>

export interface SingleKeyContestant extends Description {
  readonly derivesRecordKeys?: boolean
  readonly nonceLength: number
  /** `key`, 32 bytes, is wiped when the contest is over. */
  readonly cipherWith: (key: Buffer) => Promise<RecordCipher>
}

export function singleKey({ nonceLength, cipherWith, ...description }: SingleKeyContestant): Contestant {
  return {
    derivesRecordKeys: false,
    ...description,
    isSealing: true,
    kmsCalls: 'none',
    keyReach: 'all',
    uniquePart: (sealed) => sealed.subarray(0, nonceLength),
    begin: async () => contestWith(cipherWith),
  }
}

async function contestWith(cipherWith: SingleKeyContestant['cipherWith']): Promise<Contest> {
  const key = unpooledBytes(32)
  randomFillSync(key)
  try {
    const cipher = await cipherWith(key)
    return { cipherFor: () => cipher, [Symbol.dispose]: () => wipe(key) }
  } catch (error) {
    wipe(key)
    throw error
  }
}

const salts = new SaltPool()

/** A fresh random nonce in memory of its own. */
export function freshNonce(length: number): Buffer {
  const nonce = Buffer.allocUnsafe(length)
  salts.fill(nonce)
  return nonce
}

/** By the birthday bound, as for the suites of the envelope. */
export const randomNonces = {
  96: {
    nonceBound: 'random 96-bit nonces: at most 2^32 records per key (NIST SP 800-38D, 8.3)',
    recordsPerKeyLog2: 32,
  },
  192: {
    nonceBound: 'random 192-bit nonces: 2^80 records per key before a collision is likelier than 2^-32',
    recordsPerKeyLog2: 80,
  },
} as const
