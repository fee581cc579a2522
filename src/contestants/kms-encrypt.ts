/**
 * KMS itself seals every record: no data key, no cache, one call for each put
 * and each get, and no record above 4 KiB.
 *
 * @module
 */
import type { Contestant, RecordCipher } from './contestant.ts'

export const kmsEncrypt: Contestant = {
  name: 'kms/encrypt',
  description: 'One KMS Encrypt for each record and one Decrypt to read it, with records of at most 4 KiB',
  fairness:
    'Each record waits for KMS and is paid for. With the embedded KMS its time is the SDK and a modelled latency.',
  isSealing: true,
  kmsCalls: 'per-record',
  keyReach: 'none',
  derivesRecordKeys: false,
  contentBytesMax: 4096,
  cipher: 'AES-256-GCM, inside KMS',
  derivation: 'inside KMS (SP 800-108)',
  commitment: 'no',
  nonceBound: 'none for the caller',
  recordsPerKeyLog2: null,
  approval: 'FIPS-validated where KMS is (SP 800-38D)',
  // Where the nonce lies is KMS's own business; no two ciphertexts are alike.
  uniquePart: (sealed) => sealed,
  begin: async () => ({
    cipherFor: ({ keyArn, commands }): RecordCipher => ({
      async seal(content, { entries }) {
        const { CiphertextBlob: sealed } = await commands.encrypt({
          KeyId: keyArn,
          Plaintext: content,
          EncryptionContext: { ...entries },
        })
        return Buffer.from(sealed!)
      },

      async open(sealed, { entries }) {
        const { Plaintext: content } = await commands.decrypt({
          KeyId: keyArn,
          CiphertextBlob: sealed,
          EncryptionContext: { ...entries },
        })
        return Buffer.from(content!)
      },
    }),
    [Symbol.dispose]: () => undefined,
  }),
}
