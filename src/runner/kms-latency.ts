/**
 * The latency of the embedded KMS that a scenario asks for, with what a probe
 * recorded read from its file.
 *
 * @module
 */
import { readFileSync, statSync } from 'node:fs'

import { InputUnreadableError } from '../errors.ts'
import { program } from '../program.ts'
import { z } from '../schema.ts'
import type { Scenario } from '../scenario/schema.ts'
import type { Distribution } from '../statistics/distributions.ts'

export const recordingFormat = 'sealbench/kms-latency/v1'

/** What `sealbench kms probe` writes. */
const recordingSchema = z.object({
  format: z.literal(recordingFormat),
  /** Of single attempts, in the order in which they were made. */
  latenciesNs: z.array(z.number().min(0).max(3.6e12)).min(1).max(1_000_000),
})

const recordings = new Map<string, Distribution>()

/** @throws {InputUnreadableError} where a recorded file is none. */
export function kmsLatencyOf(latency: Scenario['kms']['latency']): Distribution {
  if (latency.distribution !== 'recorded') return latency
  let recording = recordings.get(latency.file)
  if (recording === undefined) {
    recording = { distribution: 'empirical', values: readRecording(latency.file) }
    recordings.set(latency.file, recording)
  }
  return recording
}

function readRecording(file: string): readonly number[] {
  try {
    if (!statSync(file).isFile()) throw new Error('not a regular file')
    const read = recordingSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return read.latenciesNs.map(Math.round)
  } catch (cause) {
    throw new InputUnreadableError(
      `${file} holds no recorded latencies of KMS. Make one with ${program} kms probe ENDPOINT --output FILE.`,
      { cause },
    )
  }
}
