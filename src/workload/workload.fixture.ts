/**
 * Workloads of a specification, and all the calls that they offer.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'

import { nanoseconds, perSecond, seconds } from '../units/units.ts'
import { createWorkload } from './create-workload.ts'
import type { LoadSpec, RecordsSpec, WorkloadSpec } from './workload-spec.ts'
import type { OfferedCall, Workload } from './workload.ts'

export const folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
after(() => folder.remove())

export function spec(change: Partial<WorkloadSpec> = {}): WorkloadSpec {
  const load: LoadSpec = { arrivals: 'poisson', rate: perSecond(500), duration: seconds(4) }
  return { seed: 20170701, frontEnds: 4, principals: 2, batch: 1, load, records: generated(), ...change }
}

export function generated(
  size: Extract<RecordsSpec, { size: unknown }>['size'] = { distribution: 'constant', value: 64 },
) {
  return { size, partitionKeys: { distribution: 'uniform', count: 100 } } as const
}

export function fromFile(content: string): RecordsSpec {
  files += 1
  const file = path.join(folder.path, `${files}.ndjson`)
  writeFileSync(file, content)
  return { source: { file, partitionKey: 'k', payload: 'whole-line' } }
}
let files = 0

/** Takes every call there is; each completes `serviceNs` after it arrived. */
export function offer(workload: Workload, serviceNs = 1e6): OfferedCall[] {
  const calls: OfferedCall[] = []
  while (workload.peek() !== undefined) {
    const call = workload.next()
    calls.push(call)
    workload.completed(call, nanoseconds(call.arrivesAt + serviceNs))
  }
  assert.equal(workload.finished, true)
  return calls
}

export function hashAfterAll(from: WorkloadSpec): string {
  const workload = createWorkload(from)
  offer(workload)
  return workload.hash()
}

export function recordsOf(calls: readonly OfferedCall[]) {
  return calls.flatMap((call) => call.records)
}
