/**
 * Question: what makes the tail of sealing shorter: another way to call node:crypto, or another garbage collection?
 *
 * Each way seals in a fresh process, so that none collects what another left
 * behind; the processes alternate in rounds of shuffled order. A figure is the
 * lower quartile of those of the rounds, because what disturbs a round only ever
 * adds to its tail. Ratios are of such figures, and that of the tables of p99.9.
 *
 * `--size BYTES` of the payload, `--records N` in each process, `--only TEXT`
 * measures the baseline, twice, and what has TEXT in its name or group.
 * `scripts/write-tails.ts` writes what `--json` keeps into `docs/tails.md`.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import path from 'node:path'

import { randomStream, shuffle } from '../../src/random.ts'
import { benchOptions, BenchReport, wholeNumber } from '../bench-report.ts'
import { quantileOf, type Timing } from '../timing.ts'
import type { TailSample } from './tail-process.ts'
import { variants, type Variant } from './tail-variants.ts'

/** A {@link Timing} whose ratio is that of p99.9, and what the collector did. */
export interface TailTiming extends Timing {
  readonly p50Ratio: number
  readonly p9999Ns: number
  readonly p9999Ratio: number
  readonly elapsedNsPerRecord: number
  readonly scavengesPerMillion: number
  readonly majorCollectionsPerMillion: number
  readonly gcMsPerMillion: number
  readonly preemptionsPerMillion: number
  readonly waitsPerMillion: number
  /** What was measured how often. */
  readonly size: number
  readonly records: number
  readonly rounds: number
}

/** In each round, since every ratio hangs on it. */
const baselineTurns = 3
const program = path.join(import.meta.dirname, 'tail-process.ts')
const options = benchOptions(5, { size: '1024', records: '100000', only: '' })
const { rounds } = options
const [size, records] = [
  wholeNumber('size', options.own['size']!),
  wholeNumber('records', options.own['records']!),
]
const measured = variants.filter(
  ({ name, group }, index) => index < 2 || `${group} ${name}`.includes(options.own['only']!),
)

const report = new BenchReport(
  import.meta.filename,
  'What makes the tail of sealing shorter: another way to call node:crypto, or another garbage collection?',
  options,
)
report.say(
  `payload of ${size} bytes, ${records} records in each of ${rounds} processes; ratio is that of p99.9`,
)
const samples = alternate()
const timings = measured.map(timing)
for (const group of new Set(measured.map((variant) => variant.group)))
  report.add(
    group,
    timings.filter((_, index) => measured[index]!.group === group),
  )
sayCollections()
report.write()

/** Samples by variant and round. */
function alternate(): ReadonlyMap<Variant, readonly TailSample[]> {
  const found = new Map(measured.map((variant) => [variant, [] as TailSample[]]))
  const turns = [...measured, ...Array.from({ length: baselineTurns - 1 }, () => measured[0]!)]
  const random = randomStream(size, 'order of processes')
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`round ${round} of ${rounds}\n`)
    for (const variant of shuffle([...turns], random)) found.get(variant)!.push(sampleInProcess(variant))
  }
  return found
}

function sampleInProcess({ name, collector }: Variant): TailSample {
  const args = [...(collector.flags ?? []), program, name, String(size), String(records)]
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`The process that was to measure "${name}" ended with ${status}.`)
  return JSON.parse(stdout) as TailSample
}

function timing(variant: Variant): TailTiming {
  const typical = (figure: keyof TailSample, of = variant): number => {
    const figures = Float64Array.from(samples.get(of)!, (sample) => sample[figure])
    return quantileOf(figures.toSorted(), 0.25)
  }
  const ratio = (figure: keyof TailSample): number => typical(figure) / typical(figure, measured[0])
  const perMillion = (figure: keyof TailSample): number => (typical(figure) / records) * 1e6
  return {
    name: variant.name,
    samples: records * samples.get(variant)!.length,
    callsPerSample: 1,
    p50Ns: typical('p50Ns'),
    p99Ns: typical('p99Ns'),
    p999Ns: typical('p999Ns'),
    maxNs: typical('maxNs'),
    ratio: ratio('p999Ns'),
    p50Ratio: ratio('p50Ns'),
    p9999Ns: typical('p9999Ns'),
    p9999Ratio: ratio('p9999Ns'),
    elapsedNsPerRecord: typical('elapsedNsPerRecord'),
    scavengesPerMillion: perMillion('scavenges'),
    majorCollectionsPerMillion: perMillion('majorCollections'),
    gcMsPerMillion: perMillion('gcMs'),
    preemptionsPerMillion: perMillion('preemptions'),
    waitsPerMillion: perMillion('waits'),
    size,
    records,
    rounds,
  }
}

function sayCollections(): void {
  const heads = [
    'ratio p50',
    'p99.99 us',
    'ratio',
    'max us',
    'ns in all',
    'scavenges',
    'major',
    'GC ms',
    'preempted',
  ]
  report.say(`\n${'per million records'.padEnd(58)}${heads.map((head) => head.padStart(11)).join('')}`)
  for (const one of timings) {
    const figures = [
      one.p50Ratio.toFixed(2),
      (one.p9999Ns / 1000).toFixed(0),
      one.p9999Ratio.toFixed(2),
      ...[
        one.maxNs / 1000,
        one.elapsedNsPerRecord,
        one.scavengesPerMillion,
        one.majorCollectionsPerMillion,
        one.gcMsPerMillion,
        one.preemptionsPerMillion,
        one.waitsPerMillion,
      ].map((figure) => figure.toFixed(0)),
    ]
    report.say(one.name.padEnd(58) + figures.map((figure) => figure.padStart(11)).join(''))
  }
}
