/**
 * `sealbench kms` and the KMS that a run is pointed at, as people use and
 * misuse them.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { describe, it } from 'node:test'

import type { KMS } from '@aws-sdk/client-kms'

import { assertTold, sealbench, start, temporaryFolder, type Outcome } from './command-line.fixture.ts'
import { httpsHandler, sdkClient, serveKms, type ServedKms } from './kms-server.fixture.ts'

const account = '123456789012'
const secret = 'a secret that nobody may see'
const rootPrincipal = {
  arn: `arn:aws:iam::${account}:root`,
  accessKeyId: 'AKIAROOT',
  secretAccessKey: secret,
}

/** What becomes of a server that should not start; one that does is ended. */
async function refusal(options: readonly string[], cwd?: string): Promise<Outcome> {
  const started = start(['kms', 'serve', '--port', '0', ...options], cwd === undefined ? {} : { cwd })
  started.process.stdout!.once('data', () => started.process.kill())
  return started.outcome
}

/** An error of the SDK for which no answer came. */
function connectionError(...codes: readonly string[]) {
  return (error: NodeJS.ErrnoException): boolean => {
    const { code } = (error.cause ?? error) as NodeJS.ErrnoException
    assert.ok(codes.includes(code ?? ''), String(error))
    return true
  }
}

describe('sealbench kms serve, options', { concurrency: 2 }, () => {
  const mistakes: [readonly string[], RegExp][] = [
    [['--control-port', '65536'], /--control-port must be a port: 0 to 65535\./],
    [['--account', '12345678901'], /--account must be twelve digits\./],
    [['--region', 'nowhere'], /--region must be a region such as us-east-1\./],
    [['--quota', 'fast'], /--quota "fast" is not a rate/],
    [['--quota', '0 /s'], /--quota must be more than 0 \/s, table, or none\./],
    [['--latency', '5'], /--latency "5" has no unit: write "5 ms"/],
    [['--latency', '5 ms', '--latency-p99', '4 ms'], /--latency-p99 must be at least --latency/],
    [['--latency', '5 ms', '--latency-file', 'x'], /--latency and --latency-file cannot both be given\./],
    [['--latency-file', 'none.json'], /none\.json holds no recorded latencies of KMS\. Make one with/],
    [['--seed', '1.5'], /--seed must be a whole number, 0 or more\./],
    [['--timeout-status', '399'], /--timeout-status must be an HTTP status of an error: 400 to 599\./],
    [['--data', ''], /--data needs the name of a file\./],
    [['--host', 'nowhere.invalid'], /Cannot listen on nowhere\.invalid, port 0: that name has no address\./],
    [['http://127.0.0.1:1'], /kms serve takes no address: write --port/],
    [['--calls', '3'], /--calls is for sealbench kms probe only\./],
    [['--latncy', '5 ms'], /--latncy is no option of sealbench kms: did you mean --latency\?/],
    [['--principals', 'none.yaml'], /none\.yaml does not exist/],
  ]
  for (const [options, message] of mistakes)
    it(`refuses ${options.join(' ')}`, async () => {
      assertTold(await refusal(options), { exitCode: 2, message })
    })

  for (const port of ['65536', '1.5'])
    it(`refuses port ${port}`, async () => {
      const outcome = await sealbench(['kms', 'serve', '--port', port])

      assertTold(outcome, { exitCode: 2, message: /--port must be a port: 0 to 65535\./ })
    })

  it('needs to know what to do, and does nothing else', async () => {
    const nothing = await sealbench(['kms'])
    const other = await sealbench(['kms', 'start'])

    assertTold(nothing, { exitCode: 2, message: /sealbench kms needs its action/ })
    assertTold(other, { exitCode: 2, message: /Given: "start", Choices: "serve", "probe"/ })
  })

  it('tells of a port that is taken', async () => {
    using folder = temporaryFolder()
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const port = String((taken.address() as AddressInfo).port)

    const data = ['--data', folder.at('kms.db')]
    const outcome = await sealbench(['kms', 'serve', '--port', port, ...data])
    const control = await refusal(['--control-port', port, ...data])
    taken.close()

    const message = new RegExp(`Cannot listen on 127\\.0\\.0\\.1, port ${port}: the port is taken\\. Choose`)
    assertTold(outcome, { exitCode: 2, message })
    assertTold(control, { exitCode: 2, message })
    assert.ok(!existsSync(folder.at('kms.db.lock')), 'nobody is kept from the data file')
  })

  it('tells what it cannot write', async () => {
    assertTold(await refusal(['--audit', '/proc/nowhere']), { exitCode: 9, message: /Cannot write \/proc/ })
    assertTold(await refusal(['--tls', '--ca-file', '/proc/nowhere']), {
      exitCode: 9,
      message: /Cannot write \/proc/,
    })
    assertTold(await refusal(['--data', '/nowhere/kms.db']), {
      exitCode: 9,
      message: /Cannot write \/nowhere\/kms\.db\.lock\. Its folder is not there\./,
    })
  })

  it('tells where a file of failures is wrong', async () => {
    using folder = temporaryFolder()
    const refuse = (failures: object) =>
      refusal(['--failures', folder.write('f.json', JSON.stringify(failures))])

    assertTold(await refuse({ failures: [{ fault: 'boredom' }] }), {
      exitCode: 2,
      message: /f\.json holds no planned failures: failures\.0\.fault: .*"throttling"/,
    })
    assertTold(await refuse({ failures: [{ fault: 'slow', operations: ['Sign'] }] }), {
      exitCode: 2,
      message: /failures\.0\.operations\.0: is no operation of this KMS/,
    })
    assertTold(await refuse([]), {
      exitCode: 2,
      message: /f\.json holds no planned failures: the document: /,
    })
  })

  it('gives its error as one JSON document with --json', async () => {
    const outcome = await sealbench(['kms', 'serve', '--port', '0', '--region', 'nowhere', '--json'])

    assert.equal(outcome.exitCode, 2)
    assert.deepEqual(JSON.parse(outcome.stdout), {
      error: { code: 'ERR_USAGE', message: 'sealbench: --region must be a region such as us-east-1.' },
    })
  })
})

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

