import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { commandLine } from './shell-words.ts'

describe('commandLine', () => {
  it('quotes what a shell would take apart, and stands for what steers a terminal', () => {
    assert.equal(
      commandLine(['plan', '--rate', '100000 /s', '--set', "a='$(x)'", '--prices', 'a\u001b[31m']),
      String.raw`npx sealbench plan --rate '100000 /s' --set 'a='\''$(x)'\''' --prices VALUE`,
    )
  })
})
