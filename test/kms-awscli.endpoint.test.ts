/**
 * How the AWS CLI, unmodified, finds `sealbench kms serve` and comes to trust it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import {
  AwsCli,
  account,
  cliRun,
  refused,
  skip,
  version,
  type Json,
  type KeyMetadata,
} from './kms-awscli.fixture.ts'

describe('the AWS CLI', { skip, concurrency: 2 }, () => {
  const [plain, cli] = [new AwsCli(), new AwsCli()]
  const { aws, blob } = cli

  before(() => Promise.all([plain.open(), cli.open('--tls', '--ca-file', cli.folder.at('ca.pem'))]))
  after(() => Promise.all([plain.close(), cli.close()]))

  describe('over HTTPS', () => {
    it('trusts the CA that it is told of, and then does the same', async () => {
      const trusting = { AWS_CA_BUNDLE: cli.server.caFile! }
      const secure = async <Output>(command: string): Promise<Output> => {
        const outcome = await aws(command.split(' '), trusting)
        assert.equal(outcome.exitCode, 0, outcome.stderr)
        return JSON.parse(outcome.stdout) as Output
      }

      const { KeyMetadata: key } = await secure<{ KeyMetadata: KeyMetadata }>('kms create-key')
      const dataKey = await secure<Record<string, string>>(
        `kms generate-data-key --key-id ${key.KeyId} --key-spec AES_256`,
      )
      const opened = await secure<Json>(
        `kms decrypt --ciphertext-blob ${blob(dataKey['CiphertextBlob']!)} --key-id ${key.KeyId}`,
      )
      const identity = await secure<Json>('sts get-caller-identity')
      const missing = await aws(['kms', 'describe-key', '--key-id', 'orders'], trusting)

      assert.match(cli.server.url, /^https:/)
      assert.equal(Buffer.from(dataKey['CiphertextBlob']!, 'base64').length, 184)
      assert.equal(opened['Plaintext'], dataKey['Plaintext'])
      assert.equal(identity['Account'], account)
      assert.match(missing.stderr, /\(NotFoundException\) .*: Invalid keyId 'orders'/)
      assert.equal(missing.exitCode, refused)
    })

    it('trusts no other', async () => {
      const outcome = await aws(['kms', 'list-keys'])

      assert.match(outcome.stderr, /SSL validation failed/)
      assert.notEqual(outcome.exitCode, 0)
    })
  })

  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  // Since 2.13 and 1.29.
  const isOld = major < 1 || (major === 1 ? minor < 29 : minor < 13)
  const tooOld = isOld ? `version ${version} does not read AWS_ENDPOINT_URL` : false
  it('finds the endpoint in its environment', { skip: tooOld }, async () => {
    const [general, own] = await Promise.all(
      ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_KMS'].map((name) =>
        cliRun(['kms', 'generate-random', '--number-of-bytes', '1'], { [name]: plain.server.url }),
      ),
    )

    for (const { exitCode, stdout, stderr } of [general!, own!]) {
      assert.equal(exitCode, 0, stderr)
      assert.match(stdout, /"Plaintext"/)
    }
  })
})
