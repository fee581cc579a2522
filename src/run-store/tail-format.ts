/**
 * How a stored run tells what made its slow records slow: each band of
 * percentiles broken down by cause, and the slowest records.
 *
 * @module
 */
import { tailCauses } from '../measure/tail/tail-cause.ts'
import { z } from '../schema.ts'

const count = z.int().min(0)

const tailBandSchema = z.object({
  /** Quantiles in [0, 1]. */
  from: z.number(),
  to: z.number(),
  /** The band's records took more than `fromNs` and at most `toNs`, the times at these quantiles. */
  fromNs: z.number(),
  toNs: z.number(),
  count,
  /** Causes of no record are left out. The counts add up to `count`. */
  byCause: z.partialRecord(z.enum(tailCauses), z.object({ count, sumNs: z.number() })),
})

const slowRecordSchema = z.object({
  ordinal: count,
  /** Intended arrival on the scenario's clock; of a get, the poll that should have read the record. */
  arrivedAtNs: z.number(),
  ns: z.number(),
  cause: z.enum(tailCauses),
  detail: z.string(),
})

const tailSeriesSchema = z.object({
  /** From where on records were looked at, when the cell ended; it moves with the times. */
  thresholdNs: z.number(),
  /** Records beyond the first band's begin that came when the threshold was above them: `unknown` holds them. */
  unseen: count,
  bands: z.array(tailBandSchema),
  /** Slowest first. */
  slowest: z.array(slowRecordSchema),
})

const tailArmSchema = z.object({ serviceTime: tailSeriesSchema, responseTime: tailSeriesSchema })
const operationTailSchema = z.object({ plain: tailArmSchema, sealed: tailArmSchema })

/** An operation that was not measured is left out. */
export const tailSchema = z.object({
  put: operationTailSchema.optional(),
  get: operationTailSchema.optional(),
})

export type CellTail = z.infer<typeof tailSchema>
export type TailSeries = z.infer<typeof tailSeriesSchema>
export type TailBand = z.infer<typeof tailBandSchema>
