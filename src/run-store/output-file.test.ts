import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'

import { namedTwice, writeOutput } from './output-file.ts'

describe('writeOutput', () => {
  it('writes a file whole and leaves nothing else behind', () => {
    using folder = temporary()
    writeFileSync(folder.at('file'), 'old and longer')

    writeOutput(folder.at('file'), 'new')

    assert.equal(readFileSync(folder.at('file'), 'utf8'), 'new')
    assert.deepEqual(readdirSync(folder.path), ['file'])
  })

  it('writes through a link, also one that leads to nothing yet', () => {
    using folder = temporary()
    writeFileSync(folder.at('real'), 'old')
    for (const name of ['real', 'none']) {
      symlinkSync(folder.at(name), folder.at(`to-${name}`))

      writeOutput(folder.at(`to-${name}`), 'new')

      assert.equal(readlinkSync(folder.at(`to-${name}`)), folder.at(name))
      assert.equal(readFileSync(folder.at(name), 'utf8'), 'new')
    }
  })

  it('writes into a pipe and does not replace it', { skip: process.platform === 'win32' }, async () => {
    using folder = temporary()
    assert.equal(spawnSync('mkfifo', [folder.at('pipe')]).status, 0)
    const reader = spawn('cat', [folder.at('pipe')])

    writeOutput(folder.at('pipe'), 'new')

    assert.equal(await text(reader.stdout), 'new')
    assert.ok(lstatSync(folder.at('pipe')).isFIFO())
  })
})

describe('namedTwice', () => {
  it('finds no file named twice among different ones', () => {
    assert.equal(namedTwice([]), undefined)
    assert.equal(namedTwice(['a', 'b', 'c/a']), undefined)
  })

  it('knows a file by whatever way leads to it', () => {
    using folder = temporary()
    mkdirSync(folder.at('real'))
    symlinkSync(folder.at('real'), folder.at('link'))
    writeFileSync(folder.at('file'), '')
    symlinkSync(folder.at('file'), folder.at('other-name'))

    for (const [one, other] of [
      ['a', './b/../a'],
      ['a', path.resolve('a')],
      [folder.at('real/new'), folder.at('link/new')],
      [folder.at('file'), folder.at('other-name')],
    ] as const)
      assert.equal(namedTwice([one, 'elsewhere', other]), other)
  })
})

function temporary() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  return {
    path: folder.path,
    at: (name: string): string => path.join(folder.path, name),
    [Symbol.dispose]: () => folder.remove(),
  }
}
