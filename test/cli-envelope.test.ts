/**
 * `sealbench envelope`, as people use it who implement the format elsewhere.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import { envelopeSuiteNames, keyReferenceNames } from '../src/envelope/names.ts'
import { assertTold, sealbench, start, temporaryFolder, type Outcome } from './command-line.fixture.ts'

/** Section 1.6 of the envelope specification. */
const keyMaterial = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
const edk = Buffer.from(Array.from({ length: 184 }, (_, index) => (7 * index + 3) % 256))
const context = ['--context', 'aws:kinesis:arn=arn:aws:kinesis:us-east-1:123456789012:stream/orders']
context.push('--context', 'kse:shard=shardId-000000000003')
const record = Buffer.concat([
  Buffer.from('4b530101010100b8', 'hex'),
  edk,
  Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex'),
  Buffer.from('636298a295c57c792f896b9273ff8cc791b377744ecbc4aa13447c87c4bbe949', 'hex'),
  Buffer.from('0000001149101b5eb8660de143b6d930446d667c30366fd8d5b7bf7e64bbf605c984addc96', 'hex'),
])
const content = {
  suite: 'aes-256-gcm+hkdf-sha512',
  partitionKey: 'test',
  payloadBase64: Buffer.from('hello world').toString('base64'),
}

const payload = Buffer.from([0, 255, 10, 13, ...Buffer.from('a payload of any bytes')])

