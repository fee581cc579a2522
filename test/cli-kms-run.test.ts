/**
 * `sealbench kms probe`, and runs that ask a KMS outside of this process: which
 * one, how often at most, and that AWS is asked only by who says so.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import {
  assertTold,
  onlyRun,
  runIn,
  sealbench,
  temporaryFolder,
  type Outcome,
} from './command-line.fixture.ts'
import { awsEnvironment, httpsHandler, sdkClient, serveKms } from './kms-server.fixture.ts'

const signed = { env: awsEnvironment }

describe('sealbench kms probe', { concurrency: 2 }, () => {
  const mistakes: [readonly string[], number, RegExp][] = [
    [[], 2, /kms probe needs an address, such as http:\/\/127\.0\.0\.1:4599, or aws\./],
    [['aws'], 2, /kms probe aws needs --key-id, a KMS key of yours: sealbench makes none at AWS\./],
    [['ftp://127.0.0.1'], 2, /ftp:\/\/127\.0\.0\.1 is no address/],
    [['127.0.0.1:4599'], 2, /write http:\/\/127\.0\.0\.1:4599, or aws\./],
    [['https://kms.eu-west-1.amazonaws.com'], 2, /AWS itself, which bills each call: write kms probe aws\./],
    [['http://127.0.0.1:1', '--tls-host', 'x'], 2, /--tls-host is for npx sealbench kms serve only\./],
    [['http://127.0.0.1:1', '--calls', '0'], 2, /--calls must be a whole number from 1 to 100000\./],
    [['http://127.0.0.1:1', '--calls', '100001'], 2, /--calls must be a whole number from 1 to 100000\./],
    [['http://127.0.0.1:1', '--region', 'x'], 2, /region must be a region such as us-east-1/],
    [['https://127.0.0.1:1', '--ca', 'none.pem'], 2, /The CA none\.pem cannot be read \(ENOENT\)\./],
    [['http://127.0.0.1:1'], 9, /found no connection to KMS, or lost it \(ECONNREFUSED\)\./],
  ]
  for (const [args, exitCode, message] of mistakes)
    it(`tells what is wrong with ${args.join(' ') || 'no address'}`, async () => {
      assertTold(await sealbench(['kms', 'probe', ...args], signed), { exitCode, message })
    })

  it('records as many latencies as it is asked for, by two calls more', async () => {
    using folder = temporaryFolder()
    await using server = await serveKms()
    const args = ['kms', 'probe', server.url, '--calls', '4', '--output', folder.at('kms.json')]

    const shown = await sealbench(args, signed)
    const counters = await server.counters()
    const listed = await sealbench([...args, '--json'], signed)

    assert.equal(shown.exitCode, 0, shown.stderr)
    assert.match(
      shown.stdout,
      /^GenerateDataKey at http:\/\/127.*│ +4 │.*In a scenario:\n {2}kms: \{ latency: \{/s,
    )
    assert.deepEqual(counters, { ok: 6 })
    const recording = JSON.parse(readFileSync(folder.at('kms.json'), 'utf8')) as { latenciesNs: number[] }
    assert.deepEqual(JSON.parse(listed.stdout), recording)
    assert.equal(recording.latenciesNs.length, 4)
    assert.ok(recording.latenciesNs.every((latency) => latency > 0))
    const served = await serveKms(['--latency-file', folder.at('kms.json')])
    assert.equal((await served.end()).exitCode, 0, 'what it records can be served')
  })

  it('asks for a key that is there, by TLS too, and makes none', async () => {
    using folder = temporaryFolder()
    await using server = await serveKms(['--tls', '--ca-file', folder.at('ca.pem')])
    const client = sdkClient(server, httpsHandler(readFileSync(folder.at('ca.pem'), 'utf8')))
    const { KeyMetadata: key } = await client.createKey({})
    await client.createAlias({ AliasName: 'alias/orders', TargetKeyId: key!.KeyId })
    const args = [
      'kms',
      'probe',
      server.url,
      '--calls',
      '1',
      '--json',
      '--ca',
      folder.at('ca.pem'),
      '--key-id',
    ]

    const probed = await sealbench([...args, 'alias/orders'], signed)
    const missing = await sealbench([...args, 'alias/none'], signed)
    const { Keys: keys } = await client.listKeys()
    client.destroy()

    assert.equal((JSON.parse(probed.stdout) as { keyArn: string }).keyArn, key!.Arn)
    assert.equal(missing.exitCode, 9)
    assert.match(missing.stderr, /^sealbench: Alias .*alias\/none is not found\.\n$/)
    assert.equal(keys!.length, 1)
  })
})

const scenario = `name: remote
seed: 7
clock: real
fleet: { frontEnds: 1, consumers: 1 }
load: { arrivals: constant, rate: 20 /s, duration: 1 s }
records: { size: 200 B }
measure: { warmUpRecords: 10 }
`
/** One call of KMS for each record, which 20 calls do not do. */
const cacheless = `${scenario}keyCache: { ttl: 0 s }\n`
const atAws = `${scenario}kms: { backend: aws, keyId: alias/orders }\n`

