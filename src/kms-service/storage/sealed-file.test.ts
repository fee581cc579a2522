import assert from 'node:assert/strict'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'

import * as fc from 'fast-check'

import { assertUnpooled } from '../../envelope/secret-bytes.ts'
import { writeSteps, type WriteSteps } from './durable-file.ts'
import { readSealedFile, writeSealedFile } from './sealed-file.ts'
import { newDataFile } from './temporary-folder.fixture.ts'

const rootKey = Buffer.alloc(32, 7)
const oldState = Buffer.from('the old state')
const newState = Buffer.from('the new state, which is longer')
const unreadable = { code: 'ERR_INPUT_UNREADABLE' }
const headerLength = 36
const tagLength = 16

describe('writeSealedFile', () => {
  it('writes what readSealedFile reads, whatever it is', async (test) => {
    const file = newDataFile(test)

    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        const state = Buffer.from(bytes)

        await writeSealedFile(file, rootKey, state)

        assert.deepEqual(readSealedFile(file, rootKey), state)
      }),
      { numRuns: 30 },
    )
  })

  it('keeps a state of many megabytes', async (test) => {
    const file = newDataFile(test)
    const state = Buffer.alloc(20 << 20, 'state')

    await writeSealedFile(file, rootKey, state)

    assert(readSealedFile(file, rootKey)?.equals(state))
  })

  it('seals the same state differently each time', async (test) => {
    const file = newDataFile(test)
    const sealed = new Set<string>()

    for (let count = 0; count < 3; count += 1) {
      await writeSealedFile(file, rootKey, oldState)
      const bytes = readFileSync(file)
      sealed.add(bytes.toString('hex', headerLength))
      assert(!bytes.includes(oldState))
    }

    assert.equal(sealed.size, 3)
  })

  it(
    'makes a file for its owner alone, and no other',
    { skip: process.platform === 'win32' ? 'Windows has no modes' : false },
    async (test) => {
      const file = newDataFile(test)
      writeFileSync(file, '', { mode: 0o644 })

      await writeSealedFile(file, rootKey, oldState)

      assert.equal(statSync(file).mode & 0o777, 0o600)
      assert.deepEqual(readdirSync(path.dirname(file)), ['kms.data'])
    },
  )

  it('leaves the state to the caller', async (test) => {
    const state = Buffer.from(oldState)

    await writeSealedFile(newDataFile(test), rootKey, state)

    assert.deepEqual(state, oldState)
  })

  it('says that its folder is missing', async (test) => {
    const file = path.join(newDataFile(test), 'missing', 'kms.data')

    await assert.rejects(writeSealedFile(file, rootKey, oldState), {
      code: 'ERR_OUTPUT_UNWRITABLE',
      message: /folder is not there/,
    })
  })

  for (const { step, left } of [
    { step: 'create', left: oldState },
    { step: 'write', left: oldState },
    { step: 'sync', left: oldState },
    { step: 'rename', left: oldState },
    { step: 'syncFolder', left: newState },
  ] as const) {
    it(`leaves a whole state and nothing else when ${step} fails`, async (test) => {
      const file = await writtenFile(test)
      const steps = withBefore(step, () => {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      })

      await assert.rejects(writeSealedFile(file, rootKey, newState, steps), {
        code: 'ERR_OUTPUT_UNWRITABLE',
        message: /The disk is full/,
      })

      assert.deepEqual(readSealedFile(file, rootKey), left)
      assert.deepEqual(readdirSync(path.dirname(file)), ['kms.data'])
    })

    it(`leaves a whole state when a crash comes before ${step}`, async (test) => {
      const file = await writtenFile(test)
      const crashed = crashedFolder(test)
      const steps = withBefore(step, () => cpSync(path.dirname(file), crashed, { recursive: true }))

      await writeSealedFile(file, rootKey, newState, steps)

      assert.deepEqual(readSealedFile(path.join(crashed, 'kms.data'), rootKey), left)
      assert.deepEqual(readSealedFile(file, rootKey), newState)
    })
  }

  it('leaves the old state when a crash comes in the middle of a write', async (test) => {
    const file = await writtenFile(test)
    const crashed = crashedFolder(test)
    const steps: WriteSteps = {
      ...writeSteps,
      write: async (handle, content) => {
        await handle.writeFile(content.subarray(0, content.length / 2))
        cpSync(path.dirname(file), crashed, { recursive: true })
      },
    }

    await writeSealedFile(file, rootKey, newState, steps)

    assert.equal(readdirSync(crashed).length, 2)
    assert.deepEqual(readSealedFile(path.join(crashed, 'kms.data'), rootKey), oldState)
  })

  it('writes again after a failure', async (test) => {
    const file = await writtenFile(test)
    const steps = withBefore('sync', () => {
      throw new Error('gone')
    })
    await assert.rejects(writeSealedFile(file, rootKey, newState, steps))

    await writeSealedFile(file, rootKey, newState)

    assert.deepEqual(readSealedFile(file, rootKey), newState)
  })
})

