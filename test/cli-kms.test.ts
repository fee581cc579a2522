/**
 * `sealbench kms` and the KMS that a run is pointed at, as people use and
 * misuse them.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { start, temporaryFolder, type Outcome } from './command-line.fixture.ts'
import { httpsHandler, sdkClient, serveKms, type ServedKms } from './kms-server.fixture.ts'

/** An error of the SDK for which no answer came. */
function connectionError(...codes: readonly string[]) {
  return (error: NodeJS.ErrnoException): boolean => {
    const { code } = (error.cause ?? error) as NodeJS.ErrnoException
    assert.ok(codes.includes(code ?? ''), String(error))
    return true
  }
}

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
})

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

/** Leaves a connection open that nothing goes over any more. */
async function idleConnection({ url }: ServedKms): Promise<void> {
  await (await fetch(url)).text()
}

/** Resolves when the server has said something, or has written `file`. */
async function until({ process: child }: ReturnType<typeof start>, file: string | undefined): Promise<void> {
  if (file === undefined) {
    await once(child.stdout!, 'data')
    return
  }
  while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve))
}
