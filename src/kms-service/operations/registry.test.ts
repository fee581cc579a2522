import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as sdk from '@aws-sdk/client-kms'

import { setUpRaw, signedRequest } from '../signed-request.fixture.ts'
import { operations, unsupportedOperations } from './registry.ts'

const commandsOfSdk = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])

describe('registry', () => {
  it('knows what the SDK can ask, and nothing else', () => {
    assert.ok(commandsOfSdk.length > 50)
    assert.deepEqual([...operations.keys(), ...unsupportedOperations].toSorted(), commandsOfSdk.toSorted())
  })

  it('has 36 operations, each under its own name', () => {
    assert.equal(operations.size, 36)
    for (const [name, operation] of operations) assert.equal(operation.name, name)
  })

  for (const name of unsupportedOperations)
    it(`refuses ${name} in words`, async () => {
      const { ask } = setUpRaw()

      assert.deepEqual(await ask(signedRequest({ headers: { 'x-amz-target': `TrentService.${name}` } })), {
        status: 400,
        __type: 'UnsupportedOperationException',
        Message: `This KMS does not support ${name}.`,
      })
    })

  for (const target of [
    'TrentService.Nothing',
    'TrentService.',
    'Encrypt',
    'DynamoDB.Encrypt',
    '',
    'TrentService.toString',
  ])
    it(`knows no operation ${JSON.stringify(target)}`, async () => {
      const { ask } = setUpRaw()

      assert.deepEqual(await ask(signedRequest({ headers: { 'x-amz-target': target } })), {
        status: 400,
        __type: 'UnknownOperationException',
      })
    })

  it('knows no operation where no target is named, or another method is used', async () => {
    const { ask } = setUpRaw()

    assert.deepEqual(await ask(signedRequest({ headers: { 'x-amz-target': undefined } })), {
      status: 400,
      __type: 'UnknownOperationException',
    })
    assert.deepEqual(await ask(signedRequest({ method: 'GET' })), {
      status: 400,
      __type: 'UnknownOperationException',
    })
  })

  it('refuses a body that is no JSON, and takes an empty one for {}', async () => {
    const { ask } = setUpRaw()

    assert.deepEqual(await ask(signedRequest({ body: '{' })), {
      status: 400,
      __type: 'SerializationException',
    })
    assert.deepEqual(await ask(signedRequest({ body: '' })), { status: 200, Keys: [], Truncated: false })
  })
})
