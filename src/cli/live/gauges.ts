/**
 * How the claims stand, as gauges: the estimate so far against its bound, and
 * what the verdict would be now.
 *
 * @module
 */
import { describeInterval, describeMetric, plural } from '../../report/figures.ts'
import { forestLine } from '../../report/terminal-charts/forest-line.ts'
import { cutTo, filledTo } from '../../report/terminal-text.ts'
import { textColumns } from '../../report/text-width.ts'
import type { ClaimGauge, Standing } from '../../runner/claim-gauges.ts'
import { sgr, type Line } from './line.ts'

interface Sign {
  readonly mark: string
  readonly estimateMark: string
  readonly sgr: number
  /** While its cell runs, and when it has ended. */
  readonly words: readonly [string, string]
}

const signs: Readonly<Record<Standing, Sign>> = {
  waiting: { mark: '·', estimateMark: ' ', sgr: sgr.dim, words: ['waits', 'judged at the end'] },
  undecided: { mark: '◆', estimateMark: '◆', sgr: sgr.yellow, words: ['open so far', 'judged at the end'] },
  holds: { mark: '✔', estimateMark: '●', sgr: sgr.green, words: ['holds so far', 'holds'] },
  refuted: { mark: '✘', estimateMark: '✘', sgr: sgr.red, words: ['refuted so far', 'refuted'] },
  invalid: { mark: '■', estimateMark: '■', sgr: sgr.magenta, words: ['cell not valid', 'cell not valid'] },
}
/** What is moving first, then what speaks against the run. */
const severity: readonly Standing[] = ['refuted', 'invalid', 'undecided', 'holds', 'waiting']
const nameRoomMax = 24
const plotMax = 40
const plotMin = 8
const wordsRoom = 15
/** Of the mark, and between the columns. */
const gapsRoom = 6
const nameRoomMin = 12

/** A heading and a line for each claim, as many as `linesMax` lets: those of running cells and the worst first. */
export function gaugeLines(gauges: readonly ClaimGauge[], width: number, linesMax: number): readonly Line[] {
  if (gauges.length === 0 || linesMax < 2) return []
  const shown = gauges.length <= linesMax - 1 ? gauges : mostTelling(gauges, linesMax - 2)
  const names = shown.map(({ claimId, cellId }) => `${claimId} ${cellId}`)
  const namesRoom = Math.min(nameRoomMax, Math.floor(width / 3), Math.max(...names.map(textColumns)))
  const figures = figureTexts(shown, width - nameRoomMin - wordsRoom - gapsRoom)
  const figureRoom = Math.max(...figures.map(textColumns))
  const nameRoom = Math.min(namesRoom, Math.max(nameRoomMin, width - figureRoom - wordsRoom - gapsRoom))
  const plotRoom = Math.min(plotMax, width - nameRoom - figureRoom - wordsRoom - gapsRoom - 4)
  const lines = shown.map((gauge, index): Line => {
    const { mark, estimateMark, sgr: number, words } = signs[gauge.standing]
    const plot = plotRoom >= plotMin ? `${forestLine({ ...gauge, mark: estimateMark }, plotRoom)}  ` : ''
    return [
      [mark, number],
      ` ${filledTo(names[index]!, nameRoom)}  `,
      [plot, number],
      `${filledTo(figures[index]!, figureRoom)}  `,
      [words[Number(gauge.isFinal)]!, number],
    ]
  })
  const left = gauges.length - shown.length
  const rest: readonly Line[] = left > 0 ? [[[`  and ${plural(left, 'more claim')}`, sgr.dim]]] : []
  return [[['claims: estimate so far against ┃ bound', sgr.dim]], ...lines, ...rest]
}

function mostTelling(gauges: readonly ClaimGauge[], count: number): readonly ClaimGauge[] {
  const ranked = gauges.toSorted((one, other) => rankOf(one) - rankOf(other))
  const chosen = new Set(ranked.slice(0, Math.max(0, count)))
  return gauges.filter((gauge) => chosen.has(gauge))
}

function rankOf({ isFinal, standing }: ClaimGauge): number {
  return (isFinal || standing === 'waiting' ? severity.length : 0) + severity.indexOf(standing)
}

/** With intervals where there is room for them: bound and verdict say more. */
function figureTexts(gauges: readonly ClaimGauge[], room: number): string[] {
  const whole = gauges.map(figureText)
  const isRoom = whole.every((text) => textColumns(text) <= room)
  return isRoom ? whole : gauges.map((gauge) => figureText({ ...gauge, ci95: null }))
}

/** `7.12 us (7.02 to 7.23 us) <= 0.2 ms`; the interval is left out where there is none. */
function figureText({ metric, statistic, estimate, ci95, bound }: ClaimGauge): string {
  if (!Number.isFinite(estimate)) return bound.text
  const describe = (value: number) => describeMetric(metric.name, Number(value.toPrecision(3)))
  const interval = ci95 === null || ci95[0] === ci95[1] ? '' : ` (${describeInterval(ci95, describe)})`
  return `${statistic === null ? '' : `${statistic} `}${describe(estimate)}${interval} ${cutTo(bound.text, 20)}`
}
