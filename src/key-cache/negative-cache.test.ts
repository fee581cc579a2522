import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { VirtualClock } from '../clock/virtual-clock.ts'
import { KmsError, type KmsErrorName } from '../kms/key-service.ts'
import { randomStream } from '../random.ts'
import { nanoseconds, seconds } from '../units/units.ts'
import { NegativeCache, type NegativeCacheOptions } from './negative-cache.ts'

const ttl = seconds(10)

describe('NegativeCache', () => {
  it('answers with the same error, without asking, until its time is over', async () => {
    // Chance takes a quarter off: 0.5 * 0.5.
    const { clock, guard, asked } = setUp({ random: drawing(0.5) })
    const first = await guard('a', 'AccessDeniedException')

    await clock.waitUntil(nanoseconds(seconds(7.5) - 1))
    assert.equal(await guard('a', 'AccessDeniedException'), first)
    assert.equal(asked(), 1)

    await clock.waitUntil(seconds(7.5))
    assert.notEqual(await guard('a', 'AccessDeniedException'), first)
    assert.equal(asked(), 2)
  })

  it('takes off nothing to half of the TTL', async () => {
    for (const [chance, lasts] of [
      [0, 10],
      [1 - 2 ** -53, 5],
    ] as const) {
      const { clock, guard, asked } = setUp({ random: drawing(chance) })
      await guard('a', 'DisabledException')

      await clock.waitUntil(nanoseconds(seconds(lasts) - 1))
      await guard('a', 'DisabledException')
      assert.equal(asked(), 1)
      await clock.waitUntil(nanoseconds(seconds(lasts) + 1))
      await guard('a', 'DisabledException')
      assert.equal(asked(), 2)
    }
  })

  it('remembers what lasts, and nothing that may be over with the next call', async () => {
    const names: readonly (readonly [KmsErrorName, boolean])[] = [
      ['AccessDeniedException', true],
      ['DisabledException', true],
      ['IncorrectKeyException', true],
      ['InvalidCiphertextException', true],
      ['KMSInvalidStateException', true],
      ['NotFoundException', true],
      ['ThrottlingException', false],
      ['DependencyTimeoutException', false],
      ['KMSInternalException', false],
      ['KeyUnavailableException', false],
      ['RequestTimedOut', false],
      ['ConnectionFailed', false],
      ['ExpiredTokenException', false],
    ]
    for (const [name, isRemembered] of names) {
      const { guard, asked } = setUp()
      await guard('a', name)
      await guard('a', name)

      assert.equal(asked(), isRemembered ? 1 : 2, name)
    }
  })

  it('remembers no error but those of KMS', async () => {
    const { cache } = setUp()
    await assert.rejects(cache.guard('a', async () => Promise.reject(new Error('a bug'))))

    assert.equal(await cache.guard('a', async () => 'right'), 'right')
  })

  it('keeps ids apart, and lets right answers through', async () => {
    const { cache, guard, asked } = setUp()
    await guard('a', 'AccessDeniedException')

    assert.equal(await cache.guard('b', async () => 'right'), 'right')
    await guard('c', 'AccessDeniedException')
    assert.equal(asked(), 2)
  })

  it('holds its capacity, and lets the least recently used go first', async () => {
    const { cache, guard, asked } = setUp({ capacity: 2 })
    for (const id of ['a', 'b', 'a', 'c']) await guard(id, 'AccessDeniedException')
    assert.deepEqual([asked(), cache.size], [3, 2])

    await guard('a', 'AccessDeniedException')
    assert.equal(asked(), 3)
    await guard('b', 'AccessDeniedException')
    assert.equal(asked(), 4)
  })

  it('of TTL 0 remembers nothing', async () => {
    const { cache, guard, asked } = setUp({ ttl: seconds(0) })
    await guard('a', 'AccessDeniedException')
    await guard('a', 'AccessDeniedException')

    assert.deepEqual([asked(), cache.size], [2, 0])
  })
})

function drawing(uniform: number) {
  return { ...randomStream(20170701, 'negative'), uniform: () => uniform }
}

function setUp(options: Partial<NegativeCacheOptions> = {}) {
  const clock = new VirtualClock()
  const cache = new NegativeCache({ clock, ttl, capacity: 100, random: drawing(0), ...options })
  let asked = 0
  /** The error that a call gets which KMS would answer with `name`. */
  const guard = async (id: string, name: KmsErrorName): Promise<unknown> => {
    try {
      return await cache.guard(id, () => {
        asked += 1
        return Promise.reject(new KmsError(name, 'as the test wants it'))
      })
    } catch (error) {
      return error
    }
  }
  return { clock, cache, guard, asked: () => asked }
}