function setUp() {
  const folder = temporaryFolder()
  const keyFile = folder.write('km.bin', keyMaterial)
  return {
    folder,
    keyFile,
    edkFile: folder.write('edk.bin', edk),
    recordFile: folder.write('record.bin', record),
    withKey: ['--key-material-file', keyFile, ...context],
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

describe('sealbench envelope open', () => {
  it('opens the known answer of the specification, from a file and from stdin', async () => {
    using parts = setUp()

    const fromFile = await sealbench(['envelope', 'open', ...parts.withKey, parts.recordFile])
    const fromStdin = await sealbench(['envelope', 'open', ...parts.withKey], { input: record })

    assert.equal(
      createHash('sha256').update(record).digest('hex'),
      '52a3952fa59f83462647219f17068147b1376c356033101310db335209e106fb',
    )
    assert.deepEqual(JSON.parse(fromFile.stdout), content)
    assert.deepEqual(fromStdin, fromFile)
    assert.equal(fromFile.exitCode, 0)
    assert.equal(fromFile.stderr, '')
  })

  it('tells what is wrong in one line, and no more than that of a record that is not authentic', async () => {
    using parts = setUp()
    const { folder, recordFile, keyFile, withKey } = parts
    const otherKey = folder.write('other.bin', Buffer.alloc(32, 7))
    const flipped = Buffer.from(record)
    flipped[276]! ^= 1
    const shortKey = folder.write('short.bin', keyMaterial.subarray(1))
    const longKey = folder.write('long.bin', Buffer.alloc(33))

    const wrongKey = await open('--key-material-file', otherKey, ...context, recordFile)
    const wrongContext = await open('--key-material-file', keyFile, '--context', 'a=b', recordFile)
    const wrongTag = await open(...withKey, folder.write('flipped.bin', flipped))
    const cut = await open(...withKey, folder.write('cut.bin', record.subarray(0, 276)))
    const long = await open(...withKey, folder.write('longer.bin', Buffer.concat([record, Buffer.alloc(1)])))
    const empty = await open(...withKey, folder.write('empty.bin', ''))
    const tooShort = await open('--key-material-file', shortKey, ...context, recordFile)
    const tooLong = await open('--key-material-file', longKey, ...context, recordFile)
    const missing = await open(...withKey, folder.at('missing.bin'))
    const aFolder = await open(...withKey, folder.path)
    const keyless = await open(...context, recordFile)
    const contextless = await open('--key-material-file', keyFile, recordFile)

    for (const outcome of [wrongKey, wrongContext, wrongTag]) {
      assertTold(outcome, { exitCode: 2, message: /^sealbench: / })
      assert.equal(outcome.stderr, wrongTag.stderr, 'a stranger learns nothing from the difference')
    }
    assertTold(cut, { exitCode: 2, message: /./ })
    assertTold(long, { exitCode: 2, message: /./ })
    assertTold(empty, { exitCode: 2, message: /./ })
    assertTold(tooShort, { exitCode: 2, message: /has 31 bytes, but key material has exactly 32/ })
    assertTold(tooLong, { exitCode: 2, message: /has more than 32 bytes, the most that key material has/ })
    assertTold(missing, { exitCode: 2, message: /does not exist/ })
    assertTold(aFolder, { exitCode: 2, message: /is a folder/ })
    assertTold(keyless, { exitCode: 2, message: /open needs --key-material-file/ })
    assertTold(contextless, { exitCode: 2, message: /open needs the record's context/ })
  })

  it('takes no key from the command line', async () => {
    const outcome = await sealbench(['envelope', 'open', '--key-material', keyMaterial.toString('hex')])

    assertTold(outcome, {
      exitCode: 2,
      message: /--key-material is no option of npx sealbench envelope: did you mean --key-material-file\?/,
    })
    assert.ok(!outcome.stderr.includes(keyMaterial.toString('hex')), 'and does not repeat it')
  })
})

describe('sealbench envelope inspect', () => {
  it('shows every field of a record without a key', async () => {
    using parts = setUp()

    const shown = await sealbench(['envelope', 'inspect', parts.recordFile])
    const listed = await sealbench(['envelope', 'inspect', parts.recordFile, '--json'])

    assert.equal(shown.exitCode, 0, shown.stderr)
    assert.match(
      shown.stdout,
      /KSE1 record of 277 bytes: aes-256-gcm\+hkdf-sha512 \(0x0101\), key reference inline/,
    )
    assert.match(shown.stdout, /a0a1a2a3a4a5a6a7a8a9aaabacadaeaf/)
    const { length, fields } = JSON.parse(listed.stdout) as {
      length: number
      fields: { offset: number; length: number; hex: string }[]
    }
    assert.equal(length, record.length)
    assert.equal(Buffer.concat(fields.map(({ hex }) => Buffer.from(hex, 'hex'))).compare(record), 0)
  })

  it('tells in one line what is no record', async () => {
    const outcome = await sealbench(['envelope', 'inspect'], {
      input: Buffer.from('not a sealed record at all'),
    })

    assertTold(outcome, { exitCode: 2, message: /does not begin with "KS"/ })
  })
})

describe('sealbench envelope seal', () => {
  const counting = 'aes-256-gcm+counter-nonce'

  it('never chooses the nonce of a suite that counts, and always that of one that draws', async () => {
    using parts = setUp()
    const keys = ['--edk-file', parts.edkFile, ...parts.withKey, '--partition-key', 'k']
    const sealAs = (suite: string, ...salt: readonly string[]): Promise<Outcome> =>
      sealbench(['envelope', 'seal', '--suite', suite, ...keys, ...salt], { input: payload })

    const outcomes = await Promise.all([
      sealAs(counting),
      sealAs(counting, '--salt', '00'.repeat(11)),
      sealAs(counting, '--salt', 'xy'.repeat(12)),
      sealAs('aes-256-gcm+random-nonce', '--salt', '00'.repeat(12)),
    ])

    const messages = [
      /counts its nonces, .* Give --salt with 12 bytes in hex/,
      /--salt takes 12 bytes in hex, which are 24 digits/,
      /--salt takes 12 bytes in hex, which are 24 digits/,
      /--salt is for suites that count/,
    ]
    for (const [index, message] of messages.entries()) assertTold(outcomes[index]!, { exitCode: 2, message })
  })

  for (const [index, suite] of envelopeSuiteNames.entries()) {
    const reference = keyReferenceNames[index % keyReferenceNames.length]!
    it(`seals with ${suite} and ${reference} what inspect and open understand`, async () => {
      using parts = setUp()
      const keys = ['--edk-file', parts.edkFile, ...parts.withKey]

      const options = ['--suite', suite, '--key-reference', reference, '--partition-key', 'schlüssel']
      if (suite === counting) options.push('--salt', '00000007000000000000002a')
      const sealed = await start(['envelope', 'seal', ...options, ...keys], { input: payload }).output
      const inspected = await sealbench(['envelope', 'inspect', '--json'], { input: sealed })
      const opened = await sealbench(['envelope', 'open', ...keys], { input: sealed })

      assert.equal((JSON.parse(inspected.stdout) as { keyReference: string }).keyReference, reference)
      const expected = { suite, partitionKey: 'schlüssel', payloadBase64: payload.toString('base64') }
      assert.deepEqual(JSON.parse(opened.stdout), expected)
      assert.ok(!sealed.includes(payload) && !sealed.includes('schlüssel'))
    })
  }
})

function open(...args: readonly string[]): Promise<Outcome> {
  return sealbench(['envelope', 'open', ...args])
}
