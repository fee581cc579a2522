/**
 * Native inputs for choices among values that are known: boxes where several
 * may be chosen, and buttons of which one is.
 *
 * @module
 */
import { html, type Markup } from '../report/markup.ts'
import type { ViewStore } from './view-store.ts'

export interface InputChoice<Name extends string> {
  /** The key of the view. */
  readonly name: Name
  readonly title: string
  readonly values: readonly { readonly value: string | number; readonly label: string }[]
  /** `one` of them, `some` of them, or `any`: where none is chosen, all are shown. */
  readonly count: 'one' | 'some' | 'any'
}

/** `operations: put, get`: what is chosen of the values of a choice. */
export function chosenText<Name extends string>(
  { name, values, title }: InputChoice<Name>,
  view: Readonly<Record<Name, unknown>>,
): string {
  const chosen = [view[name]].flat().map(String)
  const labels = chosen.map((text) => values.find(({ value }) => String(value) === text)?.label ?? text)
  const some = labels.length > 3 ? [...labels.slice(0, 2), `${labels.length - 2} more`] : labels
  return `${title.toLowerCase()}: ${some.join(', ')}`
}

/** More values stand in a list of their own, which scrolls. */
const valuesMax = 6

export function choiceMarkup({ name, title, values, count }: InputChoice<string>): Markup {
  const type = count === 'one' ? 'radio' : 'checkbox'
  const inputs = values.map(
    ({ value, label }) =>
      html`<label><input type="${type}" name="view-${name}" value="${value}" /> ${label}</label>`,
  )
  if (values.length <= valuesMax)
    return html`<fieldset>
      <legend>${title}</legend>
      ${inputs} ${count === 'any' ? html`<small class="aside">none chosen: all</small>` : undefined}
    </fieldset>`
  return html`<fieldset class="cells">
    <legend>${title}</legend>
    <p class="aside">Where none is chosen, all are shown.</p>
    <div class="list" role="group" aria-label="${title}, one by one" tabindex="0">${inputs}</div>
  </fieldset>`
}

/** Lets the inputs in `form` choose, and follow what is chosen elsewhere. `say` is told why the last box stays. */
export function followChoices<Shown extends object>(
  form: HTMLFormElement,
  choices: readonly InputChoice<keyof Shown & string>[],
  store: ViewStore<Shown>,
  say: (text: string) => void,
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
      store.set({ [choice.name]: choice.count === 'one' ? values[0] : values } as Partial<Shown>)
    else say(`At least one ${choice.title.toLowerCase().replace(/s$/, '')} is needed.`)
    refresh()
  })
  store.subscribe(refresh)
  refresh()
}
