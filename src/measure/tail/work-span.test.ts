import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { openRunDelay, WorkSpan } from './work-span.ts'

describe('WorkSpan', () => {
  it('explains what its delay is half of or more, and nothing twice', () => {
    const span = spanOf(1000, 1600)

    assert.equal(span.takeDelay(1201), 0)
    assert.equal(span.takeDelay(400), 400)
    assert.equal(span.takeDelay(401), 0)
    assert.equal(span.takeDelay(400), 200)
    assert.equal(span.takeDelay(1), 0)
  })

  it('explains nothing where its end was not looked at', () => {
    const span = new WorkSpan({ read: () => 5, [Symbol.dispose]: () => {} })

    assert.equal(span.takeDelay(10), 0)
  })
})

describe('openRunDelay', () => {
  it('reads the second number of the file, again and again', () => {
    using folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
    const file = path.join(folder.path, 'schedstat')
    writeFileSync(file, '21272077 548847 10\n')
    using delay = openRunDelay(file)

    assert.equal(delay?.read(), 548_847)

    writeFileSync(file, '21272077 12345678901 11\n')
    assert.equal(delay?.read(), 12_345_678_901)
  })

  it('is undefined where the system has no such file', () => {
    assert.equal(openRunDelay('/nowhere/schedstat'), undefined)
  })
})

function spanOf(...readings: number[]): WorkSpan {
  const span = new WorkSpan({ read: () => readings.shift()!, [Symbol.dispose]: () => {} })
  span.end()
  return span
}
