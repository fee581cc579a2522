/**
 * Brings the pictures of a page to life, and keeps them at what is chosen.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'
import { figure } from '../report/figure.ts'
import { html } from '../report/markup.ts'
import { LivePicture } from './live-picture.ts'
import type { DataSource } from '../report/downloads/chart-data.ts'
import type { Choosing } from './mark-pointer.ts'
import { MarkTip } from './mark-tip.ts'
import { addPictureDownloads } from './picture-downloads.ts'
import type { View } from '../report/data/view.ts'
import type { ViewStore } from './view-store.ts'

/** How far beyond the screen a picture is drawn already. */
const margin = '300px'
/** Between pictures that nobody sees yet, in ms, so that the page answers meanwhile. */
const pause = 30

export interface LiveSource<Shown> {
  readonly chartsFor: (view: Shown) => readonly Chart[]
  /** What downloads say where they come from. */
  readonly origin: DataSource
  readonly choosing: Choosing | undefined
  /** For names of downloads; undefined where nothing can be chosen. */
  readonly wordsOf: ((view: Shown) => readonly string[]) | undefined
}

export function startPictures<Shown extends object>(
  source: LiveSource<Shown>,
  store: ViewStore<Shown>,
): void {
  const { choosing, wordsOf } = source
  const pointing = { tip: new MarkTip(), choosing }
  const pictures = new Map<Element, LivePicture>()
  const nearness = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) pictures.get(target)!.isNear = isIntersecting
    },
    { rootMargin: margin },
  )
  // Not at once: drawing changes heights, which would be observed in the same turn.
  const size = new ResizeObserver((entries) =>
    requestAnimationFrame(() => {
      for (const { target } of entries) pictures.get(target)!.refresh()
    }),
  )
  const update = () => {
    const charts = new Map(source.chartsFor(store.current()).map((chart) => [chart.id, chart]))
    for (const picture of pictures.values()) picture.show(charts.get(picture.figure.id))
    const known = new Set([...pictures.keys()].map(({ id }) => id))
    for (const element of figuresOf(charts).filter(({ id }) => !known.has(id))) {
      const picture = new LivePicture(element, charts.get(element.id), pointing)
      addPictureDownloads(element, source.origin, () => ({
        chart: picture.chart!,
        view: wordsOf && store.current(),
        words: wordsOf?.(store.current()) ?? [],
        width: picture.width,
      }))
      pictures.set(element, picture)
      nearness.observe(element)
      size.observe(element)
    }
  }
  update()
  // What is far off follows in its turn, for searches in the page, screenshots, and who has it read out; still pictures are of the first view.
  const rest = drawingInTurn(() => pictures.values())
  if (JSON.stringify(store.current()) !== JSON.stringify(store.first)) rest()
  store.subscribe(() => {
    update()
    rest()
  })
  addEventListener('beforeprint', () => {
    for (const picture of pictures.values()) picture.draw()
  })
}

/** Draws those that are behind, one after the other; called again, it begins again. */
function drawingInTurn(pictures: () => Iterable<LivePicture>): () => void {
  let turn: ReturnType<typeof setTimeout> | undefined
  const next = () => {
    clearTimeout(turn)
    const behind = [...pictures()].filter(({ isBehind }) => isBehind)
    for (const picture of behind) picture.isBusy = true
    const [picture] = behind
    if (picture === undefined) return
    turn = setTimeout(() => {
      picture.draw()
      next()
    }, pause)
  }
  return next
}

/** Those of the page; a chart that is new with what is chosen gets one after that of the chart before it, or else after the first. */
function figuresOf(charts: ReadonlyMap<string, Chart>): readonly HTMLElement[] {
  const first = document.querySelector<HTMLElement>('figure[id]') ?? undefined
  let last: HTMLElement | undefined
  for (const chart of charts.values()) {
    const there = document.querySelector<HTMLElement>(`figure[id="${CSS.escape(chart.id)}"]`)
    if (there === null) (last ?? first)?.insertAdjacentHTML('afterend', figure(chart, html``).toString())
    last = there ?? ((last ?? first)?.nextElementSibling as HTMLElement | undefined)
  }
  return [...document.querySelectorAll<HTMLElement>('figure[id]')].filter(
    (element) => element.querySelector('.picture') !== null,
  )
}

/** `cells` are all there are, in the order in which views have them. */
export function choosingCells(
  store: Pick<ViewStore<Pick<View, 'cells'>>, 'current' | 'set'>,
  cells: readonly string[],
): Choosing {
  const choose = (cell: string, adds: boolean) => {
    const chosen = new Set(adds ? store.current().cells : [])
    if (!chosen.delete(cell)) chosen.add(cell)
    store.set({ cells: cells.filter((id) => chosen.has(id)) })
  }
  return { kind: 'cell', howTo: 'chooses the cell of a mark', choose }
}
