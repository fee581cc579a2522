/**
 * The machine on which the stored runs of tests were made.
 *
 * @module
 */
import type { Environment } from './run-format.ts'

export const storedMachine: Environment = {
  sealbench: '0.1.0',
  startedAt: '2026-11-23T12:45:00.000Z',
  node: 'v26.10.0',
  v8: '14.6.202.33',
  openssl: '3.5.6',
  platform: 'linux x64 6.8.0',
  cpuModel: 'AMD EPYC 7B13',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  loadAverage1Min: 0.4,
  gitCommit: '28bb52f0c0ffee',
  packages: { 'hdr-histogram-js': '3.0.1', piscina: '5.3.2' },
}
