/**
 * The controls by which a person chooses which of many runs to see, and which
 * of their figures.
 *
 * @module
 */
import { firstIndexView } from '../../report/index/index-view.ts'
import type { RunIndex } from '../../report/index/run-index.ts'
import { html, type Markup } from '../../report/markup.ts'
import { followAddress } from '../address.ts'
import { barMarkup, startBar, startLink } from '../bar.ts'
import { startTheme } from '../theme-switch.ts'
import type { ViewStore } from '../view-store.ts'
import { choicesOf, stateText, type Choice, type IndexPageView } from './choices.ts'
import { indexFragments } from './fragment.ts'

/** More values stand in a list of their own, which scrolls. */
const valuesMax = 6

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
  followChoices(form, choices, store)
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

function choiceMarkup({ name, title, values, count }: Choice): Markup {
  const type = count === 'one' ? 'radio' : 'checkbox'
  const inputs = values.map(
    ({ value, label }) =>
      html`<label><input type="${type}" name="view-${name}" value="${value}" /> ${label}</label>`,
  )
  if (values.length <= valuesMax)
    return html`<fieldset>
      <legend>${title}</legend>
      ${inputs}
    </fieldset>`
  return html`<fieldset class="cells">
    <legend>${title}</legend>
    <p class="aside">Where none is chosen, all are shown.</p>
    <div class="list" role="group" aria-label="${title}, one by one" tabindex="0">${inputs}</div>
  </fieldset>`
}

const daysMarkup = html`<fieldset>
  <legend>Days (UTC)</legend>
  <label>from <input type="date" name="since" /></label>
  <label>to <input type="date" name="until" /></label>
</fieldset>`

/** Lets the inputs in `form` choose, and follow what is chosen elsewhere. */
function followChoices(
  form: HTMLFormElement,
  choices: readonly Choice[],
  store: ViewStore<IndexPageView>,
): void {
  const inputsOf = (name: string) => [
    ...form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(`view-${name}`)}"]`),
  ]
  const refresh = () => {
    const view = store.current()
    for (const { name } of choices) {
      const chosen = new Set([view[name]].flat().map(String))
      for (const input of inputsOf(name)) input.checked = chosen.has(input.value)
    }
  }
  form.addEventListener('change', ({ target }) => {
    const choice = choices.find(
      ({ name }) => target instanceof HTMLInputElement && target.name === `view-${name}`,
    )
    if (choice === undefined) return
    const checked = new Set(inputsOf(choice.name).flatMap((input) => (input.checked ? input.value : [])))
    const values = choice.values.flatMap(({ value }) => (checked.has(String(value)) ? value : []))
    // Nothing at all cannot be shown: the last box stays.
    if (values.length > 0 || choice.count === 'any')
      store.set({ [choice.name]: choice.count === 'one' ? values[0] : values })
    refresh()
  })
  store.subscribe(refresh)
  refresh()
}

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
