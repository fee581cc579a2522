/**
 * Options of `sealbench kms serve` that cannot be, each told in a line.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { describe, it } from 'node:test'

import { refusal } from './cli-kms.fixture.ts'
import { assertTold, sealbench, temporaryFolder } from './command-line.fixture.ts'

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
    [['--calls', '3'], /--calls is for npx sealbench kms probe only\./],
    [['--latncy', '5 ms'], /--latncy is no option of npx sealbench kms: did you mean --latency\?/],
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

    assertTold(nothing, { exitCode: 2, message: /npx sealbench kms needs its action/ })
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
