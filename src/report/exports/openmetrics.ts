/**
 * OpenMetrics text for Prometheus and for the metrics report of GitLab. Times
 * are in seconds. Nothing that differs from run to run is a label but of the
 * info, so that one run's figures can be set beside another's.
 *
 * @module
 */
import { changeVerdicts, type Change, type Comparison } from '../../run-store/comparison-format.ts'
import type { CellResult, Estimate, KmsResult, LatencySummary, Run } from '../../run-store/run-format.ts'
import { claimVerdicts } from '../../run-store/claim-verdicts.ts'
import { scenarioName } from '../overview.ts'
import { cellNames, parametersText } from './cell-names.ts'
import type { ExportFormat } from './export-format.ts'
import { latencyRows, measuredOperations } from './latency-rows.ts'
import { metricFamilies, stateSamples, type Family, type Sample } from './metric-families.ts'

export const openmetrics: ExportFormat = {
  name: 'openmetrics',
  summary: 'OpenMetrics text for Prometheus and GitLab’s metrics report',
  fileName: 'metrics.txt',
  ofRun: (run) => metricFamilies([...latencyFamilies(run), ...cellFamilies(run), ...verdictFamilies(run)]),
  ofComparison: (comparison) => metricFamilies(changeFamilies(comparison)),
}

type Labels = Sample['labels']

const nsPerSecond = 1e9

function samplesOf(run: Run, of: (cell: CellResult, labels: Labels) => readonly Sample[]): readonly Sample[] {
  const names = cellNames(run)
  return run.cells.flatMap((cell) => of(cell, labelsOf(run, cell.id, names.get(cell.id) ?? '')))
}

function labelsOf(run: Run, cell: string, parameters: string): Labels {
  return { scenario: scenarioName(run), cell, parameters }
}

function latencyFamilies(run: Run): Family[] {
  return [
    {
      name: 'sealbench_latency_seconds',
      type: 'summary',
      unit: 'seconds',
      help: 'Time of one record (serviceTime, responseTime) or call (callTime) in an arm.',
      samples: samplesOf(run, (cell, labels) =>
        latencyRows(cell)
          // A difference can be negative, which a summary cannot say.
          .filter(({ arm }) => arm !== 'delta')
          .flatMap(({ operation, arm, time, summary }) =>
            summarySamples({ ...labels, operation, arm, time }, summary),
          ),
      ),
    },
    overheadFamily(run, 'sealbench_overhead_seconds', 'Quantile of sealed minus that of plain.', estimateOf),
    overheadFamily(run, 'sealbench_overhead_low_seconds', 'Low end of its 95 % interval.', lowOf),
    overheadFamily(run, 'sealbench_overhead_high_seconds', 'High end of its 95 % interval.', highOf),
  ]
}

function summarySamples(labels: Labels, summary: LatencySummary): Sample[] {
  const quantiles = { '0.5': summary.p50, '0.9': summary.p90, '0.99': summary.p99, '0.999': summary.p999 }
  return [
    ...Object.entries(quantiles).map(([quantile, value]) => ({
      labels: { ...labels, quantile },
      value: value / nsPerSecond,
    })),
    { suffix: '_count', labels, value: summary.count },
    { suffix: '_sum', labels, value: (summary.mean * summary.count) / nsPerSecond },
  ]
}

const estimateOf = ({ estimateNs }: Estimate): number => estimateNs
const lowOf = ({ ci95Ns }: Estimate): number | undefined => ci95Ns?.[0]
const highOf = ({ ci95Ns }: Estimate): number | undefined => ci95Ns?.[1]

/** Intervals that are withheld have no sample. */
function overheadFamily(
  run: Run,
  name: string,
  help: string,
  read: (estimate: Estimate) => number | undefined,
): Family {
  const samples = samplesOf(run, (cell, labels) =>
    measuredOperations(cell).flatMap(({ operation, result: { overhead } }) =>
      (['p50', 'p90', 'p99', 'p999', 'mean'] as const).flatMap((statistic) => {
        const value = read(overhead[statistic])
        return value === undefined
          ? []
          : [{ labels: { ...labels, operation, statistic }, value: value / nsPerSecond }]
      }),
    ),
  )
  return { name, type: 'gauge', unit: 'seconds', help, samples }
}