describe('sealbench run --kms', { concurrency: 2 }, () => {
  it('asks the endpoint, as often as run.json says', async () => {
    using folder = temporaryFolder()
    await using server = await serveKms()
    const file = folder.write('remote.yaml', scenario)

    const outcome = await sealbench(
      ['run', file, '--kms', server.url, '--quiet', '--no-report', '--output', folder.at('reports')],
      signed,
    )

    assertMeasured(outcome)
    const { run } = onlyRun(folder.at('reports'), 'remote')
    assert.equal(run.cells[0]!.records, 20)
    assert.deepEqual(run.cells[0]!.kms.calls, { GenerateDataKey: 1, Decrypt: 1 })
    const events = await server.audit()
    assert.deepEqual(
      events.map(({ eventName }) => eventName),
      ['CreateKey', 'GenerateDataKey', 'Decrypt'],
    )
  })

  it('takes the place of the endpoint that a scenario names', async () => {
    using folder = temporaryFolder()
    const kms = 'kms: { backend: endpoint, endpoint: "http://127.0.0.1:1", keyId: alias/orders }\n'
    const file = folder.write('remote.yaml', `${scenario}${kms}`)

    const embedded = await sealbench(['explain', file, '--kms', 'simulated'])
    const aws = await sealbench(['explain', file, '--kms', 'aws'])

    assert.match(embedded.stdout, /KMS: the embedded one; nothing leaves this machine\./)
    assert.match(aws.stdout, /KMS: AWS itself\./)
  })

  it('is refused where it names no KMS, or one that needs real time', async () => {
    using folder = temporaryFolder()
    const file = folder.write('remote.yaml', scenario)
    const virtual = folder.write('virtual.yaml', scenario.replace('clock: real', 'clock: virtual'))

    const none = await sealbench(['run', file, '--kms', 'azure'])
    const simulated = await sealbench(['run', virtual, '--kms', 'http://127.0.0.1:1'])
    const down = await sealbench(
      ['run', file, '--kms', 'http://127.0.0.1:1', '-o', folder.at('reports')],
      signed,
    )

    assertTold(none, { exitCode: 2, message: /--kms azure is no KMS\. Write simulated, aws, or an address/ })
    assert.equal(simulated.exitCode, 2)
    assert.match(simulated.stderr, /kms\.backend: must be simulated on the virtual clock/)
    assertTold(down, { exitCode: 9, message: /found no connection to KMS/ })
    assert.ok(!existsSync(folder.at('reports')), 'no run is left behind')
  })

  it('is needed for AWS, which is asked for nothing before that', async () => {
    using folder = temporaryFolder()
    await using server = await serveKms()
    const file = folder.write('aws.yaml', atAws)
    // Whoever asked AWS would ask this server.
    const surroundings = { cwd: folder.path, env: { ...awsEnvironment, AWS_ENDPOINT_URL: server.url } }

    const run = await sealbench(['run', file], surroundings)
    const capped = await sealbench(['run', file, '--max-kms-calls', '10'], surroundings)
    const explained = await sealbench(['explain', file], surroundings)
    const validated = await sealbench(['validate', file], surroundings)
    const bill = await sealbench(['explain', file, '--kms', 'aws', '--max-usd', '0.0001'], surroundings)
    const usual = await sealbench(['explain', file, '--kms', 'aws'], surroundings)
    const elsewhere = await sealbench(['run', file, '--kms', 'aws'], surroundings)
    const byAddress = await sealbench(
      ['run', file, '--kms', 'https://kms.us-east-1.amazonaws.com'],
      surroundings,
    )
    const small = await sealbench(['explain', file, '--kms', 'aws', '--max-kms-calls', '1'], surroundings)

    const message = /This scenario asks AWS itself, which costs money\. Say so with --kms aws/
    for (const outcome of [run, capped, explained]) assertTold(outcome, { exitCode: 2, message })
    assert.equal(validated.exitCode, 0)
    // 0.03 USD for 10,000 calls.
    assert.match(
      bill.stdout,
      /KMS: AWS itself\. Expected bill: 2 calls, 0\.000006 USD; .* The run stops before call 34\.$/m,
    )
    assert.match(usual.stdout, /The run stops before call 1,001\.$/m)
    assert.match(small.stdout, /before call 2\. That is not enough: raise --max-kms-calls/)
    assertTold(elsewhere, {
      exitCode: 9,
      message: /AWS itself was asked for, and the SDK is told to ask 127\.0\.0\.1/,
    })
    assert.equal(byAddress.exitCode, 2)
    assert.match(byAddress.stderr, /is AWS itself, which costs money: write backend: aws/)
    assert.deepEqual(await server.counters(), {}, 'no call was made')
    assert.ok(!existsSync(folder.at('reports')))
  })

  for (const [option, value] of [
    ['--max-kms-calls', '-1'],
    ['--max-kms-calls', '1.5'],
    ['--max-usd', '-1'],
    ['--max-usd', 'much'],
  ] as const)
    it(`takes no ${option} ${value}`, async () => {
      using folder = temporaryFolder()
      const file = folder.write('aws.yaml', atAws)

      assertTold(await sealbench(['run', file, '--kms', 'aws', option, value], { cwd: folder.path }), {
        exitCode: 2,
        message: new RegExp(`${option} must be`),
      })
    })

  it('stops before the call that passes its cap, says so, and goes on with --resume', async () => {
    using folder = temporaryFolder()
    await using server = await serveKms()
    const file = folder.write('remote.yaml', cacheless)
    const args = [
      'run',
      file,
      '--kms',
      server.url,
      '--quiet',
      '--no-report',
      '--output',
      folder.at('reports'),
    ]
    const capped = async (cap: number, ...more: readonly string[]) => {
      await server.reset()
      const outcome = await sealbench([...args, '--max-kms-calls', String(cap), ...more], signed)
      const { folder: place, run } = onlyRun(folder.at('reports'), 'remote')
      return { outcome, run, place, made: await server.counters() }
    }

    const first = await capped(10)
    const second = await capped(10, '--resume')
    const elsewhere = await sealbench(['run', first.place, '--resume', '--kms', 'http://127.0.0.1:1'], signed)
    const whole = await capped(1000, '--resume')

    for (const { outcome, run, made } of [first, second]) {
      assert.deepEqual(made, { ok: 10 }, 'not one more')
      assert.equal(outcome.exitCode, 7)
      assert.match(
        outcome.stderr,
        /cell c01 is interrupted: stopped by the spend cap before the next KMS call/,
      )
      assert.equal(run.exitCode, 7)
      const [cell] = run.cells
      assert.equal(cell!.validity.verdict, 'interrupted')
      assert.match(
        cell!.validity.reasons.join(),
        /--resume runs the cell again with a higher --max-kms-calls or --max-usd/,
      )
      assert.match(run.reasons.join(), /cell c01 is interrupted: .*spend cap/)
      // One call is CreateKey; those that were refused are no calls.
      assert.equal(cell!.kms.calls.GenerateDataKey + cell!.kms.calls.Decrypt, 9)
    }
    assertTold(elsewhere, { exitCode: 2, message: /asked another KMS than --kms names\. Name that one/ })
    assertMeasured(whole.outcome)
    assert.equal(runIn(whole.place).cells[0]!.records, 20)
    assert.ok(whole.made['ok']! > 20, 'a call for each record')
  })
})

/** A run that came to its end; on a machine that is busy it may find that its load was late. */
function assertMeasured({ exitCode, stderr }: Outcome): void {
  if (exitCode === 0) return
  assert.equal(exitCode, 7, stderr)
  assert.match(stderr, /lagged its schedule/)
}
