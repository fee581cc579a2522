/**
 * What a plan says around what is planned, by theory: how figures change with
 * one knob, and with TTL and rotation together; a part of `plan.json`. Times
 * in s, money in USD of 30 days, rates per second.
 *
 * @module
 */
import { z } from '../schema.ts'
import { exposureSchema } from './exposure-document.ts'

/** How long records wait for KMS on put: what the cache adds to every record, most of them nothing. */
export const waitsSchema = z.object({
  /** Share of the records that wait at all. */
  share: z.number(),
  meanS: z.number(),
  p50S: z.number(),
  p99S: z.number(),
  p999S: z.number(),
})

/** How figures change with one knob, all else as in the cell, the readers’ TTL too; by theory. A rotation that is planned as long as the TTL goes along with it. */
export const curveSchema = z.object({
  knob: z.enum(['ttl', 'frontEnds']),
  points: z.array(
    z.object({
      /** In s, or a count. */
      value: z.number(),
      isPlanned: z.boolean(),
      callsPerSecond: z.number(),
      busiestSecond: z.number(),
      /** What holds in that second. */
      busiestQuota: z.number(),
      encryptionUsd: z.number(),
      waitP99S: z.number(),
    }),
  ),
})

/** The first cell with another TTL and another rotation, all else as it is, the readers' TTL too; by theory. */
export const gridPointSchema = z.object({
  /** 0: no cache. */
  ttlS: z.number(),
  rotationS: z.number(),
  isPlanned: z.boolean(),
  callsPerSecond: z.number(),
  busiestSecond: z.number(),
  /** What holds in that second. */
  busiestQuota: z.number(),
  encryptionUsd: z.number(),
  waits: waitsSchema,
  exposure: exposureSchema,
})

/** The same of another cell. */
export const outlookSchema = z.object({
  cell: z.string(),
  curves: z.array(curveSchema),
  timeGrid: z.array(gridPointSchema),
})

export type Waits = z.infer<typeof waitsSchema>
export type Curve = z.infer<typeof curveSchema>
export type GridPoint = z.infer<typeof gridPointSchema>
export type Outlook = z.infer<typeof outlookSchema>
