import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Contestant } from '../contestants/contestant.ts'
import { importPackage } from '../contestants/import-package.ts'
import { nodeCryptoAes256Gcm } from '../contestants/node-crypto.ts'
import { inspectContestant } from './inspect-contestant.ts'

describe('inspectContestant', () => {
  it('measures the bytes that a contestant stores beside the content', async () => {
    const { absent, overheadBytes } = await inspectContestant(nodeCryptoAes256Gcm)

    assert.deepEqual([absent, overheadBytes], [null, 12 + 16 + 2])
  })

  const broken: readonly [title: string, begin: Contestant['begin'], reason: RegExp][] = [
    [
      'is not installed',
      async () => importPackage('sealbench-no-such-package'),
      /sealbench-no-such-package is not usable here \(not installed/,
    ],
    [
      'throws at import',
      // eslint-disable-next-line no-throw-literal
      async () => importPackage('data:text/javascript,throw null'),
      /is not usable here \(it throws null\)/,
    ],
    [
      'has other exports',
      async () => importPackage('data:text/javascript,export const x = 1'),
      /is not a function/,
    ],
    [
      'throws something at work',
      async () => ({
        cipherFor: () => ({
          seal: () => Promise.reject(new Error('no such instruction\nat somewhere')),
          open: (sealed) => sealed,
        }),
        [Symbol.dispose]: () => undefined,
      }),
      /^no such instruction$/,
    ],
  ]
  for (const [title, begin, reason] of broken) {
    it(`says why one is not here that ${title}`, async () => {
      const { absent, overheadBytes } = await inspectContestant({ ...nodeCryptoAes256Gcm, begin })

      assert.match(absent!, reason)
      assert.equal(overheadBytes, null)
    })
  }
})
