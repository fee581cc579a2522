/**
 * The contestant that seals nothing: what the way of a contestant costs by
 * itself, so that the others can be read against it.
 *
 * @module
 */
import type { Contestant, RecordCipher } from './contestant.ts'

export const plain: Contestant = {
  name: 'plain',
  description: 'No sealing at all: what it costs to hand a record to a library and to copy the result',
  fairness: 'It protects nothing. It is the floor of every other contestant.',
  isSealing: false,
  kmsCalls: 'none',
  keyReach: 'none',
  derivesRecordKeys: false,
  cipher: 'none',
  derivation: 'none',
  commitment: 'no',
  nonceBound: 'no nonce',
  recordsPerKeyLog2: null,
  approval: 'not a cipher',
  uniquePart: (sealed) => sealed,
  begin: async () => ({ cipherFor: () => copying, [Symbol.dispose]: () => undefined }),
}

const copying: RecordCipher = {
  seal: (content) => Buffer.from(content),
  open: (sealed) => Buffer.from(sealed),
}
