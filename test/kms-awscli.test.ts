/**
 * The AWS CLI, unmodified, against `sealbench kms serve`: every operation that
 * its version knows, by nothing but an address.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'

import type { CreateKeyRequest, KMS } from '@aws-sdk/client-kms'

import { operations, unsupportedOperations } from '../src/kms-service/operations/registry.ts'
import { start, temporaryFolder, type Outcome } from './command-line.fixture.ts'
import { awsEnvironment, credentials, sdkClient, serveKms, type ServedKms } from './kms-server.fixture.ts'

const cli = process.env['AWS_CLI_PATH'] ?? 'aws'
const version = versionOf(cli)
const skip = version === undefined ? `no AWS CLI: ${cli} does not run (scripts/install-awscli.sh)` : false
const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
/** Version 1 says that a service refused by another exit code. */
const refused = major >= 2 ? 254 : 255

const account = '123456789012'
const bob = {
  arn: `arn:aws:iam::${account}:user/bob`,
  accessKeyId: 'AKIABOB',
  secretAccessKey: 'the secret of bob',
  policies: [],
}
const root = { arn: `arn:aws:iam::${account}:root`, ...credentials }
const asBob = { AWS_ACCESS_KEY_ID: bob.accessKeyId, AWS_SECRET_ACCESS_KEY: bob.secretAccessKey }

type Environment = Readonly<Record<string, string>>
type Json = Readonly<Record<string, unknown>>

interface KeyMetadata {
  readonly KeyId: string
  readonly Arn: string
  readonly CreationDate: string | number
  readonly [name: string]: unknown
}

