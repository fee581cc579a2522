/**
 * Keys of a server: gone with it, or kept in a file that no other server may have.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { refusal } from './cli-kms.fixture.ts'
import { assertTold, temporaryFolder, type Outcome } from './command-line.fixture.ts'
import { sdkClient, serveKms } from './kms-server.fixture.ts'

describe('sealbench kms serve', { concurrency: 2 }, () => {
  it('forgets keys when it ends, unless they have a file', async () => {
    using folder = temporaryFolder()
    const data = ['--data', folder.at('kms.db')]

    const [forgotten, kept] = await Promise.all([keyOf([]), keyOf(data)])
    const [gone, there] = await Promise.all([tryKey([], forgotten), tryKey(data, kept)])

    assert.equal(gone, 'NotFoundException')
    assert.equal(there, 'Enabled')
  })

  it('keeps a data file to itself', async () => {
    using folder = temporaryFolder()
    const data = ['--data', folder.at('kms.db')]
    await using server = await serveKms(data)

    const second = await refusal(data)
    await server.end()
    const after = await keyOf(data)

    const message = new RegExp(`kms\\.db is in use by process ${server.pid} on .*Stop that service`)
    assertTold(second, { exitCode: 9, message })
    assert.ok(after)
  })

  it('opens no data file that is damaged, or whose root key is gone or known to others', async () => {
    using folder = temporaryFolder()
    const [file, rootKey] = [folder.at('kms.db'), folder.at('kms.db.root-key')]
    const data = ['--data', file]
    await keyOf(data)
    const whole = readFileSync(file)
    const refuse = async (change: () => void, undo: () => void): Promise<Outcome> => {
      change()
      const outcome = await refusal(data)
      undo()
      return outcome
    }
    const restore = (): void => writeFileSync(file, whole)

    const flipped = Buffer.from(whole)
    flipped[flipped.length >> 1]! ^= 1
    const damaged = await refuse(() => writeFileSync(file, flipped), restore)
    const cut = await refuse(() => truncateSync(file, whole.length - 1), restore)
    const other = await refuse(() => writeFileSync(file, 'not ours'), restore)
    const missing = await refuse(
      () => renameSync(rootKey, folder.at('aside')),
      () => renameSync(folder.at('aside'), rootKey),
    )
    const readable = await refuse(
      () => chmodSync(rootKey, 0o640),
      () => chmodSync(rootKey, 0o600),
    )

    for (const outcome of [damaged, cut, other]) assertTold(outcome, { exitCode: 2, message: /kms\.db/ })
    assertTold(missing, {
      exitCode: 2,
      message: /its root key .*kms\.db\.root-key is not, and nothing else opens/,
    })
    assertTold(readable, { exitCode: 2, message: /root-key has mode 640: .*Do: chmod 600/ })
    assert.deepEqual(readFileSync(file), whole, 'nothing has touched it')
    assert.ok(!existsSync(folder.at('kms.db.lock')))
    assert.ok(await keyOf(data), 'and it still opens')
  })
})

/** Id of a key that a server with these options made, and then it ended. */
async function keyOf(options: readonly string[]): Promise<string> {
  await using server = await serveKms(options)
  const client = sdkClient(server)
  const { KeyMetadata: key } = await client.createKey({})
  client.destroy()
  return key!.KeyId!
}

/** State of a key, or the name of the error. */
async function tryKey(options: readonly string[], id: string): Promise<string | undefined> {
  await using server = await serveKms(options)
  const client = sdkClient(server)
  try {
    const { KeyMetadata: key } = await client.describeKey({ KeyId: id })
    return key!.KeyState
  } catch (error) {
    return (error as Error).name
  } finally {
    client.destroy()
  }
}
