/**
 * The two times by which a record can be slow.
 *
 * @module
 */
/** `serviceTime` is work and waits for KMS; `responseTime` is these and what came before the record's turn. */
export const tailTimes = ['serviceTime', 'responseTime'] as const
export type TailTime = (typeof tailTimes)[number]

/** By which of its times a record is slow. */
export type Slowness = Readonly<Record<TailTime, boolean>>
