/**
 * Rules that every page keeps, asked in a real browser: those of accessibility
 * that axe knows, that nothing is cut, and that no text lies over another.
 *
 * @module
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import type { Page } from 'playwright-core'

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

/** Of a page that has had `axeSource` evaluated. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run(document, { resultTypes: ['violations'] })`,
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' ')}`)
}

export async function axeSource(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
}

/** Elements of the page whose text goes on beyond what is seen of it, and cannot be scrolled to. */
export const cut = `[...document.querySelectorAll('body *:not(svg *):not(script):not(style)')]
  .filter((element) => element.getClientRects().length > 0 && !element.closest('.scroll, .bar summary, .skip'))
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'auto' && getComputedStyle(element).display !== 'inline')
  .map((element) => element.tagName + ' ' + element.className + ': ' + element.textContent.trim().slice(0, 60))`

/** Pairs of texts of the page, one over the other. What floats above the page, and what scrolls by itself, is not asked. */
export const overlapping = `(() => {
  const boxes = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { currentNode: node } = walker
    const parent = node.parentElement
    if (node.data.trim() === '' || parent.closest('svg, script, style, .scroll, #controls, .contents, .skip, .list')) continue
    if (!parent.checkVisibility({ contentVisibilityAuto: true })) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) if (box.width > 1) boxes.push({ box, text: node.data.trim().slice(0, 40) })
  }
  boxes.sort((one, other) => one.box.top - other.box.top)
  const found = []
  for (const [index, { box, text }] of boxes.entries())
    for (const other of boxes.slice(index + 1)) {
      if (other.box.top > box.bottom - 4) break
      const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
      const height = Math.min(box.bottom, other.box.bottom) - other.box.top
      if (width > 2 && height > 4) found.push(text + ' / ' + other.text)
    }
  return found
})()`
