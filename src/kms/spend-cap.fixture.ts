/**
 * A worker that makes calls for as long as the cap lets it, at the same moment
 * as another.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads'

import { SpendCap, type SharedSpend } from './spend-cap.ts'

/** `start` turns from 0 to 1 when all may begin. */
const { spend, start } = workerData as { readonly spend: SharedSpend; readonly start: SharedArrayBuffer }

parentPort!.postMessage('ready')
Atomics.wait(new Int32Array(start), 0, 0)

const counts = { made: 0, refused: 0 }
const cap = new SpendCap(spend, () => {
  counts.refused += 1
})
while (counts.refused < 1000) if (cap.take()) counts.made += 1
parentPort!.postMessage(counts)
