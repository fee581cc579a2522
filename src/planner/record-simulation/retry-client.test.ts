import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { StandardRetryStrategy } from '@smithy/core/retry'
import * as fc from 'fast-check'

import type { Random } from '../../random.ts'
import { documentedFleet } from '../fleet.fixture.ts'
import { planOf } from './plans.fixture.ts'
import { RetryClient, type RetriedError } from './retry-client.ts'

/** Pauses are as long as they may be. */
const longest: Random = {
  uniform: () => 1,
  below: (bound) => bound - 1,
  exponential: () => 1,
  normal: () => 0,
}

describe('RetryClient', () => {
  it('retries as often, as late and at the cost that the SDK in use does', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.array(fc.constantFrom<RetriedError>('throttling', 'transient'), { maxLength: 5 }), {
        maxLength: 60,
      }),
      async (maxAttempts, calls) => {
        const model = planOf(documentedFleet, { retries: 'standard', maxAttempts })
        const [ours, sdk] = [new RetryClient(model, longest), new Sdk(maxAttempts)]

        for (const errors of calls) assert.deepEqual(pausesOf(ours, errors), await sdk.pausesOf(errors))
      },
    )

    await fc.assert(property, { seed: 7, numRuns: 60 })
  })

  it('has 20 s as the longest pause', () => {
    const client = clientOf('standard', 10)

    assert.equal(client.retry(5, 'throttling')?.pauseS, 16)
    assert.equal(client.retry(6, 'throttling')?.pauseS, 20)
  })

  it('pauses for 100 ms and 500 ms by the rules before November 2026, for 5 tokens each', () => {
    const client = clientOf('legacy', 3)

    assert.deepEqual(client.retry(1, 'transient'), { pauseS: 0.1, cost: 5 })
    assert.deepEqual(client.retry(2, 'throttling'), { pauseS: 1, cost: 5 })
    // 98 of the 100 retries that 500 tokens pay for are left.
    for (let retry = 0; retry < 98; retry += 1) assert(client.retry(1, 'transient') !== undefined)
    assert.equal(client.retry(1, 'transient'), undefined)
  })

  it('makes one attempt without rules', () => {
    assert.equal(clientOf('none', 3).retry(1, 'transient'), undefined)
  })
})

function clientOf(retries: 'standard' | 'legacy' | 'none', maxAttempts: number): RetryClient {
  return new RetryClient(planOf(documentedFleet, { retries, maxAttempts }), longest)
}

/** Pauses in s of a call that meets `errors`, one after the other, and succeeds if it may try once more. */
function pausesOf(client: RetryClient, errors: readonly RetriedError[]): number[] {
  const pauses: number[] = []
  let cost: number | undefined
  for (const [index, error] of errors.entries()) {
    const retry = client.retry(index + 1, error)
    if (retry === undefined) return pauses
    pauses.push(retry.pauseS)
    cost = retry.cost
  }
  client.succeeded(cost)
  return pauses
}

class Sdk {
  readonly #strategy: StandardRetryStrategy
  #baseMs = 0
  #pauses: number[] = []

  constructor(maxAttempts: number) {
    this.#strategy = new StandardRetryStrategy({
      maxAttempts,
      backoff: {
        setDelayBase: (baseMs) => (this.#baseMs = baseMs),
        computeNextBackoffDelay: (retry) => {
          this.#pauses.push(Math.min(this.#baseMs * 2 ** retry, 20_000) / 1000)
          return 0
        },
      },
    })
  }

  async pausesOf(errors: readonly RetriedError[]): Promise<number[]> {
    this.#pauses = []
    let token = await this.#strategy.acquireInitialRetryToken('kms')
    for (const error of errors) {
      const errorType = error === 'throttling' ? 'THROTTLING' : 'TRANSIENT'
      try {
        token = await this.#strategy.refreshRetryTokenForRetry(token, { errorType })
      } catch {
        return this.#pauses
      }
    }
    this.#strategy.recordSuccess(token)
    return this.#pauses
  }
}
