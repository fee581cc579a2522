/**
 * How far two ways of knowing the same figure lie apart, in sigmas.
 *
 * @module
 */
import type { Plan, Verification } from '../../../planner/plan-document.ts'
import type { Chart } from '../../charts/chart.ts'
import { brokenRowLabels, labelRoom, widthOf } from '../../charts/value-labels.ts'
import type { ChartSpec } from '../../draw-svg.ts'
import { brokenLines } from '../../line-breaks.ts'
import { textWidth } from '../../text-width.ts'
import { colours } from '../../theme.ts'
import { describeNumber } from '../plan-figures.ts'
import { verificationTable } from '../plan-tables.ts'

type Check = Verification['checks'][number]

const band = 4
/** What lies further out stands at the edge. */
const edge = 8
const checksMax = 60
const verdicts = { agrees: '✔ agrees', disagrees: '✘ disagrees' } as const

export function verificationSigmas({ verification }: Plan): Chart[] {
  if (verification === null || verification.checks.length === 0) return []
  // Those that lie furthest apart are the ones to see.
  const checks = verification.checks
    .toSorted((one, other) => Math.abs(other.sigmas) - Math.abs(one.sigmas))
    .slice(0, checksMax)
  return [
    {
      id: 'verification',
      title: 'How far the methods lie apart',
      howToRead:
        `Each row is one figure, had in two ways: the mark is their difference in standard deviations of that difference. By chance alone nearly all lie within the inner half of the band, which reaches to ±${band}. ` +
        `What lies beyond ±${edge} stands at the edge, as a triangle.`,
      finding: findingOf(verification),
      spec: (width) => spec(checks, width),
      table: verificationTable({ ...verification, checks }),
    },
  ]
}

function findingOf({ checks }: Verification): string {
  const inner = checks.filter(({ sigmas }) => Math.abs(sigmas) <= 2).length
  const failed = checks.filter(({ agrees }) => !agrees)
  const worst = failed.map(
    ({ figure, one, other, sigmas }) => `${figure}, ${one} against ${other}, by ${describeNumber(sigmas)}`,
  )
  return `${inner} of ${checks.length} lie within 2 sigmas. ${failed.length === 0 ? 'All agree.' : `Disagree: ${worst.slice(0, 5).join('; ')}.`}`
}

function spec(checks: readonly Check[], width: number): ChartSpec {
  const { width: room, lines } = labelRoom(width)
  const values = checks.map((check) => ({
    name: brokenLines(nameOf(check), room, (line) => textWidth(line, 12), lines).join('\n'),
    sigmas: Math.max(-edge, Math.min(edge, check.sigmas)),
    verdict: check.agrees ? verdicts.agrees : verdicts.disagrees,
    shape: check.sigmas > edge ? 'triangle-right' : check.sigmas < -edge ? 'triangle-left' : 'circle',
    description: `${nameOf(check)}: ${describeNumber(check.sigmas)} sigmas`,
  }))
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: { ...brokenRowLabels } } as const
  const x = {
    type: 'quantitative',
    title: 'sigmas apart',
    scale: { domain: [-edge - 0.4, edge + 0.4], nice: false },
    axis: { values: [-edge, -band, 0, band, edge] },
  } as const
  return {
    width: width - Math.min(room, widthOf(values.map(({ name }) => name))) - 44,
    height: { step: lines > 1 ? 34 : 24 },
    layer: [
      {
        data: { values: [{ low: -band, high: band }] },
        mark: { type: 'rect', color: colours.band, opacity: 0.6, aria: false },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        data: { values: [{}] },
        mark: { type: 'rule', color: colours.muted, aria: false },
        encoding: { x: { ...x, datum: 0 } },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, opacity: 1, size: 80 },
        encoding: {
          y,
          x: { ...x, field: 'sigmas' },
          shape: { field: 'shape', type: 'nominal', scale: null },
          color: {
            field: 'verdict',
            type: 'nominal',
            legend: { title: null, symbolType: 'circle', symbolStrokeWidth: 0 },
            scale: { domain: Object.values(verdicts), range: [colours.holds, colours.refuted] },
          },
          description: { field: 'description', type: 'nominal' },
        },
      },
    ] as never[],
  }
}

function nameOf({ figure, one, other }: Check): string {
  return `${figure}, ${one} against ${other}`
}
