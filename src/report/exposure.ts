/**
 * What the settings of each cell give away, in words and as a table.
 *
 * @module
 */
import type { Exposure, Held } from '../run-store/exposure-format.ts'
import type { CellResult, Run } from '../run-store/run-format.ts'
import { describeBytes, describeDuration } from '../units/quantity.ts'
import { significant } from '../units/significant.ts'
import { describeCount, nothing } from './figures.ts'
import type { Table } from './overview.ts'
import { parameterText, sweptParameters } from './parameters.ts'

export const exposureNote =
  'What one leaked key opens is counted from the records of the run; how long a disabled KMS key still works is the most that ' +
  'the settings allow, and AWS adds the time in which a change of a key reaches all of KMS. Keys held are plaintext keys in memory ' +
  'over the scenario’s time: on average, at most, and the longest that one was held; contestants do not show theirs.'

/** Undefined where none of `shown` tells. */
export function exposureTable(run: Run, shown: readonly CellResult[] = run.cells): Table | undefined {
  const cells = shown.filter(({ exposure }) => exposure !== undefined)
  if (cells.length === 0) return undefined
  const parameters = sweptParameters(run)
  return {
    columns: [
      { label: 'cell' },
      ...parameters.map((label) => ({ label })),
      { group: 'one key material opens, at most', label: 'records', isNumber: true },
      { group: 'one key material opens, at most', label: 'bytes', isNumber: true },
      { group: 'one key material opens, at most', label: 'time', isNumber: true },
      { group: 'records that a leaked … opens', label: 'record key', isNumber: true },
      { group: 'records that a leaked … opens', label: 'branch key', isNumber: true },
      { group: 'a disabled KMS key still', label: 'seals', isNumber: true },
      { group: 'a disabled KMS key still', label: 'opens', isNumber: true },
      { group: 'keys held: mean, max, longest', label: 'put', isNumber: true },
      { group: 'keys held: mean, max, longest', label: 'get', isNumber: true },
      { group: 'keys held: mean, max, longest', label: 'branch', isNumber: true },
    ],
    rows: cells.map((cell) => [
      cell.id,
      ...parameters.map((name) => parameterText(run, cell, name)),
      ...figuresOf(cell.exposure!),
    ]),
  }
}

function figuresOf({ keyMaterial, recordKey, branchKey, revocationDelayNs, held }: Exposure): string[] {
  return [
    ...(keyMaterial === null
      ? ['untold', 'untold', 'untold']
      : [
          describeCount(keyMaterial.recordsMax),
          describeBytes(keyMaterial.bytesMax),
          describeDuration(keyMaterial.spanNsMax),
        ]),
    describeCount(recordKey.recordsMax),
    branchKey === null ? nothing : describeCount(branchKey.recordsMax),
    describeDelay(revocationDelayNs.put),
    describeDelay(revocationDelayNs.get),
    describeHeld(held?.sealing ?? null),
    describeHeld(held?.reading ?? null),
    describeHeld(held?.branchKeys ?? null),
  ]
}

function describeDelay(ns: number | null): string {
  return ns === null ? 'for good' : describeDuration(ns)
}

/** `3.98, 4, 5 min`. */
function describeHeld(held: Held | null): string {
  if (held === null || held.taken === 0) return nothing
  const { mean, max, longestNs } = held
  return `${significant(mean, 3)}, ${describeCount(max)}, ${describeDuration(longestNs)}`
}
