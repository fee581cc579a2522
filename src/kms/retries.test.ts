import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { StandardRetryStrategy } from '@smithy/core/retry'
import { assert as check, constantFrom, double, nat, property } from 'fast-check'

import { answered } from '../clock/answered.fixture.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { randomStream } from '../random.ts'
import { milliseconds } from '../units/units.ts'
import { backoffMs, ClockedRetryStrategy } from './retries.ts'

const seed = 7
const purpose = 'kms/retry/producer'

describe('backoffMs', () => {
  it('is what the SDK waits', (test) => {
    const sdk = backoffOfSdk()
    let drawn = 0
    test.mock.method(Math, 'random', () => drawn)

    check(
      property(
        double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        constantFrom(50, 1000),
        nat(30),
        (random, baseMs, retry) => {
          drawn = random
          sdk.setDelayBase(baseMs)

          assert.equal(backoffMs(random, baseMs, retry), sdk.computeNextBackoffDelay(retry))
        },
      ),
      { seed },
    )
  })

  for (const [random, baseMs, retry, expected] of [
    [0, 50, 0, 0],
    [0.5, 50, 0, 25],
    [0.999, 50, 0, 49],
    [0.5, 50, 3, 200],
    [0.5, 1000, 4, 8000],
    [0.5, 1000, 5, 10_000],
    [0.5, 1000, 50, 10_000],
  ] as const)
    it(`is ${expected} ms for ${random} of ${baseMs} ms before retry ${retry}`, () => {
      assert.equal(backoffMs(random, baseMs, retry), expected)
    })
})

describe('ClockedRetryStrategy', () => {
  for (const [errorType, baseMs] of [
    ['TRANSIENT', 50],
    ['THROTTLING', 1000],
  ] as const)
    it(`lets the pauses of ${errorType} pass on the clock, with the jitter of the seed`, async () => {
      const { clock, retry, first } = setUp({ maxAttempts: 6 })
      const jitter = randomStream(seed, purpose)
      let token = await first()

      for (let count = 0; count < 5; count += 1) {
        const before = clock.now()
        token = await retry(token, errorType)

        const expected = backoffMs(jitter.uniform(), baseMs, count)
        assert.equal(clock.now() - before, milliseconds(expected))
        assert.equal(token.getRetryCount(), count + 1)
      }
    })

  it('draws again and otherwise for another principal, and the same for the same', async () => {
    const pauses = await pausesOf(purpose)

    assert.deepEqual(await pausesOf(purpose), pauses)
    assert.notDeepEqual(await pausesOf('kms/retry/consumer'), pauses)
  })

  it('keeps the pauses of calls apart that retry at the same time', async () => {
    const { clock, strategy } = setUp({ maxAttempts: 3 })
    const jitter = randomStream(seed, purpose)
    const expected = [jitter.uniform(), jitter.uniform(), jitter.uniform()].map((random, index) =>
      milliseconds(backoffMs(random, index === 1 ? 1000 : 50, 0)),
    )
    const woken: number[] = []

    const calls = (['TRANSIENT', 'THROTTLING', 'TRANSIENT'] as const).map(async (errorType, index) => {
      clock.hold()
      const token = await strategy.acquireInitialRetryToken('')
      await strategy.refreshRetryTokenForRetry(token, { errorType })
      woken[index] = clock.now()
      clock.release()
    })
    await answered(clock, Promise.all(calls))

    assert.deepEqual(woken, expected)
  })

  for (const maxAttempts of [1, 2, 5])
    it(`gives no more than ${maxAttempts} attempts`, async () => {
      const { retry, first } = setUp({ maxAttempts })
      let token = await first()

      for (let count = 1; count < maxAttempts; count += 1) token = await retry(token, 'TRANSIENT')

      await assert.rejects(retry(token, 'TRANSIENT'), { message: 'No retry token available' })
    })

  for (const errorType of ['CLIENT_ERROR', 'SERVER_ERROR'] as const)
    it(`does not retry a ${errorType}`, async () => {
      const { clock, retry, first } = setUp({ maxAttempts: 3 })

      await assert.rejects(retry(await first(), errorType), { message: 'No retry token available' })
      assert.equal(clock.now(), 0)
    })

  for (const [errorType, cost, retries] of [
    ['TRANSIENT', 14, 35],
    ['THROTTLING', 5, 100],
  ] as const)
    it(`has 500 tokens: enough for ${retries} retries of ${errorType}, and for one more after ${cost} came back`, async () => {
      const { strategy, retry, first } = setUp({ maxAttempts: 3 })
      let last = await first()
      for (let count = 0; count < retries; count += 1) last = await retry(await first(), errorType)

      await assert.rejects(retry(await first(), errorType), { message: 'No retry token available' })
      assert.equal(strategy.getCapacity(), 500 - retries * cost)
      strategy.recordSuccess(last)
      await retry(await first(), errorType)

      assert.equal(strategy.getCapacity(), 500 - retries * cost)
      await assert.rejects(retry(await first(), errorType), { message: 'No retry token available' })
    })

  it('gets one token back for each call without a retry, and never more than 500', async () => {
    const { strategy, retry, first } = setUp({ maxAttempts: 3 })
    await retry(await first(), 'THROTTLING')
    const after = strategy.getCapacity()

    strategy.recordSuccess(await first())
    const one = strategy.getCapacity()
    for (let count = 0; count < 10; count += 1) strategy.recordSuccess(await first())

    assert.deepEqual([after, one, strategy.getCapacity()], [495, 496, 500])
  })
})

/** When the third retry of a principal begins, and those before. */
async function pausesOf(name: string): Promise<number[]> {
  const { clock, retry, first } = setUp({ maxAttempts: 4, purpose: name })
  let token = await first()
  const times: number[] = []
  for (let count = 0; count < 3; count += 1) {
    token = await retry(token, 'THROTTLING')
    times.push(clock.now())
  }
  return times
}

/** What a strategy of the SDK waits by, of which it tells nobody. */
function backoffOfSdk() {
  const { retryBackoffStrategy } = new StandardRetryStrategy(3) as object as {
    readonly retryBackoffStrategy: {
      setDelayBase(baseMs: number): void
      computeNextBackoffDelay(retry: number): number
    }
  }
  return retryBackoffStrategy
}

interface Settings {
  readonly maxAttempts: number
  readonly purpose?: string
}

function setUp({ maxAttempts, purpose: name = purpose }: Settings) {
  const clock = new VirtualClock()
  const strategy = new ClockedRetryStrategy(maxAttempts, clock, randomStream(seed, name))
  type Token = Awaited<ReturnType<typeof strategy.acquireInitialRetryToken>>
  type ErrorType = Parameters<typeof strategy.refreshRetryTokenForRetry>[1]['errorType']
  const first = () => strategy.acquireInitialRetryToken('')
  /** As within a call, which holds the clock. */
  const retry = (token: Token, errorType: ErrorType): Promise<Token> => {
    clock.hold()
    const next = strategy.refreshRetryTokenForRetry(token, { errorType }).finally(() => clock.release())
    return answered(clock, next)
  }
  return { clock, strategy, first, retry }
}
