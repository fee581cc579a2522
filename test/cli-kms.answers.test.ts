/**
 * How a server answers that was told of policies, a quota, a latency or failures.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { KMS } from '@aws-sdk/client-kms'

import { account, secret } from './cli-kms.fixture.ts'
import { temporaryFolder } from './command-line.fixture.ts'
import { sdkClient, serveKms } from './kms-server.fixture.ts'

describe('sealbench kms serve', { concurrency: 2 }, () => {
  it('enforces the policies of principals', async () => {
    using folder = temporaryFolder()
    const [writer, reader, nobody] = ['writer', 'reader', 'nobody'].map((name) => ({
      arn: `arn:aws:iam::${account}:user/${name}`,
      accessKeyId: `AKIA.${name}`,
      secretAccessKey: `${secret} of ${name}`,
    })) as [Named, Named, Named]
    const statement = { Effect: 'Allow', Action: ['kms:Describe*', 'kms:Decrypt'], Resource: '*' }
    const policies = [{ Version: '2012-10-17', Statement: [statement] }]
    const principals = [writer, { ...reader, policies }, { ...nobody, policies: [] }]
    const file = folder.write('principals.json', JSON.stringify({ principals }))
    await using server = await serveKms(['--principals', file])
    const [asWriter, asReader, asNobody] = [writer, reader, nobody].map((credentials) =>
      sdkClient(server, { credentials }),
    ) as [KMS, KMS, KMS]

    const { KeyMetadata: key } = await asWriter.createKey({})
    const KeyId = key!.Arn!
    const sealed = await asWriter.encrypt({ KeyId, Plaintext: Buffer.from('x') })
    const opened = await asReader.decrypt({ CiphertextBlob: sealed.CiphertextBlob })

    assert.equal(Buffer.from(opened.Plaintext!).toString(), 'x')
    await asReader.describeKey({ KeyId })
    const denied = {
      name: 'AccessDeniedException',
      message: `User: ${reader.arn} is not authorized to perform: kms:Encrypt on resource: ${KeyId} because no identity-based policy allows the kms:Encrypt action`,
    }
    await assert.rejects(asReader.encrypt({ KeyId, Plaintext: Buffer.from('x') }), denied)
    await assert.rejects(asNobody.describeKey({ KeyId }), { name: 'AccessDeniedException' })
    await assert.rejects(sdkClient(server).listKeys(), { name: 'UnrecognizedClientException' })
    for (const client of [asWriter, asReader, asNobody]) client.destroy()
  })

  it('throttles whatever passes --quota in one second', async () => {
    await using server = await serveKms(['--quota', '5 /s'])
    const client = sdkClient(server)
    const isAdmitted = () =>
      client.generateRandom({ NumberOfBytes: 1 }).then(
        () => true,
        (error: Error) => {
          assert.equal(error.name, 'ThrottlingException')
          assert.match(error.message, /^You have exceeded the rate at which you may call KMS\./)
          return false
        },
      )

    let admitted: number | undefined
    while (admitted === undefined) {
      // A second of the quota begins after the last call that is throttled, and with the first one that is not.
      let before = performance.now()
      while (await isAdmitted()) before = performance.now()
      for (;;) {
        const asked = performance.now()
        if (await isAdmitted()) break
        before = asked
      }
      await server.reset()
      const burst = await Promise.all(Array.from({ length: 19 }, isAdmitted))
      // A machine that is busy may need longer, and then there was another second.
      if (performance.now() < before + 1000) admitted = burst.filter(Boolean).length
    }
    const counters = await server.counters()
    client.destroy()

    assert.equal(admitted, 4, 'one of the five was the first call of that second')
    assert.deepEqual(counters, { ok: 4, ThrottlingException: 15 })
  })

  it('takes as long as --latency says, and as long as a probe has recorded', async () => {
    using folder = temporaryFolder()
    const recording = { format: 'sealbench/kms-latency/v1', latenciesNs: [3e8, 3e8] }
    const file = folder.write('recording.json', JSON.stringify(recording))

    const [constant, recorded] = await Promise.all([
      tookMs(['--latency', '300 ms']),
      tookMs(['--latency-file', file]),
    ])

    // Timers of Node may be a millisecond early.
    assert.ok(constant >= 299 && recorded >= 299, `${constant} ms, ${recorded} ms`)
  })

  it('fails as --failures says', async () => {
    using folder = temporaryFolder()
    const plan = 'failures:\n  - { fault: throttling, operations: [Decrypt] }\n'
    await using server = await serveKms(['--failures', folder.write('failures.yaml', plan)])
    const client = sdkClient(server)

    const { KeyMetadata: key } = await client.createKey({})
    const dataKey = await client.generateDataKey({ KeyId: key!.KeyId, KeySpec: 'AES_256' })
    const opening = client.decrypt({ CiphertextBlob: dataKey.CiphertextBlob })

    await assert.rejects(opening, { name: 'ThrottlingException' })
    client.destroy()
  })
})

interface Named {
  readonly arn: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Of one call, which needs no key. */
async function tookMs(options: readonly string[]): Promise<number> {
  await using server = await serveKms(options)
  const client = sdkClient(server)
  const begun = performance.now()
  await client.listKeys()
  const elapsed = performance.now() - begun
  client.destroy()
  return elapsed
}