function cellFamilies(run: Run): Family[] {
  const gauge = (name: string, help: string, read: (cell: CellResult) => number): Family => ({
    name,
    type: 'gauge',
    help,
    samples: samplesOf(run, (cell, labels) => [{ labels, value: read(cell) }]),
  })
  const stored = gauge(
    'sealbench_stored_overhead_bytes',
    'Stored for a record beside its content, on average.',
    ({ storedBytes, bytes, records }) => (records === 0 ? 0 : (storedBytes - bytes) / records),
  )
  return [
    gauge('sealbench_cell_valid', '1 where the figures of the cell can be trusted.', ({ validity }) =>
      Number(validity.verdict === 'valid'),
    ),
    gauge('sealbench_records', 'Records offered.', ({ records }) => records),
    { ...stored, unit: 'bytes' },
    {
      name: 'sealbench_kms_calls',
      type: 'gauge',
      help: 'KMS calls of the whole cell.',
      samples: samplesOf(run, (cell, labels) => callSamples(cell.kms, labels)),
    },
    gauge('sealbench_kms_usd_per_30_days', 'KMS requests and key, modelled.', ({ kms }) => kms.usdPer30Days),
  ]
}

function callSamples({ calls }: KmsResult, labels: Labels): Sample[] {
  return Object.entries(calls).map(([operation, value]) => ({
    labels: { ...labels, operation },
    value: value ?? 0,
  }))
}

function verdictFamilies(run: Run): Family[] {
  const names = cellNames(run)
  const labels = (cellId: string): Labels => labelsOf(run, cellId, names.get(cellId) ?? '')
  const { environment: machine } = run
  const claims = 'sealbench_claim'
  const about = {
    scenario: scenarioName(run),
    run: run.id,
    commit: machine.gitCommit ?? 'none',
    sealbench: machine.sealbench,
    node: machine.node,
    cpu: machine.cpuModel,
  }
  return [
    {
      name: claims,
      type: 'stateset',
      help: 'Verdict of a claim.',
      samples: run.claims.flatMap(({ id, cellId, verdict }) =>
        stateSamples(claims, claimVerdicts, verdict, { ...labels(cellId), claim: id }),
      ),
    },
    {
      name: 'sealbench_threshold_passed',
      type: 'gauge',
      help: '1 where the threshold is kept.',
      samples: run.thresholds.map(({ expression, cellId, passed }) => ({
        labels: { ...labels(cellId), threshold: expression },
        value: Number(passed),
      })),
    },
    {
      name: 'sealbench_exit_code',
      type: 'gauge',
      help: 'Exit code of the run.',
      samples: [{ labels: { scenario: scenarioName(run) }, value: run.exitCode }],
    },
    {
      name: 'sealbench_run',
      type: 'info',
      help: 'The run, its machine and its versions.',
      samples: [{ suffix: '_info', labels: about, value: 1 }],
    },
  ]
}

function changeFamilies({ scenario, changes, exitCode }: Comparison): Family[] {
  const labelsOfChange = ({ cellId, params, metric, statistic }: Change): Labels => ({
    scenario,
    cell: cellId,
    parameters: parametersText(params),
    metric,
    statistic: statistic ?? '',
  })
  const ratio = (
    name: string,
    help: string,
    read: (change: Change) => number | null | undefined,
  ): Family => ({
    name,
    type: 'gauge',
    unit: 'ratio',
    help,
    samples: changes.flatMap((change) => {
      const value = read(change)
      return value === null || value === undefined ? [] : [{ labels: labelsOfChange(change), value }]
    }),
  })
  const verdicts = 'sealbench_change'
  return [
    ratio('sealbench_change_ratio', 'Change of the metric: 0.1 is 10 % more.', ({ change }) => change),
    ratio('sealbench_change_low_ratio', 'Low end of its 95 % interval.', ({ ci95 }) => ci95?.[0]),
    ratio('sealbench_change_high_ratio', 'High end of its 95 % interval.', ({ ci95 }) => ci95?.[1]),
    {
      name: verdicts,
      type: 'stateset',
      help: 'Verdict of a change.',
      samples: changes.flatMap((change) =>
        stateSamples(verdicts, changeVerdicts, change.verdict, labelsOfChange(change)),
      ),
    },
    {
      name: 'sealbench_exit_code',
      type: 'gauge',
      help: 'Exit code of the comparison.',
      samples: [{ labels: { scenario }, value: exitCode }],
    },
  ]
}
