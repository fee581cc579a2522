import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'

import { firstIndexView } from '../report/index/index-view.ts'
import { runsOfDays } from '../report/index/run-index.fixture.ts'
import type { Run } from '../run-store/run-format.ts'
import { memoryName } from './index-memory.ts'
import { runsOnDisk, write } from './runs-on-disk.fixture.ts'
import { updateIndexes, writeIndexes } from './write-indexes.ts'

const [monday, tuesday] = runsOfDays([{}, {}]) as [Run, Run]

describe('writeIndexes', () => {
  it('writes that of a scenario, or those of all and one above them', async () => {
    using reports = runsOnDisk([monday])

    assert.deepEqual(await writeIndexes(reports.scenario), [path.join(reports.scenario, 'index.html')])
    assert.deepEqual(await writeIndexes(reports.path), [
      path.join(reports.path, 'index.html'),
      path.join(reports.scenario, 'index.html'),
    ])
    assert.match(
      readFileSync(path.join(reports.path, 'index.html'), 'utf8'),
      /href="kinesis-defaults\/index\.html"/,
    )
  })

  it('writes equal pages of equal runs, and leaves nothing else behind', async () => {
    using reports = runsOnDisk([monday, tuesday])

    const [file] = await writeIndexes(reports.scenario)
    const page = readFileSync(file!, 'utf8')
    await writeIndexes(reports.scenario)

    assert.equal(readFileSync(file!, 'utf8'), page)
    assert.deepEqual(readdirSync(reports.scenario).toSorted(), [monday.id, tuesday.id, 'index.html'])
  })

  it('never replaces a page that is none of ours', async () => {
    using reports = runsOnDisk([monday])
    const file = path.join(reports.scenario, 'index.html')
    writeFileSync(file, '<!doctype html><title>My site</title>')

    await assert.rejects(writeIndexes(reports.scenario), { code: 'ERR_OUTPUT_UNWRITABLE' })
    await assert.rejects(updateIndexes(path.join(reports.scenario, monday.id)), {
      code: 'ERR_OUTPUT_UNWRITABLE',
    })

    assert.match(readFileSync(file, 'utf8'), /My site/)
  })

  it('has every run, however many end at the same time', async () => {
    const runs = runsOfDays(Array.from({ length: 4 }, () => ({})))
    using reports = runsOnDisk([])

    await Promise.all(
      runs.map((run) => {
        write(path.join(reports.scenario, run.id, 'run.json'), JSON.stringify(run))
        return updateIndexes(path.join(reports.scenario, run.id))
      }),
    )

    const page = readFileSync(path.join(reports.scenario, 'index.html'), 'utf8')
    for (const { id } of runs) assert.ok(page.includes(id))
  })
})

describe('updateIndexes', () => {
  it('brings that of all scenarios up to date where there is one, and makes none', async () => {
    using reports = runsOnDisk([monday])
    const above = path.join(reports.path, 'index.html')

    await updateIndexes(path.join(reports.scenario, monday.id))
    assert.ok(!existsSync(above))

    await writeIndexes(reports.path)
    write(path.join(reports.scenario, tuesday.id, 'run.json'), JSON.stringify(tuesday))
    await updateIndexes(path.join(reports.scenario, tuesday.id))
    assert.ok(readFileSync(above, 'utf8').includes(tuesday.id))
  })

  it('reads the newest of many runs only, says how many older ones there are and what shows them', async () => {
    const runs = runsOfDays(Array.from({ length: firstIndexView.newest + 2 }, () => ({})))
    using reports = runsOnDisk([])
    const [oldest, second, third] = runs as [Run, Run, Run]
    for (const { id } of [oldest, second]) write(path.join(reports.scenario, id, 'run.json'), 'not read')
    for (const run of runs.slice(2)) {
      const file = path.join(reports.scenario, run.id, 'run.json')
      write(file, JSON.stringify({ ...run, cells: [], claims: [] }))
    }

    await updateIndexes(path.join(reports.scenario, runs.at(-1)!.id))

    const page = readFileSync(path.join(reports.scenario, 'index.html'), 'utf8')
    assert.ok(page.includes(third.id))
    for (const { id } of [oldest, second]) assert.ok(!page.includes(id))
    assert.match(page, /2 older runs are not shown yet/)
    assert.match(page, /<title>kinesis-defaults: 42 runs/)
    assert.match(page, /the newest 40 runs from/)
  })

  it('shows the whole of a long history some runs later, and reads none of it twice', async () => {
    const runs = runsOfDays(Array.from({ length: firstIndexView.newest + 3 }, () => ({})))
    using reports = runsOnDisk(runs)
    const newest = path.join(reports.scenario, runs.at(-1)!.id)
    const shown = () => {
      const page = readFileSync(path.join(reports.scenario, 'index.html'), 'utf8')
      return runs.filter(({ id }) => page.includes(`data-run="${id}"`)).length
    }

    await updateIndexes(newest)
    const first = shown()
    await updateIndexes(newest)
    const page = readFileSync(path.join(reports.scenario, 'index.html'), 'utf8')
    await writeIndexes(reports.scenario)

    assert.deepEqual([first, shown()], [firstIndexView.newest, runs.length])
    // What was remembered is what is read.
    assert.equal(readFileSync(path.join(reports.scenario, 'index.html'), 'utf8'), page)
  })

  it('writes the index without what was remembered where that cannot be drawn', async () => {
    const runs = runsOfDays(Array.from({ length: firstIndexView.newest + 1 }, () => ({})))
    using reports = runsOnDisk(runs.map((run) => ({ ...run, cells: [], claims: [] })))
    const newest = path.join(reports.scenario, runs.at(-1)!.id)
    const file = path.join(reports.scenario, memoryName)
    await updateIndexes(newest)
    const sound = gunzipSync(readFileSync(file)).toString()
    // Deeper than can be compared.
    const endless = `"comparable":{"scenario":{"x":${'['.repeat(1e5)}${']'.repeat(1e5)},`
    writeFileSync(file, gzipSync(sound.replace('"comparable":{"scenario":{', endless)))

    await updateIndexes(newest)

    const page = readFileSync(path.join(reports.scenario, 'index.html'), 'utf8')
    assert.ok(page.includes(`data-run="${runs.at(-1)!.id}"`))
  })

  it('leaves a run alone that was moved away from the others', async () => {
    using reports = runsOnDisk([])
    const moved = path.join(reports.path, 'elsewhere', monday.id)
    write(path.join(moved, 'run.json'), JSON.stringify(monday))

    await updateIndexes(moved)

    assert.deepEqual(readdirSync(path.dirname(moved)), [monday.id])
  })
})
