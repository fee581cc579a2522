/**
 * How far two ways of knowing the same figure lie apart, in sigmas.
 *
 * @module
 */
import type { Plan, Verification } from '../../../planner/plan-document.ts'
import type { Chart } from '../../charts/chart.ts'
import { brokenRowLabels, labelRoom } from '../../charts/value-labels.ts'
import type { ChartSpec } from '../../vega.ts'
import { colours } from '../../theme.ts'
import { describeNumber } from '../plan-figures.ts'
import { verificationTable } from '../plan-tables.ts'
import { distinctLabels, type RowLabels } from './row-labels.ts'

type Check = Verification['checks'][number]

const band = 4
/** What lies further out stands at the edge. */
const edge = 8
const figuresMax = 40
const namedMax = 5
const verdicts = { agrees: '✔ agrees', disagrees: '✘ disagrees' } as const

export function verificationSigmas({ verification }: Plan): Chart[] {
  if (verification === null || verification.checks.length === 0) return []
  const { checks } = verification
  return [
    {
      id: 'verification',
      title: 'How far the methods lie apart',
      howToRead:
        `Each row is one figure, and each mark in it two methods that both tell it: their difference in standard deviations of that difference. By chance alone nearly all lie within the inner half of the band, which reaches to ±${band}. ` +
        `Marks at 0 lie upon each other. What lies beyond ±${edge} stands at the edge, as a triangle; what disagrees is named.`,
      finding: findingOf(verification),
      spec: (width) => spec(checks, width),
      table: verificationTable(verification),
      data: drawnOf(checks).map(({ figure, one, other, sigmas, agrees }) => ({
        figure,
        one,
        other,
        sigmas,
        verdict: agrees ? 'agrees' : 'disagrees',
      })),
    },
  ]
}

function findingOf({ checks }: Verification): string {
  const inner = checks.filter(({ sigmas }) => Math.abs(sigmas) <= 2).length
  const failed = checks.filter(({ agrees }) => !agrees)
  const named = failed.map(
    ({ figure, one, other, sigmas }) => `${figure}, ${one} against ${other}, by ${describeNumber(sigmas)}`,
  )
  const figures = figuresOf(checks).length
  return [
    `${inner} of ${checks.length} lie within 2 sigmas.`,
    failed.length === 0
      ? 'All agree.'
      : `Disagree: ${named.slice(0, namedMax).join('; ')}${failed.length > namedMax ? ` and ${failed.length - namedMax} more` : ''}.`,
    ...(figures > figuresMax
      ? [`Drawn are the ${figuresMax} figures of ${figures} that lie furthest apart.`]
      : []),
  ].join(' ')
}

/** Those that lie furthest apart, which are the ones to see, first. */
function figuresOf(checks: readonly Check[]): string[] {
  return [...Map.groupBy(checks, ({ figure }) => figure)]
    .map(([figure, own]) => ({ figure, furthest: Math.max(...own.map(({ sigmas }) => Math.abs(sigmas))) }))
    .toSorted((one, other) => other.furthest - one.furthest)
    .map(({ figure }) => figure)
}

function drawnOf(checks: readonly Check[]): Check[] {
  const figures = new Set(figuresOf(checks).slice(0, figuresMax))
  return checks.filter(({ figure }) => figures.has(figure))
}

function spec(checks: readonly Check[], width: number): ChartSpec {
  const room = labelRoom(width)
  const figures = figuresOf(checks).slice(0, figuresMax)
  const labels = distinctLabels(figures, room)
  const values = drawnOf(checks).map((check) => markOf(check, labels))
  const y = {
    field: 'name',
    type: 'nominal',
    scale: { domain: figures.map((figure) => labels.of.get(figure)!) },
    title: null,
    axis: { ...brokenRowLabels },
  } as const
  const x = {
    type: 'quantitative',
    title: 'sigmas apart',
    scale: { domain: [-edge - 0.4, edge + 0.4], nice: false },
    axis: { values: [-edge, -band, 0, band, edge] },
  } as const
  return {
    width: width - labels.width - 44,
    height: { step: room.lines > 1 ? 34 : 26 },
    layer: [...bandLayers(x), ...markLayers(values, { x: { ...x, field: 'sigmas' }, y })] as never[],
  }
}

function markOf(check: Check, labels: RowLabels) {
  const { figure, one, other, sigmas, agrees } = check
  return {
    name: labels.of.get(figure),
    sigmas: Math.max(-edge, Math.min(edge, sigmas)),
    isRight: sigmas > 0,
    pair: `${one}, ${other}`,
    verdict: agrees ? verdicts.agrees : verdicts.disagrees,
    shape: sigmas > edge ? 'triangle-right' : sigmas < -edge ? 'triangle-left' : 'circle',
    description: `${figure}, ${one} against ${other}: ${describeNumber(sigmas)} sigmas`,
  }
}

function bandLayers(x: object) {
  return [
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
  ]
}

function markLayers(values: readonly ReturnType<typeof markOf>[], place: object) {
  const shown = Object.values(verdicts).filter((verdict) => values.some((value) => value.verdict === verdict))
  const named = values.filter(({ verdict }) => verdict === verdicts.disagrees)
  const sides = [true, false].map((isRight) => named.filter((value) => value.isRight === isRight))
  return [
    {
      data: { values },
      mark: { type: 'point', filled: true, opacity: 0.75, size: 80 },
      encoding: {
        ...place,
        shape: { field: 'shape', type: 'nominal', scale: null },
        color: {
          field: 'verdict',
          type: 'nominal',
          legend: { title: null, symbolType: 'circle', symbolStrokeWidth: 0 },
          scale: {
            domain: shown,
            range: shown.map((verdict) => (verdict === verdicts.agrees ? colours.holds : colours.refuted)),
          },
        },
        description: { field: 'description', type: 'nominal' },
      },
    },
    // Towards the middle, where there is room.
    ...sides.map((side, index) => ({
      data: { values: side },
      mark: {
        type: 'text',
        align: index === 0 ? 'right' : 'left',
        dx: index === 0 ? -9 : 9,
        color: colours.refuted,
        aria: false,
      },
      encoding: { ...place, text: { field: 'pair', type: 'nominal' } },
    })),
  ]
}
