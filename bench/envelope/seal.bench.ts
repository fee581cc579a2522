/**
 * Question: how many times the cost of bare AES-256-GCM does sealing a record cost, in each suite?
 *
 * The bars at 1 KiB are told by `bench/contestants/seal.bench.ts`.
 *
 * @module
 */
import { benchOptions, BenchReport } from '../bench-report.ts'
import { timeInterleaved } from '../interleaved.ts'
import { availableSuites, bareSealing, payloadOf, sealing, sizes } from './sample-record.ts'

const options = benchOptions(12)
const report = new BenchReport(
  import.meta.filename,
  'How many times the cost of bare AES-256-GCM does sealing a record cost, in each suite?',
  options,
)
for (const { name, bytes } of sizes) {
  const payload = payloadOf(bytes)
  const operations = [bareSealing(payload), ...availableSuites().map((suite) => sealing(suite, payload))]
  report.add(name, timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: bytes }))
}
report.write()
