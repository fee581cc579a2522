/**
 * Finds texts of the live pictures of a page that cannot be read: beyond the
 * edge of their picture, or one over the other.
 *
 * @module
 */
import type { Page } from 'playwright-core'

/** One sentence for each such text or pair, as each picture is drawn at the width that it has now. */
export function unreadableTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(inEachPicture)
}

/** A text with a halo is drawn twice. Boxes of text are higher than its letters. */
const inEachPicture = `(async () => {
  const found = []
  for (const figure of document.querySelectorAll('figure[id]:not([hidden])')) {
    const host = figure.querySelector('.picture')
    if (host === null || !host.checkVisibility()) continue
    figure.scrollIntoView()
    const width = Math.min(1240, Math.max(280, Math.floor(host.clientWidth)))
    while (figure.dataset.live !== String(width)) await new Promise(requestAnimationFrame)
    const edge = host.querySelector('svg').getBoundingClientRect()
    const boxes = []
    for (const text of host.querySelectorAll('svg text')) {
      const box = text.getBoundingClientRect()
      const words = text.textContent
      if (words.trim() === '' || Number(getComputedStyle(text).opacity) === 0) continue
      if (boxes.some((one) => one.words === words && Math.abs(one.box.left - box.left) < 1 && Math.abs(one.box.top - box.top) < 1)) continue
      if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)
        found.push(figure.id + ': cut ' + words)
      boxes.push({ words, box })
    }
    for (const [index, one] of boxes.entries())
      for (const other of boxes.slice(index + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        if (across > 1 && down > 4) found.push(figure.id + ': ' + one.words + ' / ' + other.words)
      }
  }
  return found
})()`
