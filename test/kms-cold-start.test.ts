import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { VirtualClock } from '../src/clock/virtual-clock.ts'
import { EmbeddedKms } from '../src/kms-service/embedded-kms.ts'
import { KmsError } from '../src/kms/key-service.ts'
import { randomStream } from '../src/random.ts'
import { milliseconds, perSecond } from '../src/units/units.ts'

const seed = 20170701
const principals = 500
const quota = 100
const latencyMs = 10
const attemptsMax = 3
/** Of the SDK for throttling errors, since 2026-11-10: full jitter over 1 s, then 2 s. */
const throttlingBaseMs = 1000

interface Counts {
  readonly ok: number
  /** Calls that failed after their last attempt. */
  readonly failed: number
  /** Attempts that were throttled. */
  readonly throttled: number
  /** Attempts beyond the first of a call. */
  readonly retried: number
}

describe('a cold start of 500 principals against a quota of 100 calls a second', () => {
  it('throttles, retries and fails as many calls as a model of it predicts', async () => {
    const predicted = predict()

    const counted = await coldStart()

    assert.deepEqual(counted, predicted)
    assert.ok(
      predicted.failed > 0 && predicted.retried > principals,
      'the quota is far too small for the fleet',
    )
  })

  it('admits the quota in the first second and not one call more', async () => {
    const { answeredBy } = await start()

    assert.equal(answeredBy(1e9 - 1), quota)
  })
})

async function coldStart(): Promise<Counts> {
  const { kms, outcomes } = await start()
  const { attempts, attemptsByOutcome, calls } = kms.snapshot()

  assert.equal(calls.GenerateDataKey, principals)
  return {
    ok: outcomes.filter((outcome) => outcome === 'ok').length,
    failed: outcomes.filter((outcome) => outcome === 'ThrottlingException').length,
    throttled: attemptsByOutcome.ThrottlingException ?? 0,
    retried: attempts.GenerateDataKey - calls.GenerateDataKey,
  }
}

async function start() {
  const clock = new VirtualClock()
  const kms = new EmbeddedKms({
    clock,
    region: 'us-east-1',
    latency: { distribution: 'constant', value: milliseconds(latencyMs) },
    quotaPerSecond: perSecond(quota),
    failures: [],
    seed,
    client: { retryMode: 'standard', maxAttempts: attemptsMax },
  })
  const keyId = kms.createKey()
  const outcomes: string[] = []
  const answeredAt: number[] = []
  for (let index = 0; index < principals; index += 1) {
    const caller = { principal: principalOf(index), source: 'front-end-0' }
    const ask = async (): Promise<void> => {
      try {
        await kms.generateDataKey({ keyId, encryptionContext: {}, caller })
        outcomes.push('ok')
        answeredAt.push(clock.now())
      } catch (error) {
        assert.ok(error instanceof KmsError)
        outcomes.push(error.kmsErrorName)
      }
    }
    void ask()
    // All of them at the same moment, in this order.
    await clock.settled()
  }
  for (let wake = clock.nextWake(); wake !== undefined; wake = clock.nextWake()) await clock.waitUntil(wake)
  return {
    kms,
    outcomes,
    answeredBy: (time: number) => answeredAt.filter((answered) => answered <= time).length,
  }
}

function principalOf(index: number): string {
  return `principal-${index}`
}

interface Attempt {
  readonly principal: number
  /** From 1. */
  readonly number: number
  readonly at: number
  readonly isAnswered: boolean
}

/** Event by event, as a planner would: whoever is throttled comes back after a random pause, twice. */
function predict(): Counts {
  const jitter = Array.from({ length: principals }, (_, index) =>
    randomStream(seed, `kms/retry/${principalOf(index)}`),
  )
  const events = Array.from({ length: principals }, (_, principal): Attempt => {
    return { principal, number: 1, at: 0, isAnswered: false }
  })
  const admitted = new Map<number, number>()
  const counts = { ok: 0, failed: 0, throttled: 0, retried: 0 }
  const throttledAttempts = new Set<string>()
  for (;;) {
    const next = takeFirst(events)
    if (next === undefined) return counts
    const { principal, number, at, isAnswered } = next
    const name = `${principal}/${number}`
    if (!isAnswered) {
      const second = Math.floor(at / 1000)
      const before = admitted.get(second) ?? 0
      if (before >= quota) throttledAttempts.add(name)
      else admitted.set(second, before + 1)
      events.push({ principal, number, at: at + latencyMs, isAnswered: true })
    } else if (!throttledAttempts.has(name)) counts.ok += 1
    else {
      counts.throttled += 1
      if (number === attemptsMax) counts.failed += 1
      else {
        counts.retried += 1
        const pause = Math.floor(jitter[principal]!.uniform() * throttlingBaseMs * 2 ** (number - 1))
        events.push({ principal, number: number + 1, at: at + pause, isAnswered: false })
      }
    }
  }
}

/** The earliest; of equals, the one that was added first. */
function takeFirst(events: Attempt[]): Attempt | undefined {
  let first = 0
  for (const [index, event] of events.entries()) if (event.at < events[first]!.at) first = index
  return events.splice(first, 1)[0]
}
