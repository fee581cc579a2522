/**
 * The controls by which a person chooses which of many runs to see, and which
 * of their figures.
 *
 * @module
 */
import { firstIndexView } from '../../report/index/index-view.ts'
import type { RunIndex } from '../../report/index/run-index.ts'
import { html } from '../../report/markup.ts'
import { followAddress } from '../address.ts'
import { barMarkup, startBar, startLink } from '../bar.ts'
import { choiceMarkup, followChoices } from '../choice-inputs.ts'
import { startTheme } from '../theme-switch.ts'
import type { ViewStore } from '../view-store.ts'
import { choicesOf, stateText, type IndexPageView } from './choices.ts'
import { indexFragments } from './fragment.ts'

/** Called once, before pictures are drawn for the first time. Gives what says something to whoever looks or listens. */
export function startIndexControls(store: ViewStore<IndexPageView>, index: RunIndex): (text: string) => void {
  const host = document.getElementById('controls')!
  const choices = choicesOf(index)
  host.innerHTML = barMarkup(html`${choices.map(choiceMarkup)} ${daysMarkup}`).toString()
  const said = host.querySelector('[role=status]')!
  const say = (text: string) => {
    said.textContent = text
  }
  const theme = startTheme()
  const address = followAddress({
    store,
    fragments: indexFragments(choices),
    say,
    has: 'these runs do not have',
    onTheme: theme.show,
  })
  theme.onChoice(address.setTheme)
  const stateOf = () => stateText(index, choices, store.current())
  const form = startBar({ host, store, first: { ...firstIndexView, sort: '' }, stateText: stateOf })!
  followChoices(form, choices, store, say)
  followDays(form, store)
  startLink({ host, store }, address, say)
  let before = stateOf()
  store.subscribe(() => {
    const now = stateOf()
    if (now !== before) say(`Now shown: ${now}.`)
    before = now
  })
  return say
}

const daysMarkup = html`<fieldset>
  <legend>Days (UTC)</legend>
  <label>from <input type="date" name="since" /></label>
  <label>to <input type="date" name="until" /></label>
</fieldset>`

function followDays(form: HTMLFormElement, store: ViewStore<IndexPageView>): void {
  for (const name of ['since', 'until'] as const) {
    const input = form.querySelector<HTMLInputElement>(`[name=${name}]`)!
    input.addEventListener('change', () => store.set({ [name]: input.value }))
    const refresh = () => {
      input.value = store.current()[name]
    }
    store.subscribe(refresh)
    refresh()
  }
}
