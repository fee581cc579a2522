/**
 * KMS calls over the scenario's time: whether key material is fetched as
 * rarely as the cache promises, and whether fetches bunch.
 *
 * @module
 */
import type { KmsResult } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { ChartSpec } from '../vega.ts'
import { asksEncrypt, describeCalls, describeCount } from '../figures.ts'
import { describeKmsLatency, describeTrouble } from '../kms-outcomes.ts'
import type { Table } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import { colours } from '../theme.ts'
import { narrow, type ChartMaker } from './chart.ts'
import { clockAxis } from './clock-axis.ts'

const slicesMax = 120
const kmsOperations = ['GenerateDataKey', 'Decrypt', 'Encrypt'] as const
const operationColours = [colours.sealed, colours.plain, colours.delta]

interface Slice {
  readonly fromNs: number
  readonly toNs: number
  /** In the order of `kmsOperations`. */
  readonly calls: readonly number[]
}

export const kmsCallsChart: ChartMaker = ({ run, focus }) => {
  const { kms } = focus
  const slices = slicesOf(kms.timeline)
  const total = totalCalls(kms.calls)
  if (slices.length === 0 || total === 0) return []
  const sliceNs = slices[0]!.toNs
  const expected = expectedPerSlice(kms, slices.length)
  return [
    {
      id: 'kms-calls',
      title: 'KMS calls over the scenario’s time',
      howToRead:
        `Each bar counts the calls of ${describeDuration(sliceNs)} of the scenario's clock, stacked by operation. The dashed rule is the ` +
        'mean that theory predicts. Bars far above it are stampedes: caches that expire together and ask KMS together.',
      finding: findingOf(kms, slices, cellLabel(run, focus)),
      spec: (width) => spec(slices, expected, width),
      table: tableOf(slices),
    },
  ]
}

/** Neighbouring slices put together until there are few enough to see. */
function slicesOf({ sliceNs, ...timeline }: KmsResult['timeline']): Slice[] {
  const counts = kmsOperations.map((operation) => timeline[operation] ?? [])
  const count = Math.max(...counts.map(({ length }) => length))
  const perBar = Math.ceil(count / slicesMax)
  const sum = (calls: readonly number[], from: number) =>
    calls.slice(from, from + perBar).reduce((total, value) => total + value, 0)
  return Array.from({ length: perBar === 0 ? 0 : Math.ceil(count / perBar) }, (_, bar) => ({
    fromNs: bar * perBar * sliceNs,
    toNs: (bar + 1) * perBar * sliceNs,
    calls: counts.map((calls) => sum(calls, bar * perBar)),
  }))
}

function expectedPerSlice({ expectedCalls }: KmsResult, slices: number): number | undefined {
  return expectedCalls === null ? undefined : totalCalls(expectedCalls) / slices
}

function findingOf(kms: KmsResult, slices: readonly Slice[], cell: string): string {
  const calls = (slice: Slice) => slice.calls.reduce((total, value) => total + value, 0)
  const busiest = slices.reduce((most, slice) => (calls(slice) > calls(most) ? slice : most))
  const theory =
    kms.expectedCalls === null
      ? `no theory fits here (${kms.oracle.reason})`
      : `expected were ${describeCalls(kms.expectedCalls)}, and the count ${kms.oracle.verdict === 'agrees' ? 'agrees' : 'DISAGREES'}: ${kms.oracle.reason}`
  const operations = `(GenerateDataKey + Decrypt${asksEncrypt(kms) ? ' + Encrypt' : ''})`
  const counted = totalCalls(kms.calls) === 1 ? `call ${operations} was` : `calls ${operations} were`
  return [
    `In ${cell}, ${describeCalls(kms.calls)} ${counted} counted; ${theory}.`,
    `The busiest ${describeDuration(busiest.toNs - busiest.fromNs)} held ${describeCount(calls(busiest))}.`,
    ...describeKmsLatency(kms),
    ...describeTrouble(kms),
  ].join(' ')
}

function spec(slices: readonly Slice[], expected: number | undefined, width: number): ChartSpec {
  const isNarrow = width < narrow
  const endNs = slices.at(-1)!.toNs
  const asked = askedOf(slices)
  return {
    width,
    height: isNarrow ? 240 : 300,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data: { values: blocksOf(slices) },
        mark: { type: 'rect', stroke: colours.card, strokeWidth: 0.5 },
        encoding: {
          x: { field: 'fromNs', ...clockAxis(endNs, isNarrow) },
          x2: { field: 'toNs' },
          y: {
            field: 'bottom',
            type: 'quantitative',
            title: 'calls',
            axis: { tickMinStep: 1, tickCount: 6, format: '~s' },
          },
          y2: { field: 'top' },
          color: {
            field: 'operation',
            type: 'nominal',
            legend: { title: null, symbolType: 'square', symbolStrokeWidth: 0 },
            scale: { domain: asked, range: operationColours.slice(0, asked.length) },
          },
          description: { field: 'description', type: 'nominal' },
        },
      },
      ...(expected === undefined ? [] : [expectedRule(expected)]),
    ],
  }
}

/** Only contestants ask for Encrypt. */
function askedOf(slices: readonly Slice[]): string[] {
  return kmsOperations.filter(
    (name, index) => name !== 'Encrypt' || slices.some(({ calls }) => calls[index]! > 0),
  )
}

/** Operations stacked on each other. */
function blocksOf(slices: readonly Slice[]) {
  return slices.flatMap(({ fromNs, toNs, calls: stack }) => {
    const span = `${describeDuration(fromNs)} to ${describeDuration(toNs)}`
    let top = 0
    return stack
      .map((calls, index) => {
        const bottom = top
        top += calls
        return { operation: kmsOperations[index], calls, bottom, top }
      })
      .filter(({ calls }) => calls > 0)
      .map((block) => ({ ...block, fromNs, toNs, description: `${span}: ${block.calls} ${block.operation}` }))
  })
}

function expectedRule(expected: number) {
  return {
    data: { values: [{}] },
    mark: { type: 'rule' as const, color: colours.ink, strokeDash: [5, 3], strokeWidth: 1.5, aria: false },
    encoding: { y: { datum: expected } },
  }
}

function tableOf(slices: readonly Slice[]): Table {
  return {
    columns: [
      { label: 'from' },
      { label: 'to' },
      ...askedOf(slices).map((label) => ({ label, isNumber: true })),
    ],
    rows: slices.map((slice) => [
      describeDuration(slice.fromNs),
      describeDuration(slice.toNs),
      ...slice.calls.slice(0, askedOf(slices).length).map(describeCount),
    ]),
  }
}
