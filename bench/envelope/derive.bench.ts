/**
 * Question: what does deriving the secrets of one record cost, beside the ways that node:crypto offers for it?
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'

import { Hmac, sha512 } from '../../src/envelope/suites/hmac.ts'
import type { Suite } from '../../src/envelope/suites/suite.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { timeInterleaved, type Operation } from '../interleaved.ts'
import { availableSuites, context, freshKey } from './sample-record.ts'

const options = benchOptions(20)
const report = new BenchReport(
  import.meta.filename,
  'What does deriving the secrets of one record cost, beside the ways that node:crypto offers for it?',
  options,
)
const operations = [...waysToExpand(), ...derivingSuites().map(derive)]
report.add(
  'one record',
  timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: operations.length }),
)
report.write()

/** One block of HKDF-Expand with SHA-512, written in different ways; the first is the textbook's. */
function waysToExpand(): Operation[] {
  const [keyMaterial, salt, info] = [randomBytes(32), randomBytes(15), randomBytes(54)]
  const extracted = createHmac('sha512', salt).update(keyMaterial).digest()
  const infoBlock = Buffer.concat([info, Buffer.of(1)])
  const [keyObject, hmac] = [createSecretKey(extracted), new Hmac(sha512, infoBlock.length)]
  hmac.setKey(extracted)
  const oneShot = (): Buffer => {
    hmac.message.set(infoBlock)
    return hmac.digest()
  }
  const ways = {
    'createHmac with a Buffer': () => createHmac('sha512', extracted).update(infoBlock).digest(),
    'createHmac with a KeyObject': () => createHmac('sha512', keyObject).update(infoBlock).digest(),
    'two one-shot hashes': oneShot,
    'hkdfSync, extract and all': () => Buffer.from(hkdfSync('sha512', keyMaterial, salt, info, 64)),
  }
  for (const [name, run] of Object.entries(ways))
    assert.deepEqual(run(), ways['createHmac with a Buffer'](), name)
  return Object.entries(ways).map(([name, run]) => ({ name, run }))
}

function derivingSuites(): readonly Suite[] {
  return availableSuites().filter(({ derivesRecordKeys }) => derivesRecordKeys)
}

/** Goes through the suite alone, since what it prepares and derives is its own affair. */
function derive(suite: Suite): Operation {
  const { preparedKey, inputs } = freshKey(suite)
  inputs.bindContext(context.hash)
  randomBytes(inputs.salt.length).copy(inputs.salt)
  const run = (): unknown => preparedKey.deriveSecrets(inputs)
  assert.deepEqual(run(), run(), suite.name)
  return { name: suite.name, run }
}
