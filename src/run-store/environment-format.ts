/**
 * How a stored run tells of the machine that measured it, and of what the
 * harness costs there. Null stands for what the system does not tell.
 *
 * @module
 */
import { z } from '../schema.ts'

const count = z.int().min(0)

export const environmentSchema = z.object({
  sealbench: z.string(),
  startedAt: z.string(),
  node: z.string(),
  v8: z.string(),
  openssl: z.string(),
  platform: z.string(),
  cpuModel: z.string(),
  /** Of which this process may use so many at a time: affinity and quota are taken into account. */
  cores: count,
  memoryBytes: count,
  loadAverage1Min: z.number(),
  gitCommit: z.string().nullable(),
  packages: z.record(z.string(), z.string()),
  /** What follows is missing in runs of before 0.2. */
  cpu: z
    .object({
      sockets: count.nullable(),
      physicalCores: count.nullable(),
      threadsPerCore: z.number().nullable(),
      /** Of frequency, such as `performance`. */
      governor: z.string().nullable(),
      /** Whether the clock rate may go above its nominal one. */
      turbo: z.boolean().nullable(),
      /** AES instructions, and those on vectors. */
      hasAes: z.boolean().nullable(),
      hasVaes: z.boolean().nullable(),
      /** Whether it is that of a virtual machine. */
      isVirtual: z.boolean().nullable(),
    })
    .optional(),
  /** `cpuQuotaCores` is null where there is no quota, or none that a container can see. */
  cgroup: z
    .object({ version: z.union([z.literal(1), z.literal(2)]), cpuQuotaCores: z.number().nullable() })
    .nullable()
    .optional(),
  container: z.enum(['docker', 'podman', 'kubernetes', 'other', 'none']).nullable().optional(),
  swapBytes: z.object({ total: count, used: count }).nullable().optional(),
  /** Flags of Node from the command line and NODE_OPTIONS; of values only numbers are kept. */
  runtimeFlags: z.array(z.string()).optional(),
  /** Whether tracked files differed from `gitCommit`. */
  gitDirty: z.boolean().nullable().optional(),
})

export const calibrationSchema = z.object({
  /** One reading of the timer. */
  timerNs: z.number(),
  /** The least by which two times can differ. Missing in runs of before 0.2. */
  timerResolutionNs: z.number().optional(),
  /** Recording one value. */
  recorderNs: z.number(),
  /** A record that does nothing, through the whole harness: two timer readings, both times recorded. */
  nullRecordNs: z.number(),
  /** What is measured of such a record, at p50: the part of every service time that is the harness's. Missing in runs of before 0.2. */
  nullServiceNs: z.number().optional(),
})
