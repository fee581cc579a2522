/**
 * Brings an element to the top of the screen and keeps it there while pictures
 * above it are drawn at other heights: until they are, or the reader goes on.
 *
 * @module
 */

/** What a reader does to go elsewhere. */
const readerActs = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const
/** After so many ms without a change, and with no picture left to draw, the page has come to rest. */
const restsAfter = 1000
/** Below so many px a place is the same: browsers scroll by fractions. */
const leastMove = 2

let last: AbortController | undefined

/** Ends what was held before. `behavior` is of the way there: `auto` heeds the page's style, and by it who wants no motion. */
export function holdAtTop(element: Element, behavior: ScrollBehavior): void {
  last?.abort()
  const end = (last = new AbortController())
  const { signal } = end
  const release = () => end.abort()
  const layout = () => layoutAround(element)
  let known = layout()
  let top: number | undefined
  let rest: ReturnType<typeof setTimeout>
  const waitForRest = () => {
    clearTimeout(rest)
    rest = setTimeout(() => {
      const isAtRest =
        layout() === known && document.querySelector('figure[aria-busy]:not([hidden])') === null
      if (isAtRest) release()
      else follow()
    }, restsAfter)
  }
  const follow = () => {
    if (layout() !== known) {
      element.scrollIntoView({ behavior: 'instant' })
      known = layout()
      top = scrollY
    }
    waitForRest()
  }
  const sizes = new ResizeObserver(follow)
  signal.addEventListener('abort', () => {
    clearTimeout(rest)
    sizes.disconnect()
  })
  for (const act of readerActs) addEventListener(act, release, { signal, capture: true, passive: true })
  addEventListener('scrollend', () => (top ??= scrollY), { signal })
  // Nothing moved but the screen: a scroll bar, a search in the page or a screen reader did it.
  const releaseIfLeft = () => {
    if (top !== undefined && Math.abs(scrollY - top) > leastMove && layout() === known) release()
  }
  addEventListener('scroll', releaseIfLeft, { signal })
  element.scrollIntoView({ behavior })
  if (behavior === 'instant') top = scrollY
  sizes.observe(document.body)
  waitForRest()
}

/** Where it stands in the page, and how long that is. */
function layoutAround(element: Element): string {
  const place = Math.round(element.getBoundingClientRect().top + scrollY)
  return `${place} of ${document.documentElement.scrollHeight}`
}
