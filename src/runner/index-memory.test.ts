import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'

import { runEntry } from '../report/index/run-entry.ts'
import { runsOfDays } from '../report/index/run-index.fixture.ts'
import { forget, memoryName, remember, remembered, runStamp } from './index-memory.ts'

const runs = runsOfDays([{}, {}])
const [monday, tuesday] = runs.map(({ id }) => id) as [string, string]

describe('remembered', () => {
  it('gives what was remembered, as it was', () => {
    using folder = remembering()

    const again = remembered(folder.path)

    assert.deepEqual([...again.keys()], [monday, tuesday])
    for (const run of runs)
      assert.equal(JSON.stringify(again.get(run.id)!.entry), JSON.stringify(runEntry(run, run.id, true)))
    const { scenario, environment } = runs[0]!
    assert.deepEqual(again.get(monday)!.comparable, { scenario, environment })
  })

  const changes: Readonly<Record<string, (run: string) => void>> = {
    'has another length': (run) => appendFileSync(path.join(run, 'run.json'), ' '),
    'was written at another time': (run) => utimesSync(path.join(run, 'run.json'), 1, 1),
    'has been gone on with': (run) => writeFileSync(path.join(run, 'cells.ndjson'), ''),
  }
  for (const [what, change] of Object.entries(changes))
    it(`forgets a run that ${what}`, () => {
      using folder = remembering()
      change(path.join(folder.path, monday))

      assert.deepEqual([...remembered(folder.path).keys()], [tuesday])
    })

  const damages: Readonly<
    Record<string, readonly [change: (text: string) => string, left: readonly string[]]>
  > = {
    'is of another sealbench': [(text) => text.replace(/"sealbench":"[^"]+"/, '"sealbench":"0.0.0"'), []],
    'is of another format': [(text) => text.replace(/"format":\d+/, '"format":0'), []],
    'is empty': [() => '', []],
    'has a line that is no JSON': [(text) => text.replace(`{"folder":"${monday}"`, '{"folder"'), [tuesday]],
    'has a line that is none of ours': [
      (text) => text.replace('"isValid":true', '"isValid":"yes"'),
      [tuesday],
    ],
    'says another time than that at which a run began': [
      (text) => text.replace(/"startedAtMs":\d+/, '"startedAtMs":1e300'),
      [tuesday],
    ],
    'names no folder that can be': [
      (text) => text.replace(`"folder":"${monday}"`, String.raw`"folder":"\u0000"`),
      [tuesday],
    ],
    'names a file instead of a folder': [
      (text) => text.replace(`"folder":"${monday}"`, `"folder":"${memoryName}"`),
      [tuesday],
    ],
    'names a folder that leads out': [
      (text) => text.replace(`"folder":"${monday}"`, '"folder":"../elsewhere"'),
      [tuesday],
    ],
  }
  for (const [what, [change, left]] of Object.entries(damages))
    it(`reads nothing wrong where the file ${what}`, () => {
      using folder = remembering()
      const file = path.join(folder.path, memoryName)
      writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(file)).toString())))

      assert.deepEqual([...remembered(folder.path).keys()], left)
    })

  it('gives nothing where there is no file, or one that is not packed', () => {
    using folder = remembering()
    writeFileSync(path.join(folder.path, memoryName), 'somebody else’s')

    assert.equal(remembered(folder.path).size, 0)
    assert.equal(remembered('/nowhere/at/all').size, 0)
  })
})

describe('remember', () => {
  it('leaves alone what is no file, and fails of nothing that is in its way', () => {
    using folder = remembering()
    const file = path.join(folder.path, memoryName)
    rmSync(file)
    mkdirSync(file)

    remember(folder.path, new Map(), new Map())
    remember('/nowhere/at/all', new Map(), new Map())

    assert.deepEqual(readdirSync(folder.path).toSorted(), [memoryName, monday, tuesday])
    assert.equal(remembered(folder.path).size, 0)
  })

  it('neither waits for a pipe nor replaces it', () => {
    using folder = remembering()
    const file = path.join(folder.path, memoryName)
    rmSync(file)
    execFileSync('mkfifo', [file])

    remember(folder.path, new Map(), new Map())

    assert.equal(remembered(folder.path).size, 0)
    assert.ok(statSync(file).isFIFO())
  })
})

describe('forget', () => {
  it('says whether there was something to forget, and forgets it', () => {
    using folder = remembering()

    assert.equal(forget(folder.path), true)
    assert.equal(remembered(folder.path).size, 0)
    assert.equal(forget(folder.path), false)
  })
})

/** A folder with two runs that are remembered. */
function remembering() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  for (const run of runs) {
    mkdirSync(path.join(folder.path, run.id))
    writeFileSync(path.join(folder.path, run.id, 'run.json'), JSON.stringify(run))
  }
  const known = runs.map((run) => {
    const { scenario, environment } = run
    return [run.id, { entry: runEntry(run, run.id, true), comparable: { scenario, environment } }] as const
  })
  const stamps = new Map(runs.map(({ id }) => [id, runStamp(path.join(folder.path, id))]))
  remember(folder.path, new Map(known), stamps)
  return folder
}