describe('readSealedFile', () => {
  it('gives undefined where there is no file', (test) => {
    assert.equal(readSealedFile(newDataFile(test), rootKey), undefined)
  })

  it('gives the state in memory of its own', async (test) => {
    const state = readSealedFile(await writtenFile(test), rootKey)

    assert(state !== undefined)
    assertUnpooled(state)
  })

  it('refuses a file with any one bit flipped, and leaves it', async (test) => {
    const file = await writtenFile(test)
    const sealed = readFileSync(file)
    assert.equal(sealed.length, headerLength + oldState.length + tagLength)

    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Buffer.from(sealed)
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      writeFileSync(file, flipped)

      assert.throws(() => readSealedFile(file, rootKey), unreadable, `bit ${bit}`)
      assert.deepEqual(readFileSync(file), flipped)
    }
  })

  it('refuses a file of any other length, and leaves it', async (test) => {
    const file = await writtenFile(test)
    const sealed = readFileSync(file)

    for (let length = 0; length < sealed.length; length += 1) {
      writeFileSync(file, sealed.subarray(0, length))

      assert.throws(() => readSealedFile(file, rootKey), unreadable, `${length} bytes`)
      assert.equal(statSync(file).size, length)
    }
    writeFileSync(file, Buffer.concat([sealed, Buffer.alloc(1)]))
    assert.throws(() => readSealedFile(file, rootKey), unreadable)
  })

  it('refuses another root key', async (test) => {
    const file = await writtenFile(test)

    assert.throws(() => readSealedFile(file, Buffer.alloc(32, 8)), { ...unreadable, message: /is damaged/ })
  })

  it('tells a newer format from damage', async (test) => {
    const file = await writtenFile(test)
    const sealed = readFileSync(file)
    sealed[7] = 2
    writeFileSync(file, sealed)

    assert.throws(() => readSealedFile(file, rootKey), { ...unreadable, message: /has format 2 / })
  })

  it('refuses a file that is something else', (test) => {
    const file = newDataFile(test)
    writeFileSync(file, 'something else that is long enough to be a data file, but is none')

    assert.throws(() => readSealedFile(file, rootKey), { ...unreadable, message: /not a data file/ })
  })

  it('refuses a folder', (test) => {
    const file = newDataFile(test)
    mkdirSync(file)

    assert.throws(() => readSealedFile(file, rootKey), { ...unreadable, message: /folder/ })
  })

  it(
    'refuses a symbolic link, which a write would replace',
    { skip: process.platform === 'win32' ? 'Windows needs a privilege for links' : false },
    async (test) => {
      const file = await writtenFile(test)
      symlinkSync(file, `${file}.link`)

      assert.throws(() => readSealedFile(`${file}.link`, rootKey), {
        ...unreadable,
        message: /symbolic link/,
      })
    },
  )
})

async function writtenFile(test: TestContext): Promise<string> {
  const file = newDataFile(test)
  await writeSealedFile(file, rootKey, oldState)
  return file
}

/** Takes what a crash would have left. */
function crashedFolder(test: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sealbench-crashed-'))
  test.after(() => rmSync(folder, { recursive: true }))
  return folder
}

/** The real steps, with `act` just before one of them. */
function withBefore(step: keyof WriteSteps, act: () => void): WriteSteps {
  const original = writeSteps[step] as (...args: unknown[]) => unknown
  return {
    ...writeSteps,
    [step]: (...args: unknown[]) => {
      act()
      return original(...args)
    },
  }
}
