import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Readable } from 'node:stream'

import { sleepHolding } from '../clock/clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { milliseconds, nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'
import type { InProcessTransport } from './in-process-transport.ts'
import { DrivenTransport } from './service.fixture.ts'
import type { WireAnswer, WireHandler, WireRequest } from './wire.ts'

const request = { method: 'POST', path: '/', headers: { 'x-amz-target': 'TrentService.ListKeys' } }

describe('InProcessTransport', () => {
  for (const [title, body, read] of [
    ['text', '{"a":"ñ"}', '{"a":"ñ"}'],
    ['bytes', Buffer.from('{}'), '{}'],
    ['nothing', undefined, ''],
  ] as const)
    it(`carries method, path, headers and a body of ${title}`, async () => {
      const { ask, seen } = setUp(async () => wholeAnswer('{}'))

      await ask({ ...request, body })

      const [given] = seen
      assert.deepEqual(
        { method: given!.method, path: given!.path, headers: given!.headers },
        { method: 'POST', path: '/', headers: request.headers },
      )
      assert.equal(Buffer.from(given!.body).toString(), read)
      assert.notEqual(given!.signal?.aborted, true)
    })

  it('gives the answer as it is', async () => {
    const { ask } = setUp(async () => wholeAnswer('{"KeyId":"ñ"}'))

    const { response } = await ask(request)

    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.headers, { 'content-type': 'application/x-amz-json-1.1' })
    assert.equal(String(response.body), '{"KeyId":"ñ"}')
  })

  it('says of a reset what Node says', async () => {
    const { ask } = setUp(async () => ({ kind: 'reset' }))

    await assert.rejects(ask(request), { code: 'ECONNRESET', message: 'socket hang up' })
  })

  it('gives what was sent of a truncated answer, then says what Node says', async () => {
    const { ask } = setUp(async () => ({ ...wholeAnswer('0123456789'), kind: 'truncated', sentBytes: 4 }))

    const { response } = await ask(request)

    const chunks: string[] = []
    const read = async () => {
      for await (const chunk of response.body as Readable) chunks.push(String(chunk))
    }
    await assert.rejects(read(), { code: 'ECONNRESET', message: 'aborted' })
    assert.deepEqual(chunks, ['0123'])
  })

  for (const [latency, isAnswered] of [
    [milliseconds(99.999_999), true],
    [milliseconds(100), true],
    [nanoseconds(100_000_001), false],
    [seconds(3600), false],
  ] as const)
    it(`${isAnswered ? 'takes' : 'does not wait for'} an answer after ${latency} ns where it may take 100 ms`, async () => {
      const { ask, clock } = setUp(slowly(latency), milliseconds(100))

      const answer = ask(request)

      if (isAnswered) assert.equal((await answer).response.statusCode, 200)
      else
        await assert.rejects(answer, {
          name: 'TimeoutError',
          message: 'Request did not complete within requestTimeout (100 ms).',
        })
      assert.equal(clock.now(), Math.min(latency, 100e6))
    })

  it('lets the service know that the client is gone', async () => {
    const { ask, seen } = setUp(slowly(seconds(1)), milliseconds(100))

    await assert.rejects(ask(request), { name: 'TimeoutError' })

    assert.equal(seen[0]!.signal!.aborted, true)
  })

  it('waits for as long as it takes where no time is set', async () => {
    const { ask, clock } = setUp(slowly(seconds(86_400)))

    await ask(request)

    assert.equal(clock.now(), seconds(86_400))
  })

  for (const [title, answerOf] of [
    ['a whole answer', async () => wholeAnswer('{}')],
    ['a reset', async () => ({ kind: 'reset' as const })],
    ['an answer that comes late', undefined],
  ] as const)
    it(`leaves nothing on the clock behind after ${title}`, async () => {
      const handler = answerOf ?? slowly(seconds(1))
      const { ask, clock } = setUp(handler, milliseconds(100))

      await ask(request).catch(() => undefined)

      assert.equal(clock.nextWake(), undefined)
      assert.equal(clock.mustWait(seconds(1e6)), false)
    })

  it('carries many requests at a time, each with its own end', async () => {
    const { ask } = setUp(async (given, clock) => {
      await sleepHolding(clock, milliseconds(Number(given.path)), given.signal)
      return wholeAnswer(given.path)
    }, milliseconds(50))

    const answers = await Promise.allSettled(
      ['10', '100', '50', '0', '60'].map(async (path) => {
        const { response } = await ask({ ...request, path })
        return String(response.body)
      }),
    )

    assert.deepEqual(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.name)),
      ['10', 'TimeoutError', '50', '0', 'TimeoutError'],
    )
  })

  it('has nothing that could be configured', () => {
    const { transport } = setUp(async () => wholeAnswer('{}'))

    transport.updateHttpClientConfig()
    transport.destroy()

    assert.deepEqual(transport.httpHandlerConfigs(), {})
  })
})

type SdkRequest = Parameters<InProcessTransport['handle']>[0]
type Handler = (request: WireRequest, clock: VirtualClock) => Promise<WireAnswer>

function setUp(handle: Handler, requestTimeout?: Nanoseconds) {
  const clock = new VirtualClock()
  const seen: WireRequest[] = []
  // As the service does.
  const held: WireHandler = async (given) => {
    clock.hold()
    seen.push(given)
    try {
      return await handle(given, clock)
    } finally {
      clock.release()
    }
  }
  const transport = new DrivenTransport({ handle: held, clock, requestTimeout })
  return { clock, seen, transport, ask: (given: SdkRequest) => transport.handle(given) }
}

function slowly(latency: Nanoseconds): Handler {
  return async ({ signal }, clock) => {
    await sleepHolding(clock, latency, signal)
    return wholeAnswer('{}')
  }
}

function wholeAnswer(text: string): WireAnswer & { kind: 'whole' } {
  return {
    kind: 'whole',
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: text,
  }
}
