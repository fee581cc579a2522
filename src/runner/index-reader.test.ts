import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { runsOfDays } from '../report/index/run-index.fixture.ts'
import type { Run } from '../run-store/run-format.ts'
import { remember } from './index-memory.ts'
import { IndexReader, indexStamp } from './index-reader.ts'
import { runsOnDisk, write } from './runs-on-disk.fixture.ts'

const [monday, tuesday, wednesday] = runsOfDays([{}, {}, {}]) as [Run, Run, Run]

describe('IndexReader', () => {
  it('reads all runs of a scenario, oldest first, and whether their reports are there', () => {
    using reports = runsOnDisk([tuesday, monday])
    writeFileSync(path.join(reports.scenario, monday.id, 'report.html'), '')

    const { name, runs, skipped } = new IndexReader().runsIn(reports.scenario)

    assert.equal(name, 'kinesis-defaults')
    assert.deepEqual(
      runs.map(({ id, order, hasReport }) => [id, order, hasReport]),
      [
        [monday.id, 1, true],
        [tuesday.id, 2, false],
      ],
    )
    assert.deepEqual(skipped, [])
  })

  it('tells copies of a run apart by their folders', () => {
    using reports = runsOnDisk([monday, tuesday])
    write(path.join(reports.scenario, 'copy', 'run.json'), JSON.stringify(monday))

    const { runs } = new IndexReader().runsIn(reports.scenario)

    assert.deepEqual(
      runs.map(({ id, folder }) => [id, folder]),
      [
        [monday.id, monday.id],
        [`${monday.id} in copy`, 'copy'],
        [tuesday.id, tuesday.id],
      ],
    )
  })

  it('keeps runs in the order of their times, whatever has none', () => {
    using reports = runsOnDisk([monday, tuesday, wednesday])
    write(path.join(reports.scenario, 'copy', 'run.json'), JSON.stringify(monday))
    const timeless = withEnvironment(monday, { startedAt: 'nonsense' })
    write(path.join(reports.scenario, 'bad', 'run.json'), JSON.stringify(timeless))

    const { runs } = new IndexReader().runsIn(reports.scenario)

    assert.deepEqual(
      runs.map(({ folder }) => folder),
      [monday.id, 'bad', 'copy', tuesday.id, wednesday.id],
    )
  })

  it('leaves out what is no run or a damaged one, says why, and never looks at what is hidden', () => {
    using reports = runsOnDisk([monday])
    const foreign = {
      '.git/run.json': '{}',
      'broken/run.json': '{ "schemaVersion": 1, ',
      'foreign/run.json': '"hello"',
      'notes/readme.md': 'hello',
      'of-tomorrow/run.json': '{ "schemaVersion": 99 }',
    }
    for (const [name, text] of Object.entries(foreign)) write(path.join(reports.scenario, name), text)

    const { runs, skipped } = new IndexReader().runsIn(reports.scenario)

    assert.equal(runs.length, 1)
    assert.deepEqual(
      skipped.map(({ folder }) => folder),
      ['broken', 'foreign', 'notes', 'of-tomorrow'],
    )
    const reasons = skipped.map(({ reason }) => reason)
    assert.match(reasons[0]!, /^run\.json is not valid JSON/)
    assert.match(reasons[1]!, /^run\.json has schema version undefined/)
    assert.match(reasons[2]!, /^has no run\.json/)
    assert.match(reasons[3]!, /schema version 99/)
  })

  it('puts runs into families by what may be compared, and says what is new', () => {
    const other = withEnvironment(tuesday, { node: 'v26.11.0' })
    const seeded = { ...runsOfDays([{}, {}, {}, {}])[3]!, scenario: { ...monday.scenario, seed: 8 }, seed: 8 }
    using reports = runsOnDisk([monday, other, wednesday, seeded])

    const { runs } = new IndexReader().runsIn(reports.scenario)

    assert.deepEqual(
      runs.map(({ family }) => family),
      [1, 2, 1, 3],
    )
    assert.deepEqual(runs[0]!.differences, [])
    assert.deepEqual(runs[1]!.differences, ['Node: v26.10.0 against v26.11.0'])
    assert.deepEqual(runs[2]!.differences, ['Node: v26.11.0 against v26.10.0'])
    assert.deepEqual(runs[3]!.differences, ['seed: 20170701 against 8'])
  })

  it('keeps a family over an update of sealbench, and tells of it', () => {
    const updated = withEnvironment(tuesday, { sealbench: '0.2.0', gitDirty: true })
    using reports = runsOnDisk([withEnvironment(monday, { gitDirty: false }), updated])

    const { runs } = new IndexReader().runsIn(reports.scenario)

    assert.deepEqual(
      runs.map(({ family }) => family),
      [1, 1],
    )
    assert.deepEqual(runs[1]!.updates, [
      'sealbench: 0.1.0 against 0.2.0',
      'working tree: as committed against changed',
    ])
  })

  it('reads a run again once it has changed, and not before', () => {
    using reports = runsOnDisk([monday])
    const file = path.join(reports.scenario, monday.id, 'run.json')
    const reader = new IndexReader()
    const stamp = indexStamp(reports.scenario)
    const before = reader.runsIn(reports.scenario).runs[0]!

    assert.equal(reader.runsIn(reports.scenario).runs[0]!.claims, before.claims)
    assert.equal(indexStamp(reports.scenario), stamp)
    writeFileSync(file, JSON.stringify({ ...monday, exitCode: 0, verdict: 'holds' }))

    assert.notEqual(indexStamp(reports.scenario), stamp)
    assert.equal(reader.runsIn(reports.scenario).runs[0]!.verdict, 'holds')
  })

  it('does not read where it may not', () => {
    using reports = runsOnDisk([monday])
    using others = runsOnDisk([tuesday])
    symlinkSync(path.join(others.scenario, tuesday.id), path.join(reports.scenario, 'link'))

    assert.equal(new IndexReader().runsIn(reports.scenario).runs.length, 2)
    assert.equal(
      new IndexReader((place) => path.basename(place) !== 'link').runsIn(reports.scenario).runs.length,
      1,
    )
  })

  it('names a link that leads nowhere, and reads the runs beside it', () => {
    using reports = runsOnDisk([monday, tuesday])
    symlinkSync('loop', path.join(reports.scenario, 'loop'))
    symlinkSync('round', path.join(reports.path, 'round'))
    const reader = new IndexReader()

    const { runs, skipped } = reader.runsIn(reports.scenario)
    const { scenarios, skipped: foreign } = reader.scenariosIn(reports.path)

    assert.equal(runs.length, 2)
    assert.deepEqual(
      [skipped, foreign].flat().map(({ folder }) => folder),
      ['loop', 'round'],
    )
    assert.equal(scenarios.length, 1)
    assert.notEqual(indexStamp(reports.scenario), '')
  })

  it('tells of scenarios by their newest run, and of folders without any', () => {
    using reports = runsOnDisk([monday, tuesday])
    write(path.join(reports.path, 'broken', '20261101T000000Z-0000', 'run.json'), '{')
    mkdirSync(path.join(reports.path, 'kinesis-defaults-comparisons', 'x'), { recursive: true })
    mkdirSync(path.join(reports.path, 'notes'))
    for (const name of ['a-plan/plan.json', 'a-plan/plan.html', 'changes/comparison.json'])
      write(path.join(reports.path, name), '{}')

    const { scenarios, pages, skipped } = new IndexReader().scenariosIn(reports.path)

    assert.deepEqual(
      scenarios.map(({ folder, runs, newest }) => [folder, runs, newest?.id]),
      [
        ['broken', 1, undefined],
        ['kinesis-defaults', 2, tuesday.id],
      ],
    )
    assert.match(scenarios[0]!.reason!, /not valid JSON/)
    assert.deepEqual(pages, [
      { folder: 'a-plan', kind: 'plan', page: 'plan.html' },
      { folder: 'changes', kind: 'comparison', page: undefined },
    ])
    assert.deepEqual(skipped, [{ folder: 'notes', reason: 'holds no runs' }])
  })

  it('shows scenarios whatever lies beside them, and calls what holds runs by its name', () => {
    using reports = runsOnDisk([monday, tuesday])
    write(path.join(reports.path, 'example', 'run.json'), JSON.stringify(wednesday))
    write(path.join(reports.path, 'broken', 'run.json'), '{')
    write(path.join(reports.path, 'orders', wednesday.id, 'run.json'), JSON.stringify(wednesday))
    const reader = new IndexReader()

    const { scenarios, skipped } = reader.scenariosIn(reports.path)

    assert.deepEqual([reader.isScenario(reports.path), reader.isScenario(reports.scenario)], [false, true])
    assert.deepEqual(
      scenarios.map(({ folder, runs }) => [folder, runs]),
      [
        ['kinesis-defaults', 2],
        ['orders', 1],
      ],
    )
    assert.deepEqual(
      skipped.map(({ folder, reason }) => `${folder} ${reason}`),
      [
        'broken is itself a run that cannot be read, not the folder of a scenario: name it alone to see it',
        'example is itself a run of kinesis-defaults, not the folder of a scenario: name it alone to see it',
      ],
    )
    rmSync(reports.scenario, { recursive: true })
    rmSync(path.join(reports.path, 'orders'), { recursive: true })
    assert.ok(reader.isScenario(reports.path))
  })

  it('keeps a scenario one whose folder has older runs in a folder of their own', () => {
    using reports = runsOnDisk([tuesday])
    write(path.join(reports.scenario, 'old', monday.id, 'run.json'), JSON.stringify(monday))
    const reader = new IndexReader()

    assert.ok(reader.isScenario(reports.scenario))
    assert.deepEqual(reader.runsIn(reports.scenario).skipped, [
      {
        folder: 'old',
        reason: 'holds runs of its own, and is no run of this folder: name it alone to see them',
      },
    ])
  })

  it('reads as many runs as it may, the newest first and that one in any case, and counts the others', () => {
    using reports = runsOnDisk([monday, tuesday, wednesday])
    write(path.join(reports.scenario, '2016', 'readme.md'), 'no run')
    const [size, sizeBefore] = [wednesday, tuesday].map((run) => JSON.stringify(run).length) as [
      number,
      number,
    ]
    const within = (runs: number, bytes: number) => {
      const index = new IndexReader().runsIn(reports.scenario, { runs, bytes })
      assert.deepEqual(
        index.skipped.map(({ folder }) => folder),
        ['2016'],
      )
      return [index.runs.map(({ id, order }) => [id, order]), index.older]
    }
    const all = [
      [monday.id, 1],
      [tuesday.id, 2],
      [wednesday.id, 3],
    ]

    assert.deepEqual(within(3, Infinity), [all, 0])
    assert.deepEqual(within(2, Infinity), [all.slice(1), 1])
    assert.deepEqual(within(3, size + sizeBefore), [all.slice(1), 1])
    assert.deepEqual(within(3, size + sizeBefore - 1), [all.slice(2), 2])
    assert.deepEqual(within(3, 0), [all.slice(2), 2])
  })

  it('gives what is worth remembering of a history that is longer than usual, and writes nothing', () => {
    using reports = runsOnDisk([monday, tuesday, wednesday])
    write(path.join(reports.scenario, wednesday.id, 'cells.ndjson'), '')
    const files = readdirSync(reports.scenario)
    const reader = new IndexReader()

    const ofThree = reader.historyIn(reports.scenario, atMost(3))
    const ofTwo = reader.historyIn(reports.scenario, atMost(2), atMost(2))
    assert.deepEqual(readdirSync(reports.scenario), files)
    const { runs, stamps } = ofTwo.toRemember!
    remember(reports.scenario, runs, stamps)
    const next = reader.historyIn(reports.scenario, atMost(2), atMost(2))

    assert.equal(ofThree.toRemember, undefined)
    assert.deepEqual([...runs.keys()], [tuesday.id, wednesday.id])
    assert.deepEqual([ofTwo.index.runs.length, next.index.runs.length], [2, 3])
    remember(reports.scenario, next.toRemember!.runs, next.toRemember!.stamps)
    assert.equal(reader.historyIn(reports.scenario, atMost(2), atMost(2)).toRemember, undefined)
  })

  it('takes a folder that is not there for one without runs', () => {
    assert.deepEqual(new IndexReader().runsIn('/nowhere/at-all').runs, [])
    assert.deepEqual(new IndexReader().scenariosIn('/nowhere/at-all').scenarios, [])
  })
})

function withEnvironment(run: Run, changes: Partial<Run['environment']>): Run {
  return { ...run, environment: { ...run.environment, ...changes } }
}

/** A limit of so many runs, whatever their size. */
function atMost(runs: number) {
  return { runs, bytes: Infinity }
}
