/**
 * The controls by which a person chooses what to see of a comparison.
 *
 * @module
 */
import {
  comparedCells,
  firstComparisonView,
  type ComparisonView,
} from '../../report/comparison/comparison-view.ts'
import { html, type Part } from '../../report/markup.ts'
import type { SweptCells } from '../../report/parameters.ts'
import type { Comparison } from '../../run-store/comparison-format.ts'
import { followAddress } from '../address.ts'
import { barMarkup, startBar, startLink } from '../bar.ts'
import { choiceMarkup, followChoices } from '../choice-inputs.ts'
import { cellsMarkup, followCells } from '../controls-cells.ts'
import { startCommand } from '../copying.ts'
import { startTheme } from '../theme-switch.ts'
import type { ViewStore } from '../view-store.ts'
import { comparisonChoices, comparisonStateText, type ComparisonChoice } from './choices.ts'
import { comparisonFragments } from './fragment.ts'

/** Called once, before pictures are drawn for the first time: what the address asks for is set here. */
export function startComparisonControls(store: ViewStore<ComparisonView>, comparison: Comparison): void {
  const host = document.getElementById('controls')!
  const choices = comparisonChoices(comparison)
  const compared: SweptCells = { cells: comparedCells(comparison) }
  const canSearch = comparison.changes.length > 1
  host.innerHTML = barMarkup(panelMarkup(compared, canSearch, choices)).toString()
  const said = host.querySelector('[role=status]')!
  const say = (text: string) => {
    said.textContent = text
  }
  startCommand(say)
  const theme = startTheme()
  const address = followAddress({
    store,
    fragments: comparisonFragments(
      compared.cells.map(({ id }) => id),
      choices,
    ),
    say,
    has: 'this comparison does not have',
    goesOn: isSameSearch,
    onTheme: theme.show,
  })
  theme.onChoice(address.setTheme)
  const stateText = () => comparisonStateText(comparison, choices, store.current())
  const form = startBar({ host, store, first: firstComparisonView, stateText })
  if (form !== undefined) {
    if (compared.cells.length > 1) followCells(form, compared, store)
    if (canSearch) followSearch(form, store)
    followChoices(form, choices, store, say)
  }
  startLink({ host, store }, address, say)
  store.subscribe(() => say(`Now shown: ${stateText()}.`))
}

function panelMarkup(compared: SweptCells, canSearch: boolean, choices: readonly ComparisonChoice[]): Part {
  const hasCells = compared.cells.length > 1
  if (!hasCells && !canSearch && choices.length === 0) return undefined
  return html`<p class="aside whole">The verdict on top is of all figures, whichever are shown.</p>
    ${hasCells ? cellsMarkup(compared) : undefined} ${canSearch ? searchMarkup : undefined}
    ${choices.map(choiceMarkup)}`
}

const searchMarkup = html`<fieldset class="cells">
  <legend>Figures by name</legend>
  <p class="find">
    <label
      >Search <input type="search" name="figure-search" autocomplete="off" placeholder="put sealed, p99"
    /></label>
  </p>
</fieldset>`

function followSearch(form: HTMLFormElement, store: ViewStore<ComparisonView>): void {
  const input = form.querySelector<HTMLInputElement>('[name=figure-search]')!
  input.addEventListener('input', () =>
    store.set({ search: input.value.trim() === '' ? '' : input.value.toWellFormed() }),
  )
  const refresh = () => {
    const { search } = store.current()
    // What is being typed stays as it is, with a space at its end too.
    if (input.value.trim() !== search.trim()) input.value = search
  }
  store.subscribe(refresh)
  refresh()
}

/** Letter by letter, and nothing else. */
function isSameSearch(before: ComparisonView, after: ComparisonView): boolean {
  const [one, other] = [before.search, after.search]
  const goesOn = one !== '' && other !== '' && (one.startsWith(other) || other.startsWith(one))
  return goesOn && JSON.stringify({ ...before, search: other }) === JSON.stringify(after)
}
