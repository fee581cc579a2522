/**
 * `sealbench envelope`: single records by hand, for people who implement the
 * format elsewhere. Keys come from files only, never from the command line.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { EdkDictionary, resolveEdk } from '../../envelope/edk-dictionary.ts'
import { inspectEnvelope } from '../../envelope/inspect.ts'
import { keyMaterialLength, SealingKey } from '../../envelope/key-material.ts'
import { batchIndexMax, edkLengthMax, innerLengthMax, type KeyReference } from '../../envelope/layout.ts'
import { envelopeSuiteNames, keyReferenceNames, type KeyReferenceName } from '../../envelope/names.ts'
import { openParsed } from '../../envelope/open.ts'
import { parseEnvelope } from '../../envelope/parse.ts'
import { recordContextOf, type RecordContext } from '../../envelope/record-context.ts'
import { sealedLength, sealInto } from '../../envelope/seal.ts'
import { suiteNamed, type SuiteName } from '../../envelope/suites/registry.ts'
import type { Suite } from '../../envelope/suites/suite.ts'
import { InputUnreadableError, UsageError } from '../../errors.ts'
import { textTable } from '../../report/text-table.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'
import { readBinary } from '../read-binary.ts'

const recordBytesMax = innerLengthMax + edkLengthMax + 256

export const envelopeCommand: LoadedCommand = {
  options: (parser) => withKeyOptions(withSealOptions(parser)).example(examples),
  run: (given) => {
    const options = given as unknown as Given
    switch (options.action) {
      case 'inspect':
        return inspect(options)
      case 'seal':
        return seal(options)
      case 'open':
        return open(options)
      default:
        return options.action satisfies never
    }
  },
}

interface Given {
  readonly action: 'inspect' | 'seal' | 'open'
  readonly file: string | undefined
  readonly suite: SuiteName
  readonly keyReference: KeyReferenceName
  readonly batchIndex: number
  readonly keyMaterialFile: string | undefined
  readonly edkFile: string | undefined
  readonly context: readonly string[]
  readonly partitionKey: string | undefined
  readonly salt: string | undefined
  readonly json: boolean
}

const seals = '$0 envelope seal --key-material-file km.bin --edk-file edk.bin --partition-key k'
const context = '--context aws:kinesis:arn=arn:… --context kse:shard=shardId-000000000003'
const examples: [string, string][] = [
  ['$0 envelope inspect record.bin', 'every field with offset and length; needs no key'],
  [`${seals} ${context} payload.bin > record.bin`, 'one record on stdout'],
  [`$0 envelope open --key-material-file km.bin ${context} record.bin`, 'the content as JSON'],
]

function withSealOptions(parser: Argv): Argv {
  return parser
    .positional('action', {
      choices: ['inspect', 'seal', 'open'],
      demandOption: true,
      describe: 'What to do',
    })
    .positional('file', { type: 'string', describe: 'Record, or payload to seal; stdin if left out' })
    .option('suite', { choices: envelopeSuiteNames, default: envelopeSuiteNames[0], describe: 'seal: suite' })
    .option('key-reference', {
      choices: keyReferenceNames,
      default: 'inline',
      describe: 'seal: how the record names its EDK',
    })
    .option('batch-index', {
      type: 'number',
      default: 0,
      describe: 'seal: index, with --key-reference batch-index',
    })
    .option('partition-key', { type: 'string', describe: 'seal: partition key' })
    .option('salt', {
      type: 'string',
      describe: 'seal: nonce in hex, for a suite that counts; never the same twice under one key material',
    })
}

function withKeyOptions(parser: Argv): Argv {
  return parser
    .option('key-material-file', { type: 'string', describe: 'File with the 32 raw bytes of key material' })
    .option('edk-file', {
      type: 'string',
      describe: 'File with the raw bytes of the EDK; open: not needed for inline records',
    })
    .option('context', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe: 'key=value, once for each entry of the context',
    })
}

const fieldColumns = [
  { label: 'offset', isNumber: true },
  { label: 'length', isNumber: true },
  { label: 'field' },
  { label: 'meaning' },
  { label: 'bytes' },
]

function inspect({ file, json }: Given): number {
  const description = inspectEnvelope(readBinary(file, 'a sealed record', recordBytesMax))
  if (json) {
    printJson(description)
    return 0
  }
  const { length, suite, keyReference, contentLength, overheadLength } = description
  printLine(`KSE1 record of ${length} bytes: ${suite.name} (${suite.id}), key reference ${keyReference}`)
  printLine(`Partition key and payload: ${contentLength} bytes; the envelope adds ${overheadLength}.`)
  if (description.edkHash !== undefined) printLine(`EDK hash: ${description.edkHash}`)
  const rows = description.fields.map(({ offset, length: bytes, name, meaning = '', hex }) => {
    const shown = hex.length > 48 ? `${hex.slice(0, 48)}…` : hex
    return [String(offset), String(bytes), name, meaning, shown]
  })
  printLine(textTable(fieldColumns, rows))
  return 0
}

function seal(given: Given): number {
  const { file, suite: name, partitionKey, edkFile } = given
  if (partitionKey === undefined) throw new UsageError('seal needs --partition-key.')
  if (edkFile === undefined) throw new UsageError('seal needs --edk-file.')
  const recordContext = contextOf(given)
  const reference = referenceOf(given)
  const payload = readBinary(file, 'the payload', innerLengthMax)
  const edk = readBinary(edkFile, 'the EDK', edkLengthMax)
  const suite = suiteNamed(name)
  const salt = saltOf(given, suite)
  const key = SealingKey.prepare(suite, keyMaterialOf(given), edk)
  try {
    const length = sealedLength(suite, reference, edk.length, Buffer.byteLength(partitionKey), payload.length)
    const record = Buffer.alloc(length)
    sealInto(record, 0, key, recordContext, partitionKey, payload, reference, salt)
    process.stdout.write(record)
  } finally {
    key.wipe()
  }
  return 0
}

/**
 * A process that seals one record cannot know what the one before counted to,
 * and would begin again. Suites that draw at random need no help and get none.
 */
