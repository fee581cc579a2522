/**
 * What a contestant is on this machine: whether it is there, and how many bytes
 * it stores, which is measured and not believed.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'

import type { Contestant, ContestantProperties } from '../contestants/contestant.ts'
import { describeThrown } from '../contestants/import-package.ts'
import { recordContext } from '../envelope/record-context.ts'
import { laidOut } from '../record-path/plain-layout.ts'
import { withContestant } from './with-contestant.ts'

export interface ContestantHere extends ContestantProperties {
  readonly name: string
  readonly description: string
  readonly package: string | null
  readonly fairness: string
  /** Why it is not here, in one sentence; null where it is. */
  readonly absent: string | null
  /** Stored beside partition key and payload of a record of 1 KiB; null where it is absent. */
  readonly overheadBytes: number | null
}

const record = { partitionKey: 'key', payload: randomBytes(1024) }
const context = recordContext('arn:aws:kinesis:us-east-1:123456789012:stream/orders', 'shardId-000000000000')

export async function inspectContestant(contestant: Contestant): Promise<ContestantHere> {
  const { name, description, fairness, cipher, derivation, commitment, nonceBound } = contestant
  const { recordsPerKeyLog2, approval, package: packageName = null } = contestant
  const measured = await measure(contestant)
  return {
    name,
    description,
    package: packageName,
    fairness,
    cipher,
    derivation,
    commitment,
    nonceBound,
    recordsPerKeyLog2,
    approval,
    ...measured,
  }
}

async function measure(contestant: Contestant): Promise<Pick<ContestantHere, 'absent' | 'overheadBytes'>> {
  const content = laidOut(record)
  try {
    const { length } = await withContestant(contestant, async (cipher) => cipher.seal(content, context))
    return { absent: null, overheadBytes: length - record.payload.length - record.partitionKey.length }
  } catch (error) {
    // Whatever a package throws, the others shall be listed.
    return { absent: describeThrown(error), overheadBytes: null }
  }
}
