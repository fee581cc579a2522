/**
 * The bar of controls, which stays on the screen, says what is shown, and
 * unfolds: the same for a run and for many.
 *
 * @module
 */
import { html, type Part } from '../report/markup.ts'
import type { Address } from './address.ts'
import { copyText } from './copying.ts'
import type { ViewStore } from './view-store.ts'

/** `panel` unfolds; undefined where there is nothing to choose. */
export function barMarkup(panel: Part) {
  const bar = html`<div class="bar">
      <details>
        <summary><b>Shown</b> <span class="state"></span></summary>
        <form class="panel" aria-label="What is shown">${panel}</form>
      </details>
      <p class="buttons">
        <button type="button" name="reset">Reset</button>
        <button type="button" name="link">Link to this view</button>
      </p>
    </div>
    <p class="linked" hidden>
      <code class="command address"></code>
      <span>or, after the address of another copy of this page: <code class="command fragment"></code></span>
    </p>`
  return html`${panel === undefined ? undefined : bar}
    <p class="said" role="status" aria-live="polite"></p>`
}

export interface Bar<Shown> {
  readonly host: HTMLElement
  readonly store: ViewStore<Shown>
  /** What is shown first, and with Reset again. */
  readonly first: Shown
  /** What is shown, in one line. */
  readonly stateText: () => string
}

/** Gives the form that unfolds; undefined where there is none. */
export function startBar<Shown>({ host, store, first, stateText }: Bar<Shown>): HTMLFormElement | undefined {
  const form = host.querySelector('form')
  if (form === null) return undefined
  const details = host.querySelector('details')!
  form.addEventListener('submit', (event) => event.preventDefault())
  details.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !details.open) return
    details.open = false
    details.querySelector('summary')!.focus()
  })
  // It would lie over what somebody looks at next.
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && target.isConnected && !host.contains(target)) details.open = false
  })
  const state = host.querySelector('.state')!
  const reset = host.querySelector<HTMLButtonElement>('[name=reset]')!
  reset.addEventListener('click', () => store.set(first))
  const refresh = () => {
    state.textContent = stateText()
    reset.disabled = JSON.stringify(store.current()) === JSON.stringify(first)
  }
  store.subscribe(refresh)
  refresh()
  return form
}

/** The button that gives the link to what is shown. */
export function startLink<Shown>(
  { host, store }: Pick<Bar<Shown>, 'host' | 'store'>,
  address: Address,
  say: (text: string) => void,
): void {
  host.querySelector('[name=link]')?.addEventListener('click', () => {
    const line = host.querySelector<HTMLElement>('.linked')!
    const link = address.link()
    const [code, fragment] = [line.querySelector('.address')!, link.slice(link.indexOf('#'))]
    code.textContent = link
    line.querySelector('.fragment')!.textContent = fragment
    line.querySelector('span')!.hidden = fragment === '#'
    line.hidden = false
    copyText(link, code, say)
  })
  // What it showed is no longer the link to what is shown.
  store.subscribe(() => hideLink(host))
  document.addEventListener('keydown', ({ key, ctrlKey, metaKey }) => {
    const isCopying = ctrlKey || metaKey || key === 'Control' || key === 'Meta'
    if (!isCopying && hideLink(host)) say('')
  })
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !host.contains(target)) hideLink(host)
  })
}

/** Whether it was there to be hidden. */
function hideLink(host: HTMLElement): boolean {
  const line = host.querySelector<HTMLElement>('.linked')
  if (line === null || line.hidden) return false
  line.hidden = true
  return true
}
