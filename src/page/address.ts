/**
 * Keeps the view and the fragment of the page's address the same, so that a
 * view can be linked and the way back leads through what was seen.
 *
 * @module
 */
import type { Theme } from '../report/theme.ts'
import { droppedSentence, type ShownState } from './fragment.ts'
import { holdAtTop } from './held-anchor.ts'
import type { ViewStore } from './view-store.ts'

/** How the state of a page is written into a fragment, and read: the latter never fails. */
export interface Fragments<Shown> {
  readonly format: (state: ShownState<Shown>) => string
  readonly parse: (fragment: string) => ShownState<Shown> & { readonly dropped: readonly string[] }
}

export interface Address {
  readonly theme: () => Theme | undefined
  readonly setTheme: (theme: Theme) => void
  /** The whole address of what is shown. */
  readonly link: () => string
}

export interface AddressOptions<Shown> {
  readonly store: ViewStore<Shown>
  readonly fragments: Fragments<Shown>
  /** Told what a link asked for in vain. */
  readonly say: (text: string) => void
  /** Ends `asked for what …`. */
  readonly has?: string
  /** Whether `after` only goes on with what `before` began, as one more letter of a search does: the way back leads past it. */
  readonly goesOn?: (before: Shown, after: Shown) => boolean
  /** Called with each theme that the address asks for; undefined: that of the system. */
  readonly onTheme: (theme: Theme | undefined) => void
}

/** Sets what the address asks for, and follows it from then on. */
export function followAddress<Shown>({
  store,
  fragments,
  say,
  has,
  goesOn = () => false,
  onTheme,
}: AddressOptions<Shown>): Address {
  let anchor: string | undefined
  let theme: Theme | undefined
  let isReading = false
  const fragment = () => fragments.format({ view: store.current(), anchor, theme })
  const write = (replaces = false) => {
    const text = fragment()
    if (text !== location.hash.slice(1)) goOn(text, replaces)
  }
  const read = () => {
    const state = fragments.parse(location.hash)
    ;({ anchor, theme } = state)
    isReading = true
    store.set(state.view)
    isReading = false
    onTheme(theme)
    const lost = anchor === undefined || goTo(anchor, 'instant') ? [] : [anchor]
    if (lost.length > 0) anchor = undefined
    const fault = droppedSentence([...state.dropped, ...lost], has)
    if (fault !== undefined) say(fault)
  }
  read()
  addEventListener('popstate', read)
  let before = store.current()
  store.subscribe((after) => {
    if (!isReading) write(goesOn(before, after))
    before = after
  })
  followLinks((id) => {
    anchor = id
    write()
  })
  return {
    theme: () => theme,
    setTheme(chosen) {
      theme = chosen
      onTheme(theme)
      write()
    },
    link: () => `${location.href.split('#')[0]}#${fragment()}`,
  }
}

/** An empty fragment is `#`: an address without any would be another document to some browsers. */
function goOn(fragment: string, replaces: boolean): void {
  if (replaces) history.replaceState(null, '', `#${fragment}`)
  else history.pushState(null, '', `#${fragment}`)
}

/** Calls `act` with the anchor of each link into the page that is followed. */
function followLinks(act: (id: string) => void): void {
  document.addEventListener('click', (event) => {
    const id = anchorOf(event)
    if (id === undefined || !goTo(id, 'auto')) return
    event.preventDefault()
    act(id)
  })
}

/** Of a plain click on a link into the page. */
function anchorOf(event: MouseEvent): string | undefined {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
  const target = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null
  return isPlain ? target?.getAttribute('href')?.slice(1) : undefined
}

/** Brings an element to the top of the screen, and the keyboard to it. */
function goTo(id: string, behavior: ScrollBehavior): boolean {
  const element = document.getElementById(id)
  if (element === null) return false
  for (
    let outer = element.closest('details');
    outer !== null;
    outer = outer.parentElement!.closest('details')
  )
    outer.open = true
  holdAtTop(element, behavior)
  if (!element.hasAttribute('tabindex')) element.tabIndex = -1
  element.focus({ preventScroll: true })
  return true
}
