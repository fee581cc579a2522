/**
 * The AWS CLI, unmodified, against `sealbench kms serve`: every operation with
 * keys, every error and list, and all that this KMS does not have, by nothing
 * but an address.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'

import { cryptographicOperations } from '../src/kms-service/operations/cryptography.ts'
import { macOperations } from '../src/kms-service/operations/macs.ts'
import { unsupportedOperations } from '../src/kms-service/operations/registry.ts'
import { AwsCli, account, asBob, bob, skip, type Json } from './kms-awscli.fixture.ts'
import { sdkClient } from './kms-server.fixture.ts'

describe('the AWS CLI', { skip, concurrency: 2 }, () => {
  const cli = new AwsCli()
  const { aws, kms, fails, newKey, blob } = cli

  before(() => Promise.all([cli.open(), cli.learn()]))
  after(() => cli.close())

  it('encrypts and decrypts files', async () => {
    const [one, other] = await Promise.all([newKey(), newKey()])
    const text = Buffer.from('attack at dawn')
    const context = '--encryption-context stream=orders,shard=3'

    const { CiphertextBlob: sealed, ...sealing } = await kms<{ CiphertextBlob: string }>(
      `encrypt --key-id ${one.id} --plaintext ${blob(text)} ${context}`,
    )
    const sealedFile = blob(sealed)
    const { KeyMaterialId: _, ...opening } = await kms(`decrypt --ciphertext-blob ${sealedFile} ${context}`)
    const { CiphertextBlob: moved, ...moving } = await kms<{ CiphertextBlob: string }>(
      `re-encrypt --ciphertext-blob ${sealedFile} --destination-key-id ${other.id} ` +
        '--source-encryption-context stream=orders,shard=3 --destination-encryption-context stream=invoices',
    )
    const again = await cli.sdk.decrypt({
      CiphertextBlob: Buffer.from(moved, 'base64'),
      KeyId: other.arn,
      EncryptionContext: { stream: 'invoices' },
    })
    await fails(
      `decrypt --ciphertext-blob ${sealedFile} --encryption-context stream=orders`,
      // AWS sends no message with this one.
      /^An error occurred \(InvalidCiphertextException\) when calling the Decrypt operation:( None)?$/,
    )
    await fails(
      `decrypt --ciphertext-blob ${sealedFile} ${context} --key-id ${other.id}`,
      /^An error occurred \(IncorrectKeyException\) when calling the Decrypt operation: The key ID in the request /,
    )

    assert.deepEqual(sealing, { KeyId: one.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' })
    assert.deepEqual(opening, {
      KeyId: one.arn,
      Plaintext: text.toString('base64'),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    })
    assert.deepEqual(Buffer.from(again.Plaintext!), text)
    const { SourceKeyMaterialId: __, DestinationKeyMaterialId: ___, ...facts } = moving as Json
    assert.deepEqual(facts, {
      SourceKeyId: one.arn,
      KeyId: other.arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    })
  })

  it('generates data keys, in blobs as long as those of AWS, and random bytes', async () => {
    const { id, arn } = await newKey()
    interface DataKey {
      readonly CiphertextBlob: string
      readonly Plaintext?: string
      readonly KeyId: string
    }

    const usual = await kms<DataKey>(`generate-data-key --key-id ${id} --key-spec AES_256`)
    const odd = await kms<DataKey>(`generate-data-key --key-id ${arn} --number-of-bytes 64`)
    const hidden = await kms<DataKey>(`generate-data-key-without-plaintext --key-id ${id} --key-spec AES_256`)
    const random = await kms<{ Plaintext: string }>('generate-random --number-of-bytes 33')
    const opened = await Promise.all(
      [usual, odd, hidden].map(({ CiphertextBlob }) =>
        cli.sdk.decrypt({ CiphertextBlob: Buffer.from(CiphertextBlob, 'base64') }),
      ),
    )

    const lengths = [usual, odd, hidden].map((key) => [lengthOf(key.CiphertextBlob), lengthOf(key.Plaintext)])
    assert.deepEqual(lengths, [
      [184, 32],
      [216, 64],
      [184, 0],
    ])
    const [openedUsual, openedOdd, openedHidden] = opened.map(({ Plaintext }) => Buffer.from(Plaintext!))
    assert.equal(openedUsual!.toString('base64'), usual.Plaintext)
    assert.equal(openedOdd!.toString('base64'), odd.Plaintext)
    assert.equal(openedHidden!.length, 32)
    assert.equal(lengthOf(random.Plaintext), 33)
    assert.ok([usual, odd, hidden].every(({ KeyId }) => KeyId === arn))
  })

  it('makes and verifies message authentication codes', async () => {
    const { id, arn } = await newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const message = blob(Buffer.from('42 EUR'))
    const options = `--key-id ${id} --mac-algorithm HMAC_SHA_256`

    const { Mac: made } = await kms<{ Mac: string }>(`generate-mac ${options} --message ${message}`)
    const mac = blob(made)
    const verified = await kms(`verify-mac ${options} --message ${message} --mac ${mac}`)
    await fails(
      `verify-mac ${options} --message ${blob(Buffer.from('43 EUR'))} --mac ${mac}`,
      /^An error occurred \(KMSInvalidMacException\) when calling the VerifyMac operation:( None)?$/,
    )
    await fails(
      `encrypt --key-id ${id} --plaintext ${message}`,
      /^An error occurred \(InvalidKeyUsageException\) .* key usage is GENERATE_VERIFY_MAC which is not valid for Encrypt\.$/,
    )

    assert.equal(Buffer.from(made, 'base64').length, 32)
    assert.deepEqual(verified, { KeyId: arn, MacValid: true, MacAlgorithm: 'HMAC_SHA_256' })
  })

  it('is told in AWS’s words what is wrong', async () => {
    const nowhere = randomUUID()

    await fails(
      `describe-key --key-id ${nowhere}`,
      new RegExp(
        '^An error occurred \\(NotFoundException\\) when calling the DescribeKey operation: ' +
          `Key 'arn:aws:kms:us-east-1:${account}:key/${nowhere}' does not exist$`,
      ),
    )
    await fails(
      'list-keys --limit 1001',
      /^An error occurred \(ValidationException\) when calling the ListKeys operation: 1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000$/,
    )
    await fails(
      'list-keys',
      /^An error occurred \(UnrecognizedClientException\) when calling the ListKeys operation: The security token included in the request is invalid\.$/,
      { AWS_ACCESS_KEY_ID: 'AKIANOBODY' },
    )
    await fails(
      'list-keys',
      /^An error occurred \(InvalidSignatureException\) when calling the ListKeys operation: The request signature we calculated does not match the signature you provided\./,
      { AWS_SECRET_ACCESS_KEY: 'wrong' },
    )
  })

  it('lists in pages', async () => {
    // A region where no other test has keys.
    const there = { AWS_DEFAULT_REGION: 'eu-west-1', AWS_REGION: 'eu-west-1' }
    const client = sdkClient(cli.server, { region: 'eu-west-1' })
    const made = await Promise.all(Array.from({ length: 5 }, () => client.createKey()))
    client.destroy()
    interface Listed {
      readonly Keys: { readonly KeyId: string; readonly KeyArn: string }[]
      readonly NextToken?: string
    }

    const whole = await kms<Listed>('list-keys --page-size 2', there)
    const first = await kms<Listed>('list-keys --max-items 3', there)
    const rest = await kms<Listed>(`list-keys --starting-token ${first.NextToken!}`, there)

    assert.deepEqual(
      whole.Keys.map(({ KeyArn }) => KeyArn).toSorted(),
      made.map(({ KeyMetadata }) => KeyMetadata!.Arn!).toSorted(),
    )
    assert.equal(first.Keys.length, 3)
    assert.deepEqual([...first.Keys, ...rest.Keys], whole.Keys)
    assert.equal(rest.NextToken, undefined)
    const pages = (await cli.server.audit()).filter(
      ({ eventName, requestParameters }) => eventName === 'ListKeys' && requestParameters?.['limit'] === 2,
    )
    assert.equal(pages.length, 3, 'five keys in pages of two')
  })

  it('asks STS whom it is', async () => {
    const outcome = await aws(['sts', 'get-caller-identity'], asBob)

    assert.deepEqual(JSON.parse(outcome.stdout), { UserId: 'AKIABOB', Account: account, Arn: bob.arn })
  })

  it('is told plainly of the operations that this KMS does not have', async () => {
    const bytes = blob('AAAA')
    const key = '--key-id orders'
    const store = '--custom-key-store-id cks-1'
    const commands = [
      `connect-custom-key-store ${store}`,
      'create-custom-key-store --custom-key-store-name one',
      `delete-custom-key-store ${store}`,
      `delete-imported-key-material ${key}`,
      `derive-shared-secret ${key} --key-agreement-algorithm ECDH --public-key ${bytes}`,
      'describe-custom-key-stores',
      `disconnect-custom-key-store ${store}`,
      `generate-data-key-pair ${key} --key-pair-spec RSA_2048`,
      `generate-data-key-pair-without-plaintext ${key} --key-pair-spec RSA_2048`,
      `get-key-last-usage ${key}`,
      `get-parameters-for-import ${key} --wrapping-algorithm RSAES_OAEP_SHA_256 --wrapping-key-spec RSA_2048`,
      `get-public-key ${key}`,
      `import-key-material ${key} --import-token ${bytes} --encrypted-key-material ${bytes}`,
      `replicate-key ${key} --replica-region eu-west-1`,
      `sign ${key} --message ${bytes} --signing-algorithm RSASSA_PSS_SHA_256`,
      `update-custom-key-store ${store}`,
      `update-primary-region ${key} --primary-region eu-west-1`,
      `verify ${key} --message ${bytes} --signature ${bytes} --signing-algorithm RSASSA_PSS_SHA_256`,
    ].filter((command) => cli.known.has(command.split(' ', 1)[0]!))

    for (const command of commands)
      await fails(
        command,
        /^An error occurred \(UnsupportedOperationException\) when calling the (\w+) operation: This KMS does not support \1\.$/,
      )
  })

  after(() => {
    const supported = [...cryptographicOperations, ...macOperations].map(({ name }) => name)
    cli.assertHasRun([...supported, 'ListKeys', ...unsupportedOperations])
  })
})

function lengthOf(text = ''): number {
  return Buffer.from(text, 'base64').length
}