/** A command costs most of a second of CPU: two run at a time, and what is no matter of the CLI is done by the SDK. */
describe('the AWS CLI', { skip, concurrency: 2 }, () => {
  const folder = temporaryFolder()
  const files = new Map<string, string>()
  const run = new Set<string>()
  let known: ReadonlySet<string>
  let server: ServedKms
  let secureServer: ServedKms
  let sdk: KMS

  before(async () => {
    const principals = folder.write('principals.json', JSON.stringify({ principals: [root, bob] }))
    const serve = (...options: readonly string[]) => serveKms(['--principals', principals, ...options])
    ;[server, secureServer, known] = await Promise.all([
      serve(),
      serve('--tls', '--ca-file', folder.at('ca.pem')),
      knownOperations(),
    ])
    sdk = sdkClient(server)
  })
  after(async () => {
    // Where `before` failed there may be none of them.
    sdk?.destroy()
    await Promise.all([server?.end(), secureServer?.end()])
    folder[Symbol.dispose]()
  })

  /** Runs one command against the HTTP endpoint. */
  function aws(args: readonly string[], env: Environment = {}): Promise<Outcome> {
    return awsAt(server.url, args, env)
  }

  function awsAt(url: string, args: readonly string[], env: Environment = {}): Promise<Outcome> {
    const [service, operation] = args
    if (service === 'kms') run.add(operation!)
    return cliRun([...args, '--endpoint-url', url], env)
  }

  /** What a command that succeeds prints; an empty object where it prints nothing. */
  async function kms<Output extends object = Json>(command: string, env?: Environment): Promise<Output> {
    const outcome = await aws(['kms', ...command.split(' ')], env)
    assert.equal(outcome.exitCode, 0, `${command}: ${outcome.stderr}`)
    return JSON.parse(outcome.stdout || '{}') as Output
  }

  async function fails(command: string, message: RegExp, env?: Environment): Promise<void> {
    const outcome = await aws(['kms', ...command.split(' ')], env)
    assert.match(outcome.stderr.trim(), message, command)
    assert.equal(outcome.exitCode, refused, command)
    assert.equal(outcome.stdout, '')
  }

  async function newKey(request: CreateKeyRequest = {}) {
    const { KeyMetadata: made } = await sdk.createKey(request)
    return { id: made!.KeyId!, arn: made!.Arn! }
  }

  /** `bytes` as an argument of the CLI. */
  function blob(bytes: Buffer | string): string {
    const content = Buffer.from(bytes as string, Buffer.isBuffer(bytes) ? undefined : 'base64')
    const name = `blob-${files.size}`
    files.set(name, folder.write(name, content))
    return `fileb://${files.get(name)!}`
  }

  it('makes, describes, disables and deletes keys', async () => {
    const began = Math.floor(Date.now() / 1000)
    const { KeyMetadata: made } = await kms<{ KeyMetadata: KeyMetadata }>(
      'create-key --description orders --tags TagKey=team,TagValue=blue',
    )
    const id = made.KeyId

    await kms(`update-key-description --key-id ${id} --description invoices`)
    const described = await kms<{ KeyMetadata: KeyMetadata }>(`describe-key --key-id ${made.Arn}`)
    await kms(`disable-key --key-id ${id}`)
    const disabled = await sdk.describeKey({ KeyId: id })
    await fails(
      `generate-data-key --key-id ${id} --key-spec AES_256`,
      /^An error occurred \(DisabledException\) when calling the GenerateDataKey operation: .* is disabled\.$/,
    )
    await kms(`enable-key --key-id ${id}`)
    const enabled = await sdk.describeKey({ KeyId: id })
    const deleted = await kms<{ KeyId: string; DeletionDate: string | number; KeyState: string }>(
      `schedule-key-deletion --key-id ${id} --pending-window-in-days 7`,
    )
    const cancelled = await kms(`cancel-key-deletion --key-id ${id}`)

    assert.match(id, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    assert.equal(made.Arn, `arn:aws:kms:us-east-1:${account}:key/${id}`)
    const { CurrentKeyMaterialId: _, ...metadata } = described.KeyMetadata
    assert.deepEqual(metadata, {
      AWSAccountId: account,
      KeyId: id,
      Arn: made.Arn,
      CreationDate: made.CreationDate,
      Enabled: true,
      Description: 'invoices',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
    })
    assert.equal(disabled.KeyMetadata?.KeyState, 'Disabled')
    assert.equal(enabled.KeyMetadata?.KeyState, 'Enabled')
    const createdAt = secondsOf(made.CreationDate)
    assert.ok(createdAt >= began && createdAt <= Date.now() / 1000, 'a date of today')
    const wait = (secondsOf(deleted.DeletionDate) - createdAt) / 86_400
    assert.ok(wait >= 7 && wait < 7.01, 'a week from now')
    assert.equal(deleted.KeyState, 'PendingDeletion')
    assert.equal(deleted.KeyId, made.Arn)
    assert.deepEqual(cancelled, { KeyId: made.Arn })
  })

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
    const again = await sdk.decrypt({
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
        sdk.decrypt({ CiphertextBlob: Buffer.from(CiphertextBlob, 'base64') }),
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

  it('names keys by aliases', async () => {
    const [one, other] = await Promise.all([newKey(), newKey()])
    const name = `alias/orders-${one.id}`

    await kms(`create-alias --alias-name ${name} --target-key-id ${one.id}`)
    const { Aliases: aliases } = await kms<{ Aliases: Json[] }>(`list-aliases --key-id ${one.id}`)
    await fails(
      `create-alias --alias-name ${name} --target-key-id ${other.id}`,
      /^An error occurred \(AlreadyExistsException\) when calling the CreateAlias operation: An alias with the name arn:aws:kms:us-east-1:123456789012:alias\/.* already exists$/,
    )
    await kms(`update-alias --alias-name ${name} --target-key-id ${other.id}`)
    const sealed = await kms(`encrypt --key-id ${name} --plaintext ${blob('AAAA')}`)
    await kms(`delete-alias --alias-name ${name}`)
    await fails(
      `describe-key --key-id ${name}`,
      /^An error occurred \(NotFoundException\) when calling the DescribeKey operation: Alias arn:aws:kms:us-east-1:123456789012:alias\/.* is not found\.$/,
    )

    assert.equal(aliases.length, 1)
    const { CreationDate: created, LastUpdatedDate: updated, ...facts } = aliases[0]!
    assert.deepEqual(facts, {
      AliasName: name,
      AliasArn: `arn:aws:kms:us-east-1:${account}:${name}`,
      TargetKeyId: one.id,
    })
    assert.equal(secondsOf(created), secondsOf(updated))
    assert.equal(sealed['KeyId'], other.arn)
  })

  it('grants to others what they may not do by themselves', async () => {
    const { id, arn } = await newKey()
    const generate = `generate-data-key --key-id ${arn} --key-spec AES_256`
    const grant = `create-grant --key-id ${id} --grantee-principal ${bob.arn}`
    interface Grant {
      readonly GrantId: string
      readonly GrantToken: string
    }

    await fails(
      generate,
      /^An error occurred \(AccessDeniedException\) when calling the GenerateDataKey operation: User: arn:aws:iam::123456789012:user\/bob is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:123456789012:key\/[\da-f-]+ because no identity-based policy allows the kms:GenerateDataKey action$/,
      asBob,
    )
    const one = await kms<Grant>(
      `${grant} --retiring-principal ${bob.arn} --operations GenerateDataKey Decrypt --name first`,
    )
    const other = await kms<Grant>(
      `${grant} --operations Encrypt --constraints EncryptionContextSubset={stream=orders}`,
    )
    const { Grants: grants } = await kms<{ Grants: Json[] }>(`list-grants --key-id ${id}`)
    const { Grants: retirable } = await kms<{ Grants: Json[] }>(
      `list-retirable-grants --retiring-principal ${bob.arn}`,
    )
    await kms(generate, asBob)
    const sealing = `encrypt --key-id ${arn} --plaintext ${blob('AAAA')} --grant-tokens ${other.GrantToken}`
    await kms(`${sealing} --encryption-context stream=orders,shard=1`, asBob)
    await fails(sealing, /\(AccessDeniedException\) when calling the Encrypt operation/, asBob)
    await kms(`retire-grant --grant-token ${one.GrantToken}`, asBob)
    await kms(`revoke-grant --key-id ${id} --grant-id ${other.GrantId}`)
    const left = await sdk.listGrants({ KeyId: id })

    const first = grants.find(({ GrantId }) => GrantId === one.GrantId)!
    assert.equal(grants.length, 2)
    const { CreationDate: created, ...facts } = first
    assert.deepEqual(facts, {
      KeyId: arn,
      GrantId: one.GrantId,
      Name: 'first',
      GranteePrincipal: bob.arn,
      RetiringPrincipal: bob.arn,
      IssuingAccount: root.arn,
      Operations: ['GenerateDataKey', 'Decrypt'],
    })
    assert.ok(secondsOf(created) <= Date.now() / 1000)
    assert.deepEqual(grants.find(({ GrantId }) => GrantId === other.GrantId)!['Constraints'], {
      EncryptionContextSubset: { stream: 'orders' },
    })
    assert.deepEqual(retirable, [first])
    assert.deepEqual(left.Grants, [])
  })

  it('tags keys', async () => {
    const { id } = await newKey({ Tags: [{ TagKey: 'team', TagValue: 'blue' }] })

    await kms(`tag-resource --key-id ${id} --tags TagKey=stage,TagValue=test TagKey=team,TagValue=red`)
    await kms(`untag-resource --key-id ${id} --tag-keys stage`)
    const { Tags: tags } = await kms<{ Tags: Json[] }>(`list-resource-tags --key-id ${id}`)

    assert.deepEqual(tags, [{ TagKey: 'team', TagValue: 'red' }])
  })

  it('reads and puts policies', async () => {
    const { id } = await newKey()
    const statement = { Effect: 'Allow', Principal: { AWS: root.arn }, Action: 'kms:*', Resource: '*' }
    const forBob = { ...statement, Principal: { AWS: bob.arn }, Action: 'kms:DescribeKey' }
    const policy = { Version: '2012-10-17', Statement: [statement, forBob] }
    const lockOut = { Version: '2012-10-17', Statement: [forBob] }
    const put = `put-key-policy --key-id ${id} --policy-name default --policy file://`

    const { PolicyNames: names } = await kms<{ PolicyNames: string[] }>(`list-key-policies --key-id ${id}`)
    const usual = await sdk.getKeyPolicy({ KeyId: id })
    await kms(`${put}${folder.write('policy.json', JSON.stringify(policy))}`)
    const stored = await kms<{ Policy: string }>(`get-key-policy --key-id ${id} --policy-name default`)
    const described = await kms<{ KeyMetadata: KeyMetadata }>(`describe-key --key-id ${id}`, asBob)
    await fails(
      `${put}${folder.write('lock-out.json', JSON.stringify(lockOut))}`,
      /^An error occurred \(MalformedPolicyDocumentException\) when calling the PutKeyPolicy operation: The new key policy will not allow you to update the key policy in the future\.$/,
    )

    assert.deepEqual(names, ['default'])
    const { Statement: statements } = JSON.parse(usual.Policy!) as { Statement: Json[] }
    assert.deepEqual(
      statements.map(({ Principal }) => Principal),
      [{ AWS: root.arn }],
    )
    assert.deepEqual(JSON.parse(stored.Policy), policy)
    assert.equal(described.KeyMetadata.KeyId, id)
  })

  it('rotates keys', async () => {
    const { id, arn } = await newKey()
    const dataKey = await sdk.generateDataKey({ KeyId: id, KeySpec: 'AES_256' })

    await kms(`enable-key-rotation --key-id ${id}`)
    const enabled = await kms(`get-key-rotation-status --key-id ${id}`)
    await kms(`disable-key-rotation --key-id ${id}`)
    const disabled = await sdk.getKeyRotationStatus({ KeyId: id })

    assert.equal(enabled['KeyRotationEnabled'], true)
    assert.equal(disabled.KeyRotationEnabled, false)
    // Operations of 2024, which an older CLI does not have.
    if (!known.has('rotate-key-on-demand')) return
    const rotated = await kms(`rotate-key-on-demand --key-id ${id}`)
    const { Rotations: rotations } = await kms<{ Rotations: Json[] }>(`list-key-rotations --key-id ${id}`)
    const opened = await sdk.decrypt({ CiphertextBlob: dataKey.CiphertextBlob })
    assert.deepEqual(rotated, { KeyId: arn })
    assert.equal(rotations.length, 1)
    assert.equal(rotations[0]!['RotationType'], 'ON_DEMAND')
    assert.ok(secondsOf(rotations[0]!['RotationDate']) <= Date.now() / 1000)
    assert.deepEqual(opened.Plaintext, dataKey.Plaintext)
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
    const client = sdkClient(server, { region: 'eu-west-1' })
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
    const pages = (await server.audit()).filter(
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
    ].filter((command) => known.has(command.split(' ', 1)[0]!))

    for (const command of commands)
      await fails(
        command,
        /^An error occurred \(UnsupportedOperationException\) when calling the (\w+) operation: This KMS does not support \1\.$/,
      )
  })

  describe('over HTTPS', () => {
    it('trusts the CA that it is told of, and then does the same', async () => {
      const trusting = { AWS_CA_BUNDLE: secureServer.caFile! }
      const secure = async <Output>(command: string): Promise<Output> => {
        const outcome = await awsAt(secureServer.url, command.split(' '), trusting)
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
      const missing = await awsAt(secureServer.url, ['kms', 'describe-key', '--key-id', 'orders'], trusting)

      assert.match(secureServer.url, /^https:/)
      assert.equal(Buffer.from(dataKey['CiphertextBlob']!, 'base64').length, 184)
      assert.equal(opened['Plaintext'], dataKey['Plaintext'])
      assert.equal(identity['Account'], account)
      assert.match(missing.stderr, /\(NotFoundException\) .*: Invalid keyId 'orders'/)
      assert.equal(missing.exitCode, refused)
    })

    it('trusts no other', async () => {
      const outcome = await awsAt(secureServer.url, ['kms', 'list-keys'])

      assert.match(outcome.stderr, /SSL validation failed/)
      assert.notEqual(outcome.exitCode, 0)
    })
  })

  // Since 2.13 and 1.29.
  const isOld = major < 1 || (major === 1 ? minor < 29 : minor < 13)
  const tooOld = isOld ? `version ${version} does not read AWS_ENDPOINT_URL` : false
  it('finds the endpoint in its environment', { skip: tooOld }, async () => {
    const [general, own] = await Promise.all(
      ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_KMS'].map((name) =>
        cliRun(['kms', 'generate-random', '--number-of-bytes', '1'], { [name]: server.url }),
      ),
    )

    for (const { exitCode, stdout, stderr } of [general!, own!]) {
      assert.equal(exitCode, 0, stderr)
      assert.match(stdout, /"Plaintext"/)
    }
  })

  after(() => {
    // Not where only some of the tests are run.
    if (run.size < known.size / 2) return
    const ours = new Set([...operations.keys(), ...unsupportedOperations].map(commandOf))
    assert.deepEqual([...known].filter((name) => ours.has(name) && !run.has(name)).toSorted(), [])
  })
})

function lengthOf(text = ''): number {
  return Buffer.from(text, 'base64').length
}

/** A date as either version prints it. */
function secondsOf(date: unknown): number {
  return typeof date === 'number' ? date : Date.parse(date as string) / 1000
}

/** `GenerateDataKey` as the CLI writes it. */
function commandOf(operation: string): string {
  return operation.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase()
}

function cliRun(args: readonly string[], env: Environment = {}): Promise<Outcome> {
  return start([...args, '--output', 'json'], { command: [cli], env: { ...awsEnvironment, ...env } }).outcome
}

/** What it has under `kms`; it tells whoever asks for what it has not. */
async function knownOperations(): Promise<ReadonlySet<string>> {
  const { stderr } = await cliRun(['kms', 'nothing'])
  const [, names = ''] = stderr.split(/valid choices are:/)
  const found = [...names.matchAll(/[a-z]+(-[a-z]+)*/g)].map(([name]) => name)
  assert.ok(found.includes('generate-data-key'), `no list of operations: ${stderr}`)
  return new Set(found.filter((name) => name !== 'help' && name !== 'wait'))
}

function versionOf(command: string): string | undefined {
  const { stdout, stderr } = spawnSync(command, ['--version'], { encoding: 'utf8' })
  return /aws-cli\/(\d+\.\d+\.\d+)/.exec(`${stdout} ${stderr}`)?.[1]
}
