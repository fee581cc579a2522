/**
 * `sealbench kms serve --data` that dies without warning, again and again:
 * whatever a client was told before is true after.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { KMSServiceException } from '@aws-sdk/client-kms'

import { randomStream, type Random } from '../src/random.ts'
import { temporaryFolder } from './command-line.fixture.ts'
import { Told, User } from './crashed-kms.fixture.ts'
import { sdkClient, serveKms, type ServedKms } from './kms-server.fixture.ts'

const rounds = 50
const connections = 4
const seed = 20_170_701

describe('sealbench kms serve --data, killed at any moment', () => {
  // One process after another: on a busy machine more than any other test may take.
  it(`loses nothing that it has acknowledged, in ${rounds} rounds`, { timeout: 600_000 }, async (t) => {
    using folder = temporaryFolder()
    const serve = () => serveKms(['--data', folder.at('kms.db'), '--quota', 'none'])
    const random = randomStream(seed, 'test/kms-crash')
    const told = new Told()

    for (let round = 0; round < rounds; round += 1) {
      await using server = await serve()
      await told.check(server, `after ${round} crashes (seed ${seed})`)
      await useUntilKilled(server, told, random)
    }
    await using server = await serve()
    await told.check(server, 'at the end')
    await told.checkWhole(server)

    const { keys, aliases, grants, edks, rotations } = told
    const counts = {
      keys: keys.size,
      aliases: aliases.size,
      grants: grants.size,
      edks: edks.length,
      rotations,
    }
    t.diagnostic(JSON.stringify(counts))
    for (const [what, count] of Object.entries(counts)) assert.ok(count >= rounds / 2, `${count} ${what}`)
  })
})

/** Several connections use it at once until it is killed, between two answers or in the middle of a write. */
async function useUntilKilled(server: ServedKms, told: Told, random: Random): Promise<void> {
  const killAfter = 1 + random.below(40)
  const delayMs = random.below(8)
  let answers = 0
  let isKilled = false
  const answered = (): void => {
    answers += 1
    // The moment is drawn; that a write is under way at it is likely, and no test depends on it.
    if (answers === killAfter) void sleep(delayMs).then(kill)
  }
  const kill = async (): Promise<void> => {
    isKilled = true
    await server.end('SIGKILL')
  }
  const use = async (connection: number): Promise<void> => {
    const client = sdkClient(server, { requestHandler: { httpAgent: { keepAlive: true, maxSockets: 1 } } })
    const user = new User(client, told, random, `${connection}`)
    try {
      for (;;) {
        await user.call()
        answered()
      }
    } catch (error) {
      if (!isKilled || error instanceof KMSServiceException) throw error
    } finally {
      client.destroy()
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, connection) => use(connection)))
}
