/**
 * The controls by which a person chooses what to see of a run: a bar that
 * stays on the screen, says what is shown, and unfolds.
 *
 * @module
 */
import type { ReportData } from '../report/data/report-data.ts'
import { firstView } from '../report/data/view.ts'
import { html } from '../report/markup.ts'
import type { Run } from '../run-store/run-format.ts'
import { followAddress, type Address } from './address.ts'
import { applicable } from './applicable.ts'
import { cellsMarkup, followCells } from './controls-cells.ts'
import { choicesMarkup, followChoices } from './controls-choices.ts'
import { copyText } from './copying.ts'
import { startCellTables } from './live-cell-tables.ts'
import { startTheme } from './theme-switch.ts'
import { changeText, stateText } from './view-text.ts'
import type { ViewStore } from './view-store.ts'

type Applies = ReturnType<typeof applicable>

/** Called once, before pictures are drawn for the first time: what the address asks for is set here. */
export function startControls(store: ViewStore, { run }: ReportData): void {
  const host = document.getElementById('controls')!
  const applies = applicable(run)
  host.innerHTML = barMarkup(run, applies).toString()
  const said = host.querySelector('[role=status]')!
  const say = (text: string) => {
    said.textContent = text
  }
  const theme = startTheme()
  const address = followAddress({
    store,
    cellIds: run.cells.map(({ id }) => id),
    say,
    onTheme: theme.show,
  })
  theme.onChoice(address.setTheme)
  startBar(host, store, run, applies)
  startButtons(host, store, address, say)
  startCommand(say)
  startCellTables(run, store)
  let before = store.current()
  store.subscribe((view) => {
    const text = changeText(run, before, view)
    before = view
    if (text !== undefined) say(text)
  })
}

function barMarkup(run: Run, applies: Applies) {
  const bar = html`<div class="bar">
      <details>
        <summary><b>Shown</b> <span class="state"></span></summary>
        <form class="panel" aria-label="What is shown">
          ${applies.has('cells') ? cellsMarkup(run) : undefined} ${choicesMarkup(applies)}
        </form>
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
  return html`${applies.size === 0 ? undefined : bar}
    <p class="said" role="status" aria-live="polite"></p>`
}

function startBar(host: HTMLElement, store: ViewStore, run: Run, applies: Applies): void {
  const form = host.querySelector('form')
  if (form === null) return
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
  if (applies.has('cells')) followCells(form, run, store)
  followChoices(form, store)
  const state = host.querySelector('.state')!
  const reset = host.querySelector<HTMLButtonElement>('[name=reset]')!
  const refresh = () => {
    state.textContent = stateText(run, store.current(), applies)
    reset.disabled = JSON.stringify(store.current()) === JSON.stringify(firstView)
  }
  store.subscribe(refresh)
  refresh()
}

function startButtons(
  host: HTMLElement,
  store: ViewStore,
  address: Address,
  say: (text: string) => void,
): void {
  host.querySelector('[name=reset]')?.addEventListener('click', () => store.set(firstView))
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

/** A button beside the command that does the run again. */
function startCommand(say: (text: string) => void): void {
  const code = document.querySelector('.facts .command')
  if (code === null) return
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Copy'
  button.setAttribute('aria-label', 'Copy the command')
  button.addEventListener('click', () => copyText(code.textContent, code, say))
  code.after(' ', button)
}