function saltOf({ salt }: Given, { name, countsSalts, saltLength }: Suite): Buffer | undefined {
  if (countsSalts !== true) {
    if (salt === undefined) return undefined
    throw new UsageError(`--salt is for suites that count. ${name} draws its own, which is safer.`)
  }
  if (salt === undefined) {
    throw new UsageError(
      `${name} counts its nonces, and one command cannot know where the last one stopped: it would use a nonce twice, ` +
        `which reveals the authentication key. Give --salt with ${saltLength} bytes in hex that this key material never had, ` +
        'or take another suite.',
    )
  }
  if (new RegExp(`^[0-9a-f]{${2 * saltLength}}$`, 'i').test(salt)) return Buffer.from(salt, 'hex')
  throw new UsageError(`--salt takes ${saltLength} bytes in hex, which are ${2 * saltLength} digits.`)
}

function open(given: Given): number {
  const recordContext = contextOf(given)
  const parsed = parseEnvelope(readBinary(given.file, 'a sealed record', recordBytesMax))
  const key = SealingKey.prepare(parsed.suite, keyMaterialOf(given), edkOf(given, parsed))
  try {
    const { partitionKey, payload } = openParsed(parsed, key, recordContext)
    printJson({ suite: parsed.suite.name, partitionKey, payloadBase64: payload.toString('base64') })
  } finally {
    key.wipe()
  }
  return 0
}

function edkOf({ edkFile }: Given, parsed: ReturnType<typeof parseEnvelope>): Buffer {
  const { keyReference } = parsed
  if (keyReference.kind === 'inline') return keyReference.edk
  if (edkFile === undefined) {
    throw new UsageError(`The record names its EDK by ${keyReference.kind}. Give the EDK with --edk-file.`)
  }
  const edk = readBinary(edkFile, 'the EDK', edkLengthMax)
  if (keyReference.kind === 'batch-index') return edk
  const dictionary = new EdkDictionary()
  dictionary.add(edk)
  return resolveEdk(parsed, dictionary, undefined)
}

/** The caller hands it to `SealingKey.prepare`, which wipes it. */
function keyMaterialOf({ action, keyMaterialFile }: Given): Buffer {
  if (keyMaterialFile === undefined) throw new UsageError(`${action} needs --key-material-file.`)
  const keyMaterial = readBinary(keyMaterialFile, 'key material', keyMaterialLength)
  if (keyMaterial.length === keyMaterialLength) return keyMaterial
  const { length } = keyMaterial
  keyMaterial.fill(0)
  throw new InputUnreadableError(
    `${keyMaterialFile} has ${length} bytes, but key material has exactly ${keyMaterialLength} raw bytes, not hex or base64.`,
  )
}

function contextOf({ action, context: entries }: Given): RecordContext {
  if (entries.length === 0) {
    throw new UsageError(
      `${action} needs the record's context: --context aws:kinesis:arn=ARN --context kse:shard=ID.`,
    )
  }
  const pairs = new Map<string, string>()
  for (const entry of entries) {
    const at = entry.indexOf('=')
    if (at < 1) throw new UsageError(`--context ${entry} is not key=value.`)
    const key = entry.slice(0, at)
    if (pairs.has(key)) throw new UsageError(`--context gives ${key} twice.`)
    pairs.set(key, entry.slice(at + 1))
  }
  return recordContextOf(Object.fromEntries(pairs))
}

function referenceOf({ keyReference: kind, batchIndex: index }: Given): KeyReference {
  if (kind !== 'batch-index') return { kind }
  if (Number.isInteger(index) && index >= 0 && index <= batchIndexMax) return { kind, index }
  throw new UsageError(`--batch-index takes a whole number from 0 to ${batchIndexMax}.`)
}
