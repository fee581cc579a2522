import assert from 'node:assert/strict'
import { mkdirSync, mkdtempDisposableSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { NoBaselineError, OutputUnwritableError, UsageError } from '../errors.ts'
import {
  baselinesDefault,
  checkBaselineName,
  findBaseline,
  isBaselineName,
  saveBaseline,
} from './baselines.ts'

describe('isBaselineName', () => {
  for (const name of ['main', 'v1.2.3', '2026-11-26', 'a', 'x'.repeat(64), 'a..b', 'A_b'])
    it(`takes ${name}`, () => {
      assert.ok(isBaselineName(name))
      checkBaselineName(name)
    })

  for (const name of [
    '',
    '.',
    '..',
    '../main',
    '/etc',
    'a/b',
    'a\\b',
    '-x',
    '.main',
    'a b',
    'x'.repeat(65),
    'a\n',
  ])
    it(`refuses ${JSON.stringify(name)}`, () => {
      assert.ok(!isBaselineName(name))
      assert.throws(
        () => checkBaselineName(name),
        (error) => error instanceof UsageError && /cannot name a baseline: write letters/.test(error.message),
      )
    })
})

describe('saveBaseline', () => {
  it('keeps a copy of a run, which findBaseline finds', () => {
    using place = places()
    const kept = saveBaseline(
      place.baselines,
      'main',
      'tiny',
      place.run('one', { 'histograms/c01.hlog': 'h' }),
    )

    assert.equal(findBaseline(place.baselines, 'main', 'tiny'), kept)
    assert.equal(readFileSync(path.join(kept, 'run.json'), 'utf8'), 'one')
    assert.equal(readFileSync(path.join(kept, 'histograms/c01.hlog'), 'utf8'), 'h')
  })

  it('replaces what had its name as a whole, and leaves nothing else', () => {
    using place = places()
    saveBaseline(place.baselines, 'main', 'tiny', place.run('one', { old: '' }))
    saveBaseline(place.baselines, 'main', 'other', place.run('two'))

    const kept = saveBaseline(place.baselines, 'main', 'tiny', place.run('three', { new: '' }))

    assert.deepEqual(readdirSync(kept).toSorted(), ['new', 'run.json'])
    assert.deepEqual(readdirSync(path.join(place.baselines, 'main')).toSorted(), ['other', 'tiny'])
  })

  it('refuses a name that is a path, and writes nothing', () => {
    using place = places()
    const run = place.run('one')

    assert.throws(() => saveBaseline(place.baselines, '../main', 'tiny', run), UsageError)
    assert.deepEqual(readdirSync(place.path).toSorted(), ['one'])
  })

  it('says where it cannot write', () => {
    using place = places()
    const run = place.run('one')
    writeFileSync(place.baselines, 'a file')

    assert.throws(() => saveBaseline(place.baselines, 'main', 'tiny', run), OutputUnwritableError)
  })
})

describe('findBaseline', () => {
  it('says where it looked, and how the first one is made', () => {
    using place = places()

    assertMissing(
      () => findBaseline(place.baselines, 'main', 'tiny'),
      /no run or baseline main of tiny \(looked in \S+main\/tiny\)\. There is no baseline yet\. Make it with npx sealbench run SCENARIO --repetitions 6 --save-baseline main\.$/,
    )
  })

  it('names those that there are', () => {
    using place = places()
    saveBaseline(place.baselines, 'main', 'tiny', place.run('one'))
    saveBaseline(place.baselines, 'v1', 'other', place.run('two'))

    assertMissing(() => findBaseline(place.baselines, 'mian', 'tiny'), /Known are main, v1\. Make it/)
    assertMissing(() => findBaseline(place.baselines, 'v1', 'tiny'), /no run or baseline v1 of tiny/)
  })

  it('keeps them below the folder in which sealbench was started', () => {
    assert.ok(!path.isAbsolute(baselinesDefault))
  })
})

function places() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  return {
    path: folder.path,
    baselines: path.join(folder.path, 'baselines'),
    /** A folder that holds a `run.json` and these files. */
    run(content: string, files: Readonly<Record<string, string>> = {}): string {
      const run = path.join(folder.path, content)
      for (const [name, text] of Object.entries({ 'run.json': content, ...files })) {
        mkdirSync(path.dirname(path.join(run, name)), { recursive: true })
        writeFileSync(path.join(run, name), text)
      }
      return run
    },
    [Symbol.dispose]: () => folder.remove(),
  }
}

function assertMissing(find: () => string, message: RegExp): void {
  assert.throws(find, (error) => error instanceof NoBaselineError && message.test(error.message))
}
