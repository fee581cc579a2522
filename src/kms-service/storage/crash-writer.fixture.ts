/**
 * Commits a counter without end and tells each number once it is durable, so
 * that a test can kill it at any moment and see what is left.
 *
 * @module
 */
import { writeSync } from 'node:fs'

import { unpooledBytes } from '../../envelope/secret-bytes.ts'
import { CommittedState } from './committed-state.ts'

/** Large enough that many kills fall into a write. */
const stateLength = 256 * 1024

const committed = CommittedState.open(String(process.argv[2]))
let counter = committed.state?.readUInt32BE() ?? 0
for (;;) {
  counter += 1
  await committed.commit(snapshot)
  writeSync(1, `${counter}\n`)
}

function snapshot(): Buffer {
  const state = unpooledBytes(stateLength)
  state.writeUInt32BE(counter)
  return state
}
