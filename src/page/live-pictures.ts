/**
 * Brings the pictures of a page to life, and keeps them at what is chosen.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'
import { firstView, type View } from '../report/data/view.ts'
import { LivePicture } from './live-picture.ts'
import type { PictureSource } from './picture-source.ts'
import type { ViewStore } from './view-store.ts'

/** How far beyond the screen a picture is drawn already. */
const margin = '400px'

export function startPictures({ chartsFor }: PictureSource, store: ViewStore): void {
  // As they stand on the page, whatever the address asks for.
  const drawn = byId(chartsFor(firstView))
  const pictures = new Map<Element, LivePicture>()
  for (const figure of document.querySelectorAll<HTMLElement>('figure[id]')) {
    const chart = drawn.get(figure.id)
    if (chart !== undefined) pictures.set(figure, new LivePicture(figure, chart))
  }
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
  for (const figure of pictures.keys()) {
    nearness.observe(figure)
    size.observe(figure)
  }
  const show = (view: View) => {
    const charts = byId(chartsFor(view))
    for (const picture of pictures.values()) {
      const chart = charts.get(picture.figure.id)
      picture.figure.hidden = chart === undefined
      if (chart !== undefined) picture.show(chart)
    }
  }
  if (store.current() !== firstView) show(store.current())
  store.subscribe(show)
}

function byId(charts: readonly Chart[]): Map<string, Chart> {
  return new Map(charts.map((chart) => [chart.id, chart]))
}
