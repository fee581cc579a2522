import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'

import { directoryOf } from '../src/kms-service/access/principals.ts'
import { trustRequests } from '../src/kms-service/access/signature.ts'
import { startHttpServer } from '../src/kms-service/http/http-server.ts'
import { principals, region, setUpService } from '../src/kms-service/service.fixture.ts'
import { attackedServer, signedByRoot, victimsOf, type AttackedServer } from './attacked-server.fixture.ts'
import type { Victims } from './hostile-bytes.fixture.ts'
import { serveKms } from './kms-server.fixture.ts'
import { bytesOf, RawConnection, type RawAnswer } from './raw-http.fixture.ts'

const bodyBytesMax = 131_072
const mebibyte = 2 ** 20

describe('a KMS endpoint', () => {
  let server: AttackedServer
  let victims: Victims

  before(async () => {
    server = await attackedServer({ verifiesSignatures: true })
    victims = await victimsOf(server)
  })

  after(() => server[Symbol.asyncDispose]())

  const ask = async (operation: string, body: string | Uint8Array): Promise<RawAnswer> => {
    using connection = await RawConnection.open(server.port)
    return await connection.ask(signedByRoot(operation, body))
  }
  const encryption = (plaintext: string): string =>
    JSON.stringify({ KeyId: victims.steadyKey, Plaintext: plaintext })

  const malformed: Readonly<Record<string, string | Uint8Array>> = {
    'no JSON': 'nonsense',
    'JSON that ends too early': '{"KeyId":',
    'two JSON values': '{}{}',
    'single quotes': "{'KeyId':'x'}",
    'a number that JSON has not': '{"Limit":NaN}',
    'a comment': '{}//',
    'a comma too many': '{"Limit":1,}',
    'NUL alone': '\0',
    'a NUL behind it': '{}\0',
    'a byte order mark': '\ufeff{}',
    null: 'null',
    'a list': '[]',
    'a string': '"{}"',
    'a byte that UTF-8 has not': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    'an overlong NUL': Buffer.from([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
    'a surrogate in UTF-8': Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  }
  for (const [title, body] of Object.entries(malformed))
    it(`refuses a body that is ${title}`, async () => {
      const answer = await ask('ListKeys', body)

      assert.equal(answer.status, 400)
      assert.equal(nameIn(answer), 'SerializationException')
    })

  it('takes an empty body for a request without members', async () => {
    assert.equal((await ask('ListKeys', '')).status, 200)
  })

  it('takes the last of members of one name', async () => {
    const answer = await ask('GenerateRandom', '{"NumberOfBytes":0,"NumberOfBytes":3}')

    assert.equal(plaintextIn(answer).length, 3)
  })

  it('lets a member named __proto__ change nothing', async () => {
    const answer = await ask('GenerateRandom', '{"__proto__":{"NumberOfBytes":3}}')

    assert.equal(nameIn(answer), 'ValidationException')
    assert.equal(Object.hasOwn(Object.prototype, 'NumberOfBytes'), false)
  })

  for (const target of ['ListKey', 'listkeys', '__proto__', 'constructor', '', 'ListKeys '.repeat(3)])
    it(`knows no operation ${JSON.stringify(target)}`, async () => {
      assert.equal(nameIn(await ask(target, '{}')), 'UnknownOperationException')
    })

  it('says of an operation of AWS that it does not have it', async () => {
    assert.equal(nameIn(await ask('Sign', '{}')), 'UnsupportedOperationException')
  })

  it('takes bodies up to 128 KiB, and not a byte more', async () => {
    const within = await ask('ListKeys', '{}'.padEnd(bodyBytesMax))
    const beyond = await ask('ListKeys', '{}'.padEnd(bodyBytesMax + 1))

    assert.equal(within.status, 200)
    assert.equal(beyond.status, 413)
    assert.equal(nameIn(beyond), 'RequestEntityTooLargeException')
  })

  it('takes bodies of 32 levels, and not one more', async () => {
    assert.equal((await ask('ListKeys', nested(31))).status, 200)
    assert.equal(nameIn(await ask('ListKeys', nested(32))), 'SerializationException')
    assert.equal(nameIn(await ask('ListKeys', '['.repeat(bodyBytesMax))), 'SerializationException')
    assert.equal(nameIn(await ask('ListKeys', '{"a":'.repeat(20_000))), 'SerializationException')
  })

  for (const plaintext of ['A', 'AA', 'AAA', 'AA=', 'AB==', '-_-_', 'AA AA', 'AAAA\n', '=', 'ÄÄÄÄ', 'AAAA\0'])
    it(`refuses ${JSON.stringify(plaintext)}, which is no base64`, async () => {
      const answer = await ask('Encrypt', encryption(plaintext))

      assert.equal(nameIn(answer), 'SerializationException')
    })

  it('takes plaintexts of 1 to 4,096 bytes', async () => {
    const statuses = await Promise.all(
      [0, 1, 4096, 4097].map(async (length) => {
        const { status } = await ask('Encrypt', encryption(Buffer.alloc(length).toString('base64')))
        return status
      }),
    )

    assert.deepEqual(statuses, [400, 200, 200, 400])
  })

  it('answers 100 pipelined requests in their order', async () => {
    using connection = await RawConnection.open(server.port)
    const requests = Array.from({ length: 100 }, (_, index) =>
      // Each tenth is refused, without a look at what came before it.
      signedByRoot('GenerateRandom', JSON.stringify({ NumberOfBytes: index % 10 === 9 ? -1 : index + 1 })),
    )

    const answers = await connection.askAll(requests)

    const lengths = answers.map((answer) =>
      answer.status === 200 ? plaintextIn(answer).length : answer.status,
    )
    const expected = requests.map((_, index) => (index % 10 === 9 ? 400 : index + 1))
    assert.deepEqual(lengths, expected)
  })
})

describe('a KMS endpoint that clients keep busy with nothing', () => {
  const slow: Readonly<Record<string, { readonly first: string; readonly more: string }>> = {
    'headers line by line': { first: 'POST / HTTP/1.1\r\nhost: a\r\n', more: 'x: y\r\n' },
    'one header byte by byte': { first: 'POST / HTTP/1.1\r\nhost: a\r\nx: ', more: 'y' },
    'a body byte by byte': {
      first: 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n',
      more: ' ',
    },
  }
  for (const [title, { first, more }] of Object.entries(slow))
    it(`ends connections that send ${title}, and answers others meanwhile`, async () => {
      const { service } = setUpService({
        authenticate: trustRequests({ principals: directoryOf(principals), usual: principals[0]!, region }),
      })
      // Longer than a busy machine takes to read what the client sends at once.
      const limits = { headersTimeoutMs: 500, requestTimeoutMs: 500, checkIntervalMs: 50 }
      await using server = await startHttpServer({
        host: '127.0.0.1',
        port: 0,
        handle: service.handle,
        limits,
      })
      using client = await RawConnection.open(server.port)
      const attackers = await openAll(server.port, 100)
      for (const attacker of attackers) attacker.send(first)

      const statuses = new Set<number>()
      // What a client is answered gives the beat, so that it takes no timer.
      while (attackers.some(({ isOpen }) => isOpen)) {
        const { status } = await client.ask(unsigned('ListKeys'))
        statuses.add(status)
        for (const attacker of attackers) if (attacker.isOpen) attacker.send(more)
      }

      assert.deepEqual([...statuses], [200])
      assert.equal(service.counts.size, 1)
    })

  const idleConnections = 10_000
  const reason = whyNotMany(idleConnections)
  it(
    'answers while 10,000 connections are idle, and takes little memory for them',
    { skip: reason },
    async () => {
      await using server = await serveKms(['--no-auth', '--quota', 'none'])
      const port = Number(new URL(server.url).port)
      using client = await RawConnection.open(port)
      await client.ask(unsigned('ListKeys'))
      const usual = residentBytesOf(server.pid)

      const idle = await openAll(port, idleConnections, unsigned('ListKeys'))
      const counts = await server.counters()
      const answers = await client.askAll(
        Array.from({ length: 100 }, () => unsigned('GenerateRandom', '{"NumberOfBytes":1}')),
      )
      const stillOpen = idle.filter(({ isOpen }) => isOpen).length
      const growth = residentBytesOf(server.pid) - usual
      for (const connection of idle) connection[Symbol.dispose]()

      assert.equal(counts['ok'], 1 + idleConnections)
      assert.equal(stillOpen, idleConnections)
      assert.ok(answers.every(({ status }) => status === 200))
      assert.ok(growth < 384 * mebibyte, `${growth / mebibyte} MiB`)
      const { exitCode, stderr } = await server.end()
      assert.equal(exitCode, 0, stderr)
    },
  )
})

/** An object in which lists nest. */
function nested(lists: number): string {
  return `{"Unknown":${'['.repeat(lists)}${']'.repeat(lists)}}`
}

/** By so many at a time that the server's queue holds them; each has its `request` answered, if there is one. */
async function openAll(port: number, count: number, request?: Uint8Array): Promise<RawConnection[]> {
  const connections: RawConnection[] = []
  while (connections.length < count) {
    const batch = Math.min(200, count - connections.length)
    const opened = Array.from({ length: batch }, async () => {
      const connection = await RawConnection.open(port)
      if (request !== undefined) assert.equal((await connection.ask(request)).status, 200)
      return connection
    })
    connections.push(...(await Promise.all(opened)))
  }
  return connections
}

function unsigned(operation: string, body = '{}'): Buffer {
  return bytesOf({ body, headers: [['x-amz-target', `TrentService.${operation}`]] })
}

function nameIn({ body }: RawAnswer): unknown {
  return (JSON.parse(body.toString()) as Readonly<Record<string, unknown>>)['__type']
}

function plaintextIn({ body }: RawAnswer): Buffer {
  const { Plaintext: base64 } = JSON.parse(body.toString()) as { readonly Plaintext: string }
  return Buffer.from(base64, 'base64')
}

function residentBytesOf(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
}

/** False, or why this process or a child of it cannot hold `count` connections. Node raises its soft limit itself. */
function whyNotMany(count: number): string | false {
  if (process.platform !== 'linux') return 'needs /proc for the memory of another process'
  const { userLimits } = process.report.getReport() as unknown as {
    readonly userLimits: { readonly open_files: { readonly hard: number | 'unlimited' } }
  }
  const { hard } = userLimits.open_files
  return hard === 'unlimited' || hard >= count + 1000 ? false : `ulimit -Hn is ${hard}`
}
