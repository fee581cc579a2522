import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { RepetitionFailedError } from '../errors.ts'
import { fakePrograms, type FakeBehaviour, type FakeProgram } from './fresh-program.fixture.ts'
import { freshRun, programAt, thisProgram, type FreshRunOptions } from './fresh-run.ts'

const measured: FakeBehaviour = { cells: [[{ putNs: 20_000 }]] }

describe('freshRun', () => {
  it('gives the run that the process has stored', async () => {
    using programs = fakePrograms()
    const program = programs.program('sealbench', measured)

    const first = await freshRun(optionsOf(program, programs.path))
    const second = await freshRun(optionsOf(program, programs.path))

    assert.deepEqual([first?.run.id, second?.run.id], ['run-001', 'run-002'])
    assert.equal(first?.folder, path.join(programs.path, 'runs/compared/run-001'))
    assert.equal(first.run.cells[0]!.put.sealed.serviceTime.count, 2000)
  })

  it('is told how far the run is, by what it says of that, and keeps the rest of what it says', async () => {
    using programs = fakePrograms()
    const says =
      '  7 % · 0/2 cells · c01 · 3 KMS calls\nsealbench: a notice\n100 % · 2/2 cells · c02 · 9 KMS calls\n'
    const asked = programs.program('sealbench', { options: ['--progress'], says, exitCode: 2 })
    const told: unknown[] = []

    await assert.rejects(
      freshRun({ ...optionsOf(asked, programs.path), onProgress: (progress) => told.push(progress) }),
      ({ message }: Error) => message.includes('sealbench: a notice') && !message.includes('KMS calls'),
    )

    assert.deepEqual(told, [
      { share: 0.07, cellsDone: 0 },
      { share: 1, cellsDone: 2 },
    ])
    assert.deepEqual(asked.starts()[0]!.slice(-3), ['--quiet', '--progress', 'lines'])
  })

  it('asks no revision how far it is that cannot tell, and none where nobody wants to know', async () => {
    using programs = fakePrograms()
    const [cannot, can] = [
      programs.program('cannot', measured),
      programs.program('can', { ...measured, options: ['--progress'] }),
    ]

    await freshRun({ ...optionsOf(cannot, programs.path), onProgress: () => undefined })
    await freshRun(optionsOf(can, path.join(programs.path, 'elsewhere')))

    for (const program of [cannot, can]) assert.ok(!program.starts()[0]!.includes('--progress'))
  })

  it('passes on what the run is to do, and pays for no pictures', async () => {
    using programs = fakePrograms()
    const program = programs.program('sealbench', { cells: [[{}, { id: 'c02' }]] })

    await freshRun({
      ...optionsOf(program, programs.path),
      cells: ['c01', 'c02'],
      workers: 2,
      maxKmsCalls: 0,
      audit: true,
      mayAskAws: true,
    })

    const output = path.join(programs.path, 'runs')
    assert.deepEqual(program.starts(), [
      ['run', 'compared.yaml', '--output', output, '--quiet'].concat([
        '--workers',
        '2',
        '--max-kms-calls',
        '0',
        '--audit',
        '--kms',
        'aws',
        '--cells',
        'c01,c02',
        '--no-report',
      ]),
    ])
  })

  it('asks an older program for nothing that it does not know', async () => {
    using programs = fakePrograms()
    const program = programs.program('old', { ...measured, options: [] })

    await freshRun(optionsOf(program, programs.path))

    const output = path.join(programs.path, 'runs')
    assert.deepEqual(program.starts(), [['run', 'compared.yaml', '--output', output, '--quiet']])
  })

  for (const exitCode of [0, 3, 5, 6, 7, 130])
    it(`takes a run whose verdict has exit code ${exitCode}`, async () => {
      using programs = fakePrograms()
      const program = programs.program('sealbench', { ...measured, exitCode })

      assert.equal((await freshRun(optionsOf(program, programs.path)))?.run.id, 'run-001')
    })

  for (const [what, behaviour, message] of [
    [
      'ends with an error',
      { exitCode: 1, says: 'at once\nsealbench: out of luck\n' },
      /sealbench\.cjs ended with exit code 1: sealbench: out of luck$/,
    ],
    [
      'ends with an error behind its run',
      { ...measured, exitCode: 9 },
      /ended with exit code 9 and said nothing$/,
    ],
    ['is killed', { ...measured, isKilled: true }, /was killed and said nothing$/],
    ['is killed after its last words', { isKilled: true, says: 'oh\n' }, /was killed: oh$/],
    ['stores nothing', {}, /ended with exit code 0 and said nothing$/],
  ] as const)
    it(`says so of a program that ${what}`, async () => {
      using programs = fakePrograms()
      const program = programs.program('sealbench', behaviour)

      await assert.rejects(
        freshRun(optionsOf(program, programs.path)),
        (error) =>
          error instanceof RepetitionFailedError &&
          error.code === 'ERR_REPETITION_FAILED' &&
          message.test(error.message),
      )
    })

  it('gives no run where it was ended before there was one', async () => {
    using programs = fakePrograms()
    const program = programs.program('sealbench', {})

    const run = await freshRun({ ...optionsOf(program, programs.path), signal: AbortSignal.abort() })

    assert.equal(run, undefined)
  })
})

describe('programAt', () => {
  it('knows the options that the help of a program names', () => {
    using programs = fakePrograms()
    const { file } = programs.program('old', { options: ['--cells-more', '--audit'] })

    const program = programAt(file)

    assert.equal(program.file, file)
    assert.deepEqual(
      ['--audit', '--cells', '--cells-more'].map((option) => program.knows(option)),
      [true, false, true],
    )
  })

  it('refuses what cannot be started', () => {
    using programs = fakePrograms()
    const { file } = programs.program('broken', { exitCode: 1, says: 'Cannot find package piscina\n' })

    assert.throws(
      () => programAt(file),
      (error) => error instanceof RepetitionFailedError && /exit code 1: Cannot find/.test(error.message),
    )
  })
})

describe('thisProgram', () => {
  it('is this sealbench, which knows every option', () => {
    assert.ok(existsSync(thisProgram.file))
    assert.ok(thisProgram.knows('--cells'))
  })
})

function optionsOf(program: FakeProgram, folder: string): FreshRunOptions {
  return { program, scenario: 'compared.yaml', name: 'compared', output: path.join(folder, 'runs') }
}
