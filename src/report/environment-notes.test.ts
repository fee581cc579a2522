import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Environment } from '../run-store/run-format.ts'
import { environmentNotes, momentText } from './environment-notes.ts'
import { storedRun } from './run.fixture.ts'

const { run } = storedRun({ sweep: {}, recordsPerCell: 100 })

describe('momentText', () => {
  it('names a minute in UTC, and leaves what is no time', () => {
    assert.equal(momentText('2026-11-26T10:58:57.123Z'), '2026-11-26 10:58 UTC')
    assert.equal(momentText('2026-11-26T10:58:57+02:00'), '2026-11-26 08:58 UTC')
    assert.equal(momentText('<script>'), '<script>')
  })
})

describe('environmentNotes', () => {
  it('tells how the CPU is set, what confines the process and what the runtime was given', () => {
    const notes = notesOf({
      cpu: {
        sockets: 2,
        physicalCores: 8,
        threadsPerCore: 2,
        governor: 'powersave',
        turbo: true,
        hasAes: true,
        hasVaes: false,
        isVirtual: false,
      },
      cgroup: { version: 2, cpuQuotaCores: 1.5 },
      container: 'docker',
      swapBytes: { total: 2 ** 30, used: 2 ** 20 },
      runtimeFlags: ['--jitless'],
      gitDirty: true,
    })

    assert.match(
      notes.get('processor')!,
      /, 2 cores, 2 sockets, 2 threads a core, governor powersave, turbo on, AES$/,
    )
    assert.match(notes.get('system')!, /, container: docker, CPU quota of 1\.5 cores$/)
    assert.match(notes.get('memory')!, /, swap 1 GiB of which 1 MiB is used$/)
    assert.match(notes.get('Node, V8, OpenSSL')!, /, --jitless$/)
    assert.match(notes.get('sealbench')!, / with changes$/)
  })

  it('leaves out what a run does not know', () => {
    const notes = notesOf({})

    assert.match(notes.get('processor')!, /^AMD EPYC 7B13, 2 cores$/)
    assert.equal(notes.get('system'), 'linux x64 6.8.0')
    assert.equal(notes.get('memory'), '8 GiB')
  })
})

function notesOf(more: Partial<Environment>): ReadonlyMap<string, string> {
  const environment = { ...run.environment, ...more }
  return new Map(environmentNotes({ ...run, environment }).map(({ term, text }) => [term, text]))
}
