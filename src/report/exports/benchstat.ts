/**
 * The Go benchmark format, which benchstat compares: one line for each cell,
 * operation and arm of each run, so that repetitions are lines of one name.
 *
 * @see https://golang.org/design/14313-benchmark-format
 *
 * @module
 */
import {
  totalCalls,
  type CellResult,
  type LatencySummary,
  type Overhead,
  type Run,
} from '../../run-store/run-format.ts'
import { scenarioName } from '../overview.ts'
import { describeParameter } from '../parameters.ts'
import { printable } from '../text.ts'
import type { ExportFormat } from './export-format.ts'
import { measuredOperations } from './latency-rows.ts'

export const benchstat: ExportFormat = {
  name: 'benchstat',
  summary: 'Go benchmark text for benchstat; one line for each run of several',
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

/** `ns` between hyphens, which benchstat shows in seconds with a prefix. */
const latencyUnits = ['p50-ns', 'p90-ns', 'p99-ns', 'mean-ns']
const costUnits = ['kms-calls', 'USD/30d']

/** Configuration that differs between runs would put them into tables of their own: what tells runs apart is a comment. */
function linesOf(run: Run): string[] {
  const { environment } = run
  const [goos = 'unknown', goarch = 'unknown'] = environment.platform.split(' ')
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
    const { count } = result.sealed.serviceTime
    const name = operation === 'put' ? 'Put' : 'Get'
    return [
      line(`${name}/arm=plain`, count, summaryValues(result.plain.serviceTime)),
      line(`${name}/arm=sealed`, count, summaryValues(result.sealed.serviceTime)),
      line(`${name}/arm=overhead`, count, overheadValues(result.overhead)),
    ]
  })
  const { calls, usdPer30Days } = cell.kms
  return [...latencies, line('Kms', 1, `${totalCalls(calls)} kms-calls ${usdPer30Days} USD/30d`)]
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

function summaryValues({ p50, p90, p99, mean }: LatencySummary): string {
  return `${p50} p50-ns ${p90} p90-ns ${p99} p99-ns ${mean} mean-ns`
}

function overheadValues({ p50, p90, p99, mean }: Overhead): string {
  const [a, b, c, d] = [p50, p90, p99, mean].map(({ estimateNs }) => estimateNs)
  return `${a} p50-ns ${b} p90-ns ${c} p99-ns ${d} mean-ns`
}
