import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { runtimeFlags } from './runtime-flags.ts'

describe('runtimeFlags', () => {
  it('names the flags of NODE_OPTIONS and of the command line, with values that are numbers', () => {
    const flags = runtimeFlags(['--max-old-space-size=4096', '--jitless'], '--no-opt --stack_size=2000')

    assert.deepEqual(flags, ['--no-opt', '--stack_size=2000', '--max-old-space-size=4096', '--jitless'])
  })

  it('keeps no path and no text', () => {
    const flags = runtimeFlags(
      ['--import=/home/me/secret.ts', '--title=me', '-r', './x.js'],
      '--require /home/me/y.js',
    )

    assert.deepEqual(flags, ['--require', '--import', '--title'])
  })

  it('is empty where there are none', () => {
    assert.deepEqual(runtimeFlags([]), [])
    assert.deepEqual(runtimeFlags([], '  '), [])
  })
})
