import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { drive } from './cell.fixture.ts'

const load = 'load: { arrivals: poisson, rate: 20 /s, duration: 5 min }'
const fleet = 'fleet: { frontEnds: 4, consumers: 1, principals: 2 }'

describe('createArm', () => {
  it('gives each front end a cache of its own, unless they share one', async () => {
    // One for each of two principals.
    const alone = [0, 1, 2, 3].map((index) => `front-end-${index} 2`)
    assert.deepEqual(await generatedBy('ttl: 10 min, rotation: 10 min'), ['consumer-0 0', ...alone])
    const shared = ['front-ends-0-1 2', 'front-ends-2-3 2']
    assert.deepEqual(await generatedBy('ttl: 10 min, rotation: 10 min, sharedBy: 2'), [
      'consumer-0 0',
      ...shared,
    ])
  })

  it('puts branch keys between all caches and KMS', async () => {
    const { world, driver } = await drive(
      `${load}\n${fleet}\nkeyCache: { maxRecords: 1, branchKey: { ttl: 1 h } }\n`,
    )

    const { calls, bySource } = world.kms.snapshot()
    // Four front ends with two principals, and a consumer with one: the very first makes the branch key.
    assert.deepEqual(calls, { GenerateDataKey: 1, Decrypt: 8 })
    assert.equal(Object.keys(bySource).length, 5)
    assert.deepEqual(driver.put.failures, {})
    assert.equal(world.sealed.branchKeys!.size, 0, 'disposed of with its arm')
    assert(world.sealed.stream.logs[0]!.next > 5000)
  })

  it('repeats with the seed of the scenario, whatever caches draw', async () => {
    const text = `${load}\n${fleet}\nkeyCache: { ttl: 10 s, rotation: 10 s, jitter: 1 }\n`

    const [first, second] = [await drive(text), await drive(text)]

    assert.deepEqual(first.world.kms.snapshot(), second.world.kms.snapshot())
  })
})

/** How often each source asked for `GenerateDataKey`, such as `front-end-0 2`, in order. */
async function generatedBy(keyCache: string): Promise<readonly string[]> {
  const { world } = await drive(`${load}\n${fleet}\nkeyCache: { ${keyCache} }\n`)
  return Object.entries(world.kms.snapshot().bySource)
    .map(([source, calls]) => `${source} ${calls.GenerateDataKey}`)
    .toSorted()
}
