/**
 * Secrets of principals that `sealbench kms serve` is given, and that it never tells.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { account, secret } from './cli-kms.fixture.ts'
import { sealbench, temporaryFolder } from './command-line.fixture.ts'
import { sdkClient, serveKms } from './kms-server.fixture.ts'

const rootPrincipal = {
  arn: `arn:aws:iam::${account}:root`,
  accessKeyId: 'AKIAROOT',
  secretAccessKey: secret,
}

describe('sealbench kms serve, secrets', { concurrency: 2 }, () => {
  const user = { ...rootPrincipal, arn: `arn:aws:iam::${account}:user/ann` }
  const wrongFiles: [string, string | object, RegExp][] = [
    [
      'an unknown member',
      { ...user, secretAcessKey: secret },
      /principals\.0: Unrecognized key: "secretAcessKey"/,
    ],
    ['an ARN that is none', { ...user, arn: 'ann' }, /principals\.0\.arn: must be the ARN of/],
    ['a secret that is no text', { ...user, secretAccessKey: [secret] }, /principals\.0\.secretAccessKey: /],
    [
      'a secret as access key',
      { ...user, accessKeyId: secret },
      /principals\.0\.accessKeyId: must be letters/,
    ],
    [
      'a policy that AWS would refuse',
      { ...user, policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Maybe' }] }] },
      /gives arn:aws:iam::123456789012:user\/ann a policy that AWS would refuse: Statement\[0\] has the Effect "Maybe"/,
    ],
    [
      'broken YAML',
      `principals:\n - secretAccessKey: ${secret}: no\n`,
      /principals\.yaml:\d is neither YAML nor JSON/,
    ],
    ['no list', secret, /names no principals that can be used/],
  ]
  for (const [title, content, message] of wrongFiles)
    it(`are in no message about ${title}`, async () => {
      using folder = temporaryFolder()
      const text = typeof content === 'string' ? content : JSON.stringify({ principals: [content] })
      const file = folder.write('principals.yaml', text)

      const outcome = await sealbench(['kms', 'serve', '--port', '0', '--principals', file, '--json'], {
        env: { SEALBENCH_DEBUG: '1' },
      })

      assert.equal(outcome.exitCode, 2)
      const { error } = JSON.parse(outcome.stdout) as { error: { message: string } }
      assert.match(error.message, message)
      assert.ok(outcome.stderr.startsWith(`${error.message}\n`))
      assert.ok(!`${outcome.stdout}${outcome.stderr}`.includes(secret), 'the secret shows')
    })

  it('are in no output, no audit and no data file', async () => {
    using folder = temporaryFolder()
    const plaintext = 'attack at dawn'
    const principals = folder.write('principals.json', JSON.stringify({ principals: [rootPrincipal] }))
    const files = ['--audit', folder.at('audit.ndjson'), '--data', folder.at('kms.db')]
    await using server = await serveKms(['--principals', principals, ...files])
    const client = sdkClient(server, { credentials: rootPrincipal })

    const { KeyMetadata: key } = await client.createKey({})
    const dataKey = await client.generateDataKey({ KeyId: key!.KeyId, KeySpec: 'AES_256' })
    await client.encrypt({ KeyId: key!.KeyId, Plaintext: Buffer.from(plaintext) })
    await client.decrypt({ CiphertextBlob: dataKey.CiphertextBlob })
    const events = JSON.stringify(await server.audit())
    client.destroy()
    const { stdout, stderr } = await server.end()

    const audit = readFileSync(folder.at('audit.ndjson'), 'utf8')
    const names = audit
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { eventName: string }).eventName)
    assert.deepEqual(names, ['CreateKey', 'GenerateDataKey', 'Encrypt', 'Decrypt'])
    const secrets = [secret, plaintext].map((text) => Buffer.from(text))
    for (const bytes of [...secrets, Buffer.from(dataKey.Plaintext!)]) {
      const forms = ['utf8', 'base64', 'hex'] as const
      for (const text of [stdout, stderr, audit, events])
        assert.ok(forms.every((form) => !text.includes(bytes.toString(form))))
      assert.ok(!readFileSync(folder.at('kms.db')).includes(bytes))
    }
  })
})
