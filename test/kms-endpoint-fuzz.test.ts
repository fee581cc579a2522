import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import * as fc from 'fast-check'

import { operations } from '../src/kms-service/operations/registry.ts'
import { attackedServer, victimsOf } from './attacked-server.fixture.ts'
import { bytesOfHostile, canary, validRequests } from './hostile-bytes.fixture.ts'
import { hostileRequest, type HostileRequest } from './hostile-requests.fixture.ts'
import { RawConnection, type RawAnswer } from './raw-http.fixture.ts'

const seed = 20170701
/** Of a hundred requests each; 100,000 requests in all. */
const numRuns = 500
const requestsInRun = 100
const connections = 16
const mebibyte = 2 ** 20

/** Whatever a client may be told that it did wrong. Errors of the service itself are not among them. */
const clientErrors: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'AlreadyExistsException',
  'DisabledException',
  'DryRunOperationException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'IncorrectKeyException',
  'InvalidAliasNameException',
  'InvalidArnException',
  'InvalidCiphertextException',
  'InvalidGrantTokenException',
  'InvalidKeyUsageException',
  'InvalidMarkerException',
  'InvalidSignatureException',
  'KMSInvalidMacException',
  'KMSInvalidStateException',
  'LimitExceededException',
  'MalformedPolicyDocumentException',
  'MissingAuthenticationTokenException',
  'NotFoundException',
  'RequestEntityTooLargeException',
  'SerializationException',
  'TagException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'UnsupportedOperationException',
  'ValidationException',
])

describe('a KMS endpoint under 100,000 hostile requests', () => {
  for (const verifiesSignatures of [true, false])
    it(`answers each with a result or what the client did wrong, ${verifiesSignatures ? 'signed' : 'unsigned'}`, async () => {
      await using server = await attackedServer({ verifiesSignatures })
      const victims = await victimsOf(server)
      const valid = validRequests(victims)
      const lanes = Array.from({ length: connections }, () => new Lane(server.port))
      const outcomes = new Set<string>()
      const attack = async (request: HostileRequest, lane: Lane): Promise<void> => {
        const bytes = bytesOfHostile(request, valid, victims)
        const answer = await lane.ask(bytes)
        outcomes.add(
          outcomeOf(request, answer) ??
            assert.fail(`${shown(bytes)}\nwas answered\n${answer.head}\n${answer.body.toString()}`),
        )
      }
      const before = memoryInUse()

      await fc.assert(
        fc.asyncProperty(
          fc.array(hostileRequest, { minLength: requestsInRun, maxLength: requestsInRun, size: 'max' }),
          async (requests) => {
            await Promise.all(
              lanes.map(async (lane, first) => {
                for (let at = first; at < requests.length; at += connections)
                  await attack(requests[at]!, lane)
              }),
            )
          },
        ),
        { numRuns, seed, endOnFailure: true, asyncReporter: throwCause },
      )

      const after = memoryInUse()
      for (const lane of lanes) lane.end()
      await server.assertAlive()
      // Nothing was refused at the door: each operation was reached.
      const unreached = [...operations.keys()].filter((name) => !outcomes.has(`ok ${name}`))
      assert.deepEqual(unreached, [])
      const errors = [...clientErrors].filter((name) => outcomes.has(name))
      assert.ok(errors.length >= 15, `only ${errors.join()}`)
      // Of what is kept there are at most some hundred keys.
      assert.ok(after.heapUsed - before.heapUsed < 64 * mebibyte, `${before.heapUsed} to ${after.heapUsed}`)
      assert.ok(after.rss - before.rss < 384 * mebibyte, `${before.rss} to ${after.rss}`)
    })
})

/** A connection that is opened again whenever the server has ended it. */
class Lane {
  readonly #port: number
  #connection: RawConnection | undefined

  constructor(port: number) {
    this.#port = port
  }

  async ask(bytes: Uint8Array): Promise<RawAnswer> {
    if (this.#connection?.isOpen !== true) this.#connection = await RawConnection.open(this.#port)
    return this.#connection.ask(bytes)
  }

  end(): void {
    this.#connection?.[Symbol.dispose]()
  }
}

/** What an answer says, or undefined where no answer may say so. */
function outcomeOf({ target = '' }: HostileRequest, { status, body }: RawAnswer): string | undefined {
  const text = body.toString()
  if (/never-to-be-told|\bat .+:\d+:\d+|node:internal|\.[jt]s:\d/.test(text)) return undefined
  if (status === 200)
    return text.startsWith('<GetCallerIdentityResponse')
      ? 'identity'
      : `ok ${target.slice('TrentService.'.length)}`
  if ((status !== 400 && status !== 413) || text.includes(canary)) return undefined
  const { __type: name } = JSON.parse(text) as { readonly __type?: string }
  return name !== undefined && clientErrors.has(name) ? name : undefined
}

/** A counterexample of fast-check would be a hundred requests; the cause shows the one. */
async function throwCause({
  failed,
  errorInstance,
}: {
  readonly failed: boolean
  readonly errorInstance: unknown
}): Promise<void> {
  if (failed) throw errorInstance
}

function shown(bytes: Buffer): string {
  return bytes.toString('latin1').slice(0, 3000)
}

function memoryInUse(): NodeJS.MemoryUsage {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  collectGarbage()
  return process.memoryUsage()
}
