/**
 * Faults that sealbench plants into its own sealed arm, to prove that figures
 * and gates see them.
 *
 * @module
 */
import { asDuration, describeDuration } from '../units/quantity.ts'
import type { Nanoseconds } from '../units/units.ts'
import { z } from '../schema.ts'
import type { Draft } from './faults.ts'
import { duration, positiveDuration } from './quantity-schema.ts'

/** Longer ones would look like a run that hangs. */
export const slowdownMax = asDuration(1e9)

const slowdown = duration.refine((value) => value <= slowdownMax, 'must be at most 1 s')

export const plantedSchema = z.strictObject({
  slowdown: slowdown.optional().describe('each sealed put really works so much longer'),
  slowdownGet: slowdown.optional().describe('each opening really takes so much longer'),
  stall: z
    .strictObject({
      at: duration.describe('on the scenario’s clock'),
      length: positiveDuration.describe('no record of the sealed arm is begun for so long'),
    })
    .optional()
    .describe('the servers of all front ends stop once, between records'),
})

/** Faults of a stall that nobody would see. */
export function checkPlanted({
  planted,
  load,
}: {
  readonly planted?: z.output<typeof plantedSchema> | undefined
  readonly load: { readonly duration?: Nanoseconds | undefined }
}): readonly Draft[] {
  const at = planted?.stall?.at
  if (at === undefined || load.duration === undefined || at < load.duration) return []
  const message = `must be earlier than load.duration, which is ${describeDuration(load.duration)}`
  return [{ path: ['planted', 'stall', 'at'], at: 'value', message }]
}
