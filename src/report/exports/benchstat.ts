/**
 * The Go benchmark format, which benchstat compares: one line for each cell,
 * operation and arm of each run or repetition, so that repetitions are lines of
 * one name.
 *
 * @see https://golang.org/design/14313-benchmark-format
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { CellResult, OperationResult, Run } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { scenarioName } from '../overview.ts'
import { describeParameter } from '../parameters.ts'
import { printable } from '../text.ts'
import type { ExportFormat } from './export-format.ts'
import { measuredOperations } from './latency-rows.ts'

export const benchstat: ExportFormat = {
  name: 'benchstat',
  summary: 'Go benchmark text for benchstat; one line for each repetition, or run of several',
  fileName: 'bench.txt',
  ofRuns: (runs) => {
    // Counts of the virtual clock repeat exactly; one sample of them is enough.
    const areCountsExact = runs.every(({ scenario }) => scenario['clock'] === 'virtual')
    const lines = [
      ...latencyUnits.map((unit) => `Unit ${unit} better=lower assume=nothing`),
      ...costUnits.map((unit) => `Unit ${unit} better=lower assume=${areCountsExact ? 'exact' : 'nothing'}`),
      ...runs.flatMap(linesOf),
    ]
    return lines.map((line) => `${line}\n`).join('')
  },
}

const quantiles = ['p50', 'p90', 'p99'] as const
/** `ns` between hyphens, which benchstat shows in seconds with a prefix. */
const latencyUnits = quantiles.map((quantile) => `${quantile}-ns`)
const costUnits = ['kms-calls', 'USD/30d']

/** Configuration that differs between runs would put them into tables of their own: what tells runs apart is a comment. */
function linesOf(run: Run): string[] {
  const { environment } = run
  // `Linux 6.8.0 x64`: another kernel would be another table.
  const words = environment.platform.split(' ')
  const [goos = '', goarch = ''] = [words[0], words.at(-1)]
  return [
    `# run ${printable(run.id)} of ${printable(environment.startedAt)}, commit ${printable(environment.gitCommit ?? 'none')}`,
    `goos: ${printable(goos).toLowerCase()}`,
    `goarch: ${printable(goarch)}`,
    'pkg: sealbench',
    `cpu: ${printable(environment.cpuModel)}`,
    ...run.cells
      .filter(({ validity }) => validity.verdict === 'valid')
      .flatMap((cell) => cellLines(run, cell)),
  ]
}

function cellLines(run: Run, cell: CellResult): string[] {
  const place = `scenario=${word(scenarioName(run))}${parameters(cell)}`
  // The number after the last hyphen is that of cores, as Go has it: without it the end of a name could be one.
  const line = (name: string, count: number, values: string): string =>
    `Benchmark${name}/${place}-${run.environment.cores} ${count} ${values}`
  const latencies = measuredOperations(cell).flatMap(({ operation, result }) => {
    const repeated = repetitionsOf(cell, operation, result)
    const count = Math.max(1, Math.round(result.sealed.serviceTime.count / repeated.length))
    const name = operation === 'put' ? 'Put' : 'Get'
    return repeated.flatMap((arms) =>
      arms.map(({ arm, figures }) => line(`${name}/arm=${arm}`, count, latencyValues(figures))),
    )
  })
  const { calls, usdPer30Days } = cell.kms
  return [...latencies, line('Kms', 1, `${totalCalls(calls)} kms-calls ${usdPer30Days} USD/30d`)]
}

type Figures = Readonly<Record<(typeof quantiles)[number], number>>
type Arms = readonly { readonly arm: string; readonly figures: Figures }[]

/** Those of each repetition in a fresh process, or those of the one run. */
function repetitionsOf(cell: CellResult, operation: Operation, result: OperationResult): readonly Arms[] {
  const repeated = cell.repetitions?.[operation]
  const { overhead, plain, sealed } = result
  if (repeated === undefined || repeated.sealed.p50.valuesNs.length === 0)
    return [
      [
        { arm: 'plain', figures: plain.serviceTime },
        { arm: 'sealed', figures: sealed.serviceTime },
        { arm: 'overhead', figures: figuresOf((quantile) => overhead[quantile].estimateNs) },
      ],
    ]
  return repeated.sealed.p50.valuesNs.map((_, index) => {
    const of = (arm: 'sealed' | 'overhead') => (quantile: keyof Figures) =>
      repeated[arm][quantile].valuesNs[index]!
    return [
      // The overhead is the difference of the two quantiles.
      { arm: 'plain', figures: figuresOf((quantile) => of('sealed')(quantile) - of('overhead')(quantile)) },
      { arm: 'sealed', figures: figuresOf(of('sealed')) },
      { arm: 'overhead', figures: figuresOf(of('overhead')) },
    ]
  })
}

function figuresOf(read: (quantile: keyof Figures) => number): Figures {
  return { p50: read('p50'), p90: read('p90'), p99: read('p99') }
}

function parameters({ params }: CellResult): string {
  return Object.entries(params)
    .map(([name, value]) => `/${word(name)}=${word(describeParameter(value))}`)
    .join('')
}

/** No space ends a name early, and no slash begins another part of it. */
function word(text: string): string {
  return printable(text).replaceAll(/[\s/=]+/g, '_')
}

function latencyValues(figures: Figures): string {
  return quantiles.map((quantile) => `${figures[quantile]} ${quantile}-ns`).join(' ')
}
