/**
 * Question: how many GenerateDataKey calls a second does the endpoint answer, beside a handler that does nothing?
 *
 * The bars: half as many as the null handler without SigV4, and a fifth with it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { loadavg } from 'node:os'

import { authorizationOf, basicDate } from '../../src/kms-service/signed-request.fixture.ts'
import { randomStream, shuffle } from '../../src/random.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { median, timingOf } from '../timing.ts'
import { ask, load, type LoadOptions, type LoadResult } from './load.ts'
import { startServer, type ServerKind } from './servers.ts'

const connections = 64
const roundMs = 2000
const bars: Partial<Record<ServerKind, number>> = { 'no auth': 1 / 2, SigV4: 1 / 5 }
const options = benchOptions(5)
const { rounds } = options
const report = new BenchReport(
  import.meta.filename,
  'How many GenerateDataKey calls a second does the endpoint answer, beside a handler that does nothing?',
  options,
)
report.say(
  `${connections} connections, ${rounds} rounds of ${roundMs / 1000} s for each, interleaved in shuffled order; ` +
    'the same signed request of the AWS SDK for all but kinesalite, which does not verify it',
)

interface Contestant {
  readonly kind: ServerKind
  readonly requests: LoadOptions
  readonly results: LoadResult[]
}

using stack = new DisposableStack()
const contestants: Contestant[] = []
// The null handler comes last, as it has to answer with as many bytes as KMS.
let answerBytes = 0
for (const kind of ['SigV4', 'no auth', 'kinesalite', 'null handler'] as const) {
  contestants.unshift({ kind, requests: await prepare(kind), results: [] })
}

const random = randomStream(1, 'order of servers')
for (let round = 0; round <= rounds; round += 1)
  for (const { requests, results } of shuffle([...contestants], random)) {
    const result = await load(requests, roundMs)
    // The first round warms up.
    if (round > 0) results.push(result)
  }
show(contestants)
report.write()

/** Starts a server, and looks whether its answer is right. */
async function prepare(kind: ServerKind): Promise<LoadOptions> {
  const server = stack.use(await startServer(kind, kind === 'null handler' ? ['x'.repeat(answerBytes)] : []))
  const { port } = server
  const request = kind === 'kinesalite' ? listStreams(port) : await generateDataKey(port, kind)
  const { status, body, length } = await ask(port, request)
  assert.equal(status, 200, body.toString())
  if (kind === 'kinesalite')
    assert.deepEqual(JSON.parse(body.toString()), { StreamNames: [], HasMoreStreams: false })
  else if (kind === 'null handler') assert.equal(body.length, answerBytes)
  else {
    await assertIsDataKey(port, body)
    answerBytes = body.length
  }
  return { port, request, answerLength: length, connections }
}

/** For a key of the server, or of none for the null handler. */
async function generateDataKey(port: number, kind: ServerKind): Promise<Buffer> {
  let keyId = '00000000-0000-4000-8000-000000000000'
  if (kind !== 'null handler') {
    const { body } = await ask(port, signed(port, 'kms', 'TrentService.CreateKey', {}))
    keyId = (JSON.parse(body.toString()) as { readonly KeyMetadata: { readonly KeyId: string } }).KeyMetadata
      .KeyId
  }
  return signed(port, 'kms', 'TrentService.GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' })
}

async function assertIsDataKey(port: number, body: Buffer): Promise<void> {
  const dataKey = JSON.parse(body.toString()) as Readonly<Record<string, string>>
  assert.equal(Buffer.from(dataKey['CiphertextBlob']!, 'base64').length, 184)
  const { status, body: decrypted } = await ask(
    port,
    signed(port, 'kms', 'TrentService.Decrypt', { CiphertextBlob: dataKey['CiphertextBlob'] }),
  )
  assert.equal(status, 200, decrypted.toString())
  assert.equal((JSON.parse(decrypted.toString()) as typeof dataKey)['Plaintext'], dataKey['Plaintext'])
}

/** The cheapest that Kinesis can be asked for. */
function listStreams(port: number): Buffer {
  return signed(port, 'kinesis', 'Kinesis_20131202.ListStreams', {})
}

/** The bytes that the AWS SDK sends. The signature is good for five minutes, which the bench does not take. */
function signed(port: number, service: string, target: string, members: object): Buffer {
  const body = Buffer.from(JSON.stringify(members))
  const date = basicDate(Date.now())
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': target,
    'content-length': String(body.length),
    host: `127.0.0.1:${port}`,
    'x-amz-user-agent': 'aws-sdk-js/3.1164.0',
    'user-agent':
      'aws-sdk-js/3.1164.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#26.10.0 api/kms#3.1164.0 m/N,E,e',
    'amz-sdk-invocation-id': '2f6a4f0c-5a2b-4a3e-9d0e-6c1f1c8d7b10',
    'amz-sdk-request': 'attempt=1; max=3',
    'x-amz-date': date,
    'x-amz-content-sha256': hash('sha256', body),
  }
  const signedHeaders = Object.keys(headers)
    .filter((name) => name !== 'user-agent')
    .toSorted()
  const authorization = authorizationOf(
    { method: 'POST', path: '/', headers, body },
    { accessKeyId: 'test', secretAccessKey: 'test', region: 'us-east-1', service, date, signedHeaders },
  )
  const lines = Object.entries({ ...headers, authorization, connection: 'keep-alive' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n`), body])
}

function show(all: readonly Contestant[]): void {
  const nothing = all.find(({ kind }) => kind === 'null handler')!
  const ratioOf = ({ results }: Contestant): number =>
    median(results.map((result, round) => rateOf(result) / rateOf(nothing.results[round]!)))
  report.add(
    'one answer',
    all.map((contestant) => {
      const latencies = contestant.results.flatMap((result) => result.latencies)
      return timingOf(contestant.kind, latencies, { ratio: 1 / ratioOf(contestant) })
    }),
  )
  report.say(
    `\n${'server'.padEnd(20)}${['requests/s', 'ratio', 'bar'].map((name) => name.padStart(12)).join('')}`,
  )
  for (const contestant of all) {
    const bar = bars[contestant.kind]
    const ratio = ratioOf(contestant)
    const figures = [
      Math.round(median(contestant.results.map(rateOf))).toLocaleString('en-US'),
      ratio.toFixed(3),
      bar === undefined ? '' : `${bar} ${ratio >= bar ? 'holds' : 'is missed'}`,
    ]
    report.say(contestant.kind.padEnd(20) + figures.map((figure) => figure.padStart(12)).join(''))
  }
  report.say(
    'ratio: median over the rounds of requests/s to the null handler’s in the same round, and its inverse beside the ' +
      `latencies; load at the end ${loadOfMachine()}`,
  )
}

function rateOf({ requests, seconds }: LoadResult): number {
  return requests / seconds
}

function loadOfMachine(): string {
  return loadavg()
    .map((average) => average.toFixed(2))
    .join(' ')
}
