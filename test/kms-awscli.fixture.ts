/**
 * The AWS CLI of this machine and a KMS for it, with notes of which operations
 * have been run.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'

import type { CreateKeyRequest, KMS } from '@aws-sdk/client-kms'

import { start, temporaryFolder, type Outcome } from './command-line.fixture.ts'
import { awsEnvironment, credentials, sdkClient, serveKms, type ServedKms } from './kms-server.fixture.ts'

const program = process.env['AWS_CLI_PATH'] ?? 'aws'
/** Undefined where there is none. */
export const version = versionOf(program)
export const skip =
  version === undefined ? `no AWS CLI: ${program} does not run (scripts/install-awscli.sh)` : false
/** Version 1 says that a service refused by another exit code. */
export const refused = Number.parseInt(version ?? '', 10) >= 2 ? 254 : 255

export const account = '123456789012'
export const bob = {
  arn: `arn:aws:iam::${account}:user/bob`,
  accessKeyId: 'AKIABOB',
  secretAccessKey: 'the secret of bob',
  policies: [],
}
export const root = { arn: `arn:aws:iam::${account}:root`, ...credentials }
export const asBob = { AWS_ACCESS_KEY_ID: bob.accessKeyId, AWS_SECRET_ACCESS_KEY: bob.secretAccessKey }

type Environment = Readonly<Record<string, string>>
export type Json = Readonly<Record<string, unknown>>

export interface KeyMetadata {
  readonly KeyId: string
  readonly Arn: string
  readonly CreationDate: string | number
  readonly [name: string]: unknown
}

/** A command costs most of a second of CPU: two run at a time, and what is no matter of the CLI is done by the SDK. */
export class AwsCli {
  readonly folder = temporaryFolder()
  readonly #run = new Set<string>()
  #files = 0
  #served: { readonly server: ServedKms; readonly sdk: KMS } | undefined
  #known: ReadonlySet<string> = new Set()

  /** Starts the KMS, of root and bob. */
  async open(...options: readonly string[]): Promise<void> {
    const principals = this.folder.write('principals.json', JSON.stringify({ principals: [root, bob] }))
    const server = await serveKms(['--principals', principals, ...options])
    this.#served = { server, sdk: sdkClient(server) }
  }

  /** Asks the CLI what it knows. */
  async learn(): Promise<void> {
    this.#known = await knownOperations()
  }

  /** Where `open` failed there may be nothing to end. */
  async close(): Promise<void> {
    this.#served?.sdk.destroy()
    await this.#served?.server.end()
    this.folder[Symbol.dispose]()
  }

  get server(): ServedKms {
    return this.#open.server
  }

  get sdk(): KMS {
    return this.#open.sdk
  }

  /** Operations of this version, as it writes them; none before `learn`. */
  get known(): ReadonlySet<string> {
    return this.#known
  }

  readonly aws = (args: readonly string[], env: Environment = {}): Promise<Outcome> => {
    const [service, operation] = args
    if (service === 'kms') this.#run.add(operation!)
    return cliRun([...args, '--endpoint-url', this.server.url], env)
  }

  /** What a command that succeeds prints; an empty object where it prints nothing. */
  readonly kms = async <Output extends object = Json>(
    command: string,
    env?: Environment,
  ): Promise<Output> => {
    const outcome = await this.aws(['kms', ...command.split(' ')], env)
    assert.equal(outcome.exitCode, 0, `${command}: ${outcome.stderr}`)
    return JSON.parse(outcome.stdout || '{}') as Output
  }

  readonly fails = async (command: string, message: RegExp, env?: Environment): Promise<void> => {
    const outcome = await this.aws(['kms', ...command.split(' ')], env)
    assert.match(outcome.stderr.trim(), message, command)
    assert.equal(outcome.exitCode, refused, command)
    assert.equal(outcome.stdout, '')
  }

  readonly newKey = async (request: CreateKeyRequest = {}) => {
    const { KeyMetadata: made } = await this.sdk.createKey(request)
    return { id: made!.KeyId!, arn: made!.Arn! }
  }

  /** `bytes` as an argument of the CLI. */
  readonly blob = (bytes: Buffer | string): string => {
    const content = Buffer.from(bytes as string, Buffer.isBuffer(bytes) ? undefined : 'base64')
    this.#files += 1
    return `fileb://${this.folder.write(`blob-${this.#files}`, content)}`
  }

  /** That each of `operations` which this version knows has been run, unless only some of the tests are. */
  assertHasRun(operations: readonly string[]): void {
    const wanted = operations.map(commandOf).filter((name) => this.known.has(name))
    const missing = wanted.filter((name) => !this.#run.has(name))
    if (missing.length > wanted.length / 2) return
    assert.deepEqual(missing, [])
  }

  get #open() {
    assert(this.#served !== undefined, 'the KMS runs')
    return this.#served
  }
}

export function cliRun(args: readonly string[], env: Environment = {}): Promise<Outcome> {
  return start([...args, '--output', 'json'], { command: [program], env: { ...awsEnvironment, ...env } })
    .outcome
}

/** A date as either version prints it. */
export function secondsOf(date: unknown): number {
  return typeof date === 'number' ? date : Date.parse(date as string) / 1000
}

/** `GenerateDataKey` as the CLI writes it. */
function commandOf(operation: string): string {
  return operation.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase()
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
