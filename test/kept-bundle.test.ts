/**
 * The script of the pages is bundled once for all processes of a checkout, and
 * anew after each change.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { Bundle } from '../scripts/bundle-page.ts'
import { keptBundle } from '../scripts/kept-bundle.ts'
import { temporaryFolder } from './command-line.fixture.ts'

describe('keptBundle', () => {
  it('bundles once for all that ask', async () => {
    using folder = temporaryFolder()
    const bundler = bundlerOf(folder.write('input.ts', 'one'))

    const texts = [
      await keptBundle(folder.at('kept.json'), bundler.make, afterwards),
      await keptBundle(folder.at('kept.json'), bundler.make, afterwards),
    ]

    assert.deepEqual(texts, ['bundle 1', 'bundle 1'])
    assert.deepEqual(readdirSync(folder.path).toSorted(), ['input.ts', 'kept.json'])
  })

  const changes: Readonly<Record<string, (folder: ReturnType<typeof temporaryFolder>) => void>> = {
    'has another text': (folder) => folder.write('input.ts', 'three'),
    'has another text as long': (folder) => folder.write('input.ts', 'two'),
    'is replaced by another': (folder) => renameSync(folder.write('other.ts', 'one'), folder.at('input.ts')),
    'is gone': (folder) => rmSync(folder.at('input.ts')),
  }
  for (const [change, apply] of Object.entries(changes)) {
    it(`bundles anew when a file that it is made of ${change}`, async () => {
      using folder = temporaryFolder()
      const bundler = bundlerOf(folder.write('input.ts', 'one'), folder.write('next.ts', ''))
      utimesSync(folder.at('input.ts'), 0, 0)
      await keptBundle(folder.at('kept.json'), bundler.make, afterwards)
      bundler.inputs.shift()

      apply(folder)

      assert.equal(await keptBundle(folder.at('kept.json'), bundler.make, afterwards), 'bundle 2')
      assert.equal(await keptBundle(folder.at('kept.json'), bundler.make, afterwards), 'bundle 2')
    })
  }

  it('keeps nothing that changed while it was bundled', async () => {
    using folder = temporaryFolder()
    const bundler = bundlerOf(folder.write('input.ts', 'one'))
    const { ctimeMs } = statSync(folder.at('input.ts'))

    await keptBundle(folder.at('kept.json'), bundler.make, () => ctimeMs)

    assert.equal(await keptBundle(folder.at('kept.json'), bundler.make, afterwards), 'bundle 2')
  })

  it('bundles where nothing can be kept, and where what is kept cannot be read', async () => {
    using folder = temporaryFolder()
    const bundler = bundlerOf(folder.write('input.ts', 'one'))
    const nowhere = path.join(folder.write('file', ''), 'kept.json')
    const broken = folder.write('broken.json', '{"text":')

    const texts = [
      await keptBundle(nowhere, bundler.make, afterwards),
      await keptBundle(broken, bundler.make, afterwards),
    ]

    assert.deepEqual(texts, ['bundle 1', 'bundle 2'])
  })
})

/** When all files have long been as they are. */
const afterwards = (): number => Infinity

/** Counts its bundles. Inputs may be taken from it. */
function bundlerOf(...files: readonly string[]) {
  const inputs = [...files]
  let count = 0
  return { inputs, make: (): Bundle => ({ text: `bundle ${(count += 1)}`, inputs: [...inputs] }) }
}
