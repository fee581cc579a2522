/**
 * The controls of everything but cells: boxes where several may be chosen,
 * and buttons of which one is.
 *
 * @module
 */
import { operations } from '../measure/series.ts'
import { describePercentile } from '../report/figures.ts'
import { html, type Markup, type Part } from '../report/markup.ts'
import {
  viewArms,
  viewPercentiles,
  viewScales,
  viewTimes,
  viewUnits,
  type View,
} from '../report/data/view.ts'
import { callsHaveNoResponseTime, hasResponseTime } from './measured-view.ts'
import type { ViewStore } from './view-store.ts'
import { choiceNames } from './view-text.ts'

type ChoiceName = Exclude<keyof View, 'cells'>

interface Choice {
  readonly name: ChoiceName
  readonly title: string
  readonly values: readonly (string | number)[]
  readonly isMany: boolean
}

const choices: readonly Choice[] = [
  { name: 'operations', title: 'Operations', values: operations, isMany: true },
  { name: 'arms', title: 'Arms', values: viewArms, isMany: true },
  { name: 'time', title: 'Time', values: viewTimes, isMany: false },
  { name: 'unit', title: 'Figures', values: viewUnits, isMany: false },
  { name: 'scale', title: 'Axes of time', values: viewScales, isMany: false },
  { name: 'percentiles', title: 'Percentiles', values: viewPercentiles, isMany: true },
]

/** A group of native inputs for each choice that `applies`. */
export function choicesMarkup(applies: ReadonlySet<keyof View>): Part {
  return choices.filter(({ name }) => applies.has(name)).map(groupMarkup)
}

function groupMarkup({ name, title, values, isMany }: Choice): Markup {
  const type = isMany ? 'checkbox' : 'radio'
  return html`<fieldset>
    <legend>${title}</legend>
    ${values.map(
      (value) =>
        html`<label
          ><input type="${type}" name="view-${name}" value="${value}" /> ${labelOf(name, value)}</label
        >`,
    )}
    ${name === 'time' ? html`<small class="why" hidden>${callsHaveNoResponseTime}</small>` : undefined}
  </fieldset>`
}

function labelOf(name: ChoiceName, value: string | number): string {
  return name === 'percentiles' ? describePercentile(Number(value)) : (choiceNames[value] ?? String(value))
}

/** Lets the inputs in `form` choose, and follow what is chosen elsewhere. */
export function followChoices(form: HTMLFormElement, store: ViewStore): void {
  const shown = choices.filter(({ name }) => inputsOf(form, name).length > 0)
  const refresh = () => {
    const view = store.current()
    for (const { name } of shown)
      for (const input of inputsOf(form, name))
        input.checked = [view[name]].flat().map(String).includes(input.value)
    refreshTime(form, hasResponseTime(view))
  }
  form.addEventListener('change', ({ target }) => {
    const choice = shown.find(
      ({ name }) => target instanceof HTMLInputElement && target.name === `view-${name}`,
    )
    if (choice === undefined) return
    const checked = inputsOf(form, choice.name).filter((input) => input.checked)
    const values = choice.values.filter((value) => checked.some((input) => input.value === String(value)))
    // Nothing at all cannot be shown: the last box stays.
    if (values.length > 0) store.set({ [choice.name]: choice.isMany ? values : values[0] })
    refresh()
  })
  store.subscribe(refresh)
  refresh()
}

/** Only records have a response time; the word that says so belongs to the choice. */
function refreshTime(form: HTMLFormElement, isThere: boolean): void {
  const why = form.querySelector<HTMLElement>('.why')
  const input = inputsOf(form, 'time').find(({ value }) => value === 'responseTime')
  if (why === null || input === undefined) return
  why.hidden = isThere
  input.disabled = !isThere
}

function inputsOf(form: HTMLFormElement, name: ChoiceName): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>(`input[name="view-${name}"]`)]
}
