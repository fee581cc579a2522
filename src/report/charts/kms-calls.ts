/**
 * KMS calls over the scenario's time, by operation and by principal: whether
 * key material is fetched as rarely as the cache promises, whether fetches
 * bunch, and how near they come to the quota.
 *
 * @module
 */
import type { CellResult, KmsResult, Run } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { describeDuration } from '../../units/quantity.ts'
import { asksEncrypt, describeCalls, describeCount, plural } from '../figures.ts'
import { describeKmsLatency, describeTrouble } from '../kms-outcomes.ts'
import type { Table } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import type { ChartMaker, Datum } from './chart.ts'
import { callsSpec, type CallsOverTime } from './kms-calls-spec.ts'
import { askedOf, callsOf, kmsOperations, slicesOf, type Slice } from './kms-slices.ts'
import { quotaOf, quotaText } from './kms-quota.ts'

export const kmsCallsChart: ChartMaker = ({ run, focus }) => {
  const { kms } = focus
  const calls = callsOverTime(run, focus)
  const { slices, principals, quota } = calls
  if (slices.length === 0 || totalCalls(kms.calls) === 0) return []
  return [
    {
      id: 'kms-calls',
      title: 'KMS calls over the scenario’s time',
      howToRead: [
        `Each bar counts the calls of ${describeDuration(slices[0]!.toNs)} of the scenario's clock, stacked by operation.`,
        calls.expected === undefined
          ? 'Bars far above the others are stampedes: caches that expire together and ask KMS together.'
          : 'The dashed rule is the mean that theory predicts. Bars far above it are stampedes: caches that expire together and ask KMS together.',
        ...(quota === undefined
          ? []
          : [
              'The quota is what the scenario allows per second, times the seconds of a bar; single seconds may come nearer to it.',
            ]),
        ...(principals.length === 0
          ? []
          : [
              'Below, a row for each principal: the stronger, the more calls. Principals never share key material.',
            ]),
      ].join(' '),
      finding: findingOf(kms, calls, cellLabel(run, focus)),
      spec: (width) => callsSpec(calls, width),
      table: tableOf(calls),
      data: dataOf(focus, calls),
    },
  ]
}

function callsOverTime(run: Run, cell: CellResult): CallsOverTime {
  const { kms } = cell
  const slices = slicesOf(kms.timeline)
  const perSecond = quotaOf(run, cell)
  const busiest = Math.max(0, ...slices.map(callsOf))
  return {
    slices,
    principals: (kms.timeline.byPrincipal ?? []).map(({ principal }) => printable(principal ?? 'all others')),
    expected: expectedPerSlice(kms, slices.length),
    quota:
      perSecond === undefined || slices.length === 0
        ? undefined
        : { perSecond, perBar: (perSecond * slices[0]!.toNs) / 1e9, busiest },
  }
}

function expectedPerSlice({ expectedCalls }: KmsResult, slices: number): number | undefined {
  return expectedCalls === null ? undefined : totalCalls(expectedCalls) / slices
}

function findingOf(kms: KmsResult, { slices, quota }: CallsOverTime, cell: string): string {
  const busiest = slices.reduce((most, slice) => (callsOf(slice) > callsOf(most) ? slice : most))
  const theory =
    kms.expectedCalls === null
      ? `no theory fits here (${kms.oracle.reason})`
      : `expected were ${describeCalls(kms.expectedCalls)}, and the count ${kms.oracle.verdict === 'agrees' ? 'agrees' : 'DISAGREES'}: ${kms.oracle.reason}`
  const operations = `(GenerateDataKey + Decrypt${asksEncrypt(kms) ? ' + Encrypt' : ''})`
  const counted = totalCalls(kms.calls) === 1 ? `call ${operations} was` : `calls ${operations} were`
  return [
    `In ${cell}, ${describeCalls(kms.calls)} ${counted} counted; ${theory}.`,
    `The busiest ${describeDuration(busiest.toNs - busiest.fromNs)} held ${describeCount(callsOf(busiest))}${quota === undefined ? '' : `: ${quotaText(quota)}`}.`,
    ...busiestPrincipal(kms),
    ...describeKmsLatency(kms),
    ...describeTrouble(kms),
  ].join(' ')
}

/** Of all principals, those without a row of their own too; nothing where there is one. */
function busiestPrincipal({ byPrincipal }: KmsResult): string[] {
  const totals = Object.entries(byPrincipal)
    .map(([name, calls]) => ({ name, calls: totalCalls(calls) }))
    .toSorted((one, other) => other.calls - one.calls)
  const [most, least] = [totals[0], totals.at(-1)]
  if (most === undefined || least === undefined || totals.length === 1) return []
  return [
    most.calls === least.calls
      ? `Each of ${describeCount(totals.length)} principals made ${plural(most.calls, 'call')}.`
      : `Of ${describeCount(totals.length)} principals ${printable(most.name)} made most: ${plural(most.calls, 'call')}.`,
  ]
}

function dataOf({ id }: CellResult, { slices, principals }: CallsOverTime): Datum[] {
  const rowsOf = (by: string, names: readonly string[], callsIn: (slice: Slice) => readonly number[]) =>
    slices.flatMap((slice) =>
      names.flatMap((name, at) => {
        const calls = callsIn(slice)[at]!
        return calls === 0 ? [] : [{ cell: id, by, name, fromNs: slice.fromNs, toNs: slice.toNs, calls }]
      }),
    )
  return [
    ...rowsOf('operation', kmsOperations, ({ calls }) => calls),
    ...rowsOf('principal', principals, ({ byPrincipal }) => byPrincipal),
  ]
}

function tableOf({ slices, principals }: CallsOverTime): Table {
  const asked = askedOf(slices)
  return {
    columns: [
      { label: 'from' },
      { label: 'to' },
      ...[...asked, ...principals].map((label) => ({ label, isNumber: true })),
    ],
    rows: slices.map((slice) => [
      describeDuration(slice.fromNs),
      describeDuration(slice.toNs),
      ...[...slice.calls.slice(0, asked.length), ...slice.byPrincipal].map(describeCount),
    ]),
  }
}