describe('sealbench kms serve', { concurrency: 2 }, () => {
  it('says in words how to use it, and with --quiet nothing', async () => {
    using folder = temporaryFolder()
    const serve = async (options: readonly string[]): Promise<Outcome> => {
      const started = start(['kms', 'serve', '--port', '0', ...options])
      await until(started, options.includes('--quiet') ? folder.at('ca.pem') : undefined)
      started.process.kill('SIGTERM')
      return started.outcome
    }

    const usual = await serve(['--control-port', '0'])
    const quiet = await serve(['--quiet', '--tls', '--ca-file', folder.at('ca.pem')])
    const open = await serve(['--no-auth'])

    assert.match(
      usual.stdout,
      /^KMS listens on http:\/\/127\.0\.0\.1:\d+, a port that was free\. Ctrl-C stops it\.\nControl port: http:\/\/127\.0\.0\.1:\d+ .*\nKeys: in memory, gone when it stops .*\nQuota: AWS's table of \d{4}-\d\d-\d\d\. Latency: .*\nTo use it:\n {2}export AWS_ENDPOINT_URL_KMS=http:\/\/127\.0\.0\.1:\d+ AWS_ENDPOINT_URL_STS=http:\/\/127\.0\.0\.1:\d+\n {2}export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1\n {2}export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test\n$/,
    )
    assert.deepEqual([usual.exitCode, usual.stderr], [0, ''])
    assert.deepEqual(quiet, { exitCode: 0, stdout: '', stderr: '' })
    assert.match(
      open.stderr,
      /WARNING: --no-auth: signatures are not verified\. Whoever reaches this port may use/,
    )
  })

  it('prints one JSON document with --json', async () => {
    await using server = await serveKms(['--region', 'eu-west-1'])

    const { stdout, stderr, exitCode } = await server.end()

    assert.deepEqual(JSON.parse(stdout), {
      url: server.url,
      controlUrl: server.controlUrl,
      caFile: null,
      account: '123456789012',
      region: 'eu-west-1',
      auth: true,
      pid: server.pid,
    })
    assert.deepEqual([stderr, exitCode], ['', 0])
  })

  it('lets in who signs, and with --no-auth whoever comes', async () => {
    const guarded = await serveKms()
    const open = await serveKms(['--no-auth'])

    const [refused, admitted] = await Promise.all([guarded, open].map(({ url }) => unsigned(url)))
    const outcomes = await Promise.all([guarded.end(), open.end()])

    assert.deepEqual(refused, [400, 'MissingAuthenticationTokenException'])
    assert.deepEqual(admitted, [200, undefined])
    assert.equal(outcomes[0].stderr, '')
    assert.match(outcomes[1].stderr, /WARNING: --no-auth/)
    assert.equal((JSON.parse(outcomes[1].stdout) as { auth: boolean }).auth, false)
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`ends with 0 upon ${signal}, whatever is under way`, async () => {
      using folder = temporaryFolder()
      await using server = await serveKms(['--data', folder.at('kms.db'), '--latency', '1 h'])
      const client = sdkClient(server)
      const call = assert.rejects(client.listKeys(), connectionError('ECONNRESET', 'ECONNREFUSED'))
      await idleConnection(server)

      const held = existsSync(folder.at('kms.db.lock'))
      const { exitCode, stderr } = await server.end(signal)
      await call
      client.destroy()

      assert.ok(held)
      assert.deepEqual([exitCode, stderr], [0, ''])
      assert.ok(!existsSync(folder.at('kms.db.lock')), 'the data file is free')
    })

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

  it('speaks TLS to clients that have its CA, by the names that it was given', async () => {
    using folder = temporaryFolder()
    const names = ['--tls-host', 'kms.example.org']
    await using server = await serveKms(['--tls', '--ca-file', folder.at('ca.pem'), ...names])
    const ca = readFileSync(server.caFile!, 'utf8')
    const keysBy = async (settings: Parameters<typeof sdkClient>[1], url = server.url) => {
      const client = sdkClient({ url }, settings)
      return (await client.listKeys().finally(() => client.destroy())).Keys
    }

    await assert.rejects(keysBy({}), connectionError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'))
    assert.deepEqual(await keysBy(httpsHandler(ca)), [])
    assert.deepEqual(await keysBy(httpsHandler(ca), server.url.replace('127.0.0.1', 'localhost')), [])
    assert.deepEqual(await keysBy(httpsHandler(ca, 'kms.example.org')), [])
    await assert.rejects(
      keysBy(httpsHandler(ca, 'kms.example.com')),
      connectionError('ERR_TLS_CERT_ALTNAME_INVALID'),
    )
    assert.equal(server.caFile, folder.at('ca.pem'))
  })

  const skip = process.platform === 'linux' ? false : 'only on Linux 127.0.0.2 is this machine, too'
  it(
    'listens to this machine by 127.0.0.1, elsewhere if told, and never with the control port',
    { skip },
    async () => {
      await using usual = await serveKms()
      await using open = await serveKms(['--host', '0.0.0.0'])

      assert.match(usual.url, /^http:\/\/127\.0\.0\.1:/)
      for (const url of [usual.url, usual.controlUrl, open.controlUrl])
        await assert.rejects(fetch(elsewhere(url)), connectionError('ECONNREFUSED'))
      assert.equal((await fetch(elsewhere(open.url))).status, 400, 'and nobody is let in unsigned')
    },
  )

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

/** Status and error of a call that nobody has signed. */
async function unsigned(url: string): Promise<readonly [number, string | undefined]> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.ListKeys' },
    body: '{}',
  })
  const { __type: type } = (await answer.json()) as { __type?: string }
  return [answer.status, type]
}

/** By another address of this machine. */
function elsewhere(url: string): string {
  return url.replace(/\/\/[^:]+:/, '//127.0.0.2:')
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

/** Leaves a connection open that nothing goes over any more. */
async function idleConnection({ url }: ServedKms): Promise<void> {
  await (await fetch(url)).text()
}

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

/** Resolves when the server has said something, or has written `file`. */
async function until({ process: child }: ReturnType<typeof start>, file: string | undefined): Promise<void> {
  if (file === undefined) {
    await once(child.stdout!, 'data')
    return
  }
  while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve))
}
