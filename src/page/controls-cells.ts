/**
 * The control that chooses cells: a box for each value of a swept parameter,
 * a search, and a list with a box for each cell.
 *
 * @module
 */
import { html, type Markup } from '../report/markup.ts'
import { describeParameter, shortLabel, type SweptCells } from '../report/parameters.ts'
import { cellsFound, parameterChips, withCells, type ParameterChips } from './cell-choice.ts'
import type { CellStore } from './view-store.ts'

/** Of more values a parameter has no boxes: the search finds them. */
const valuesMax = 30
/** What a search field has room for. */
const exampleLength = 40

export function cellsMarkup(run: SweptCells): Markup {
  return html`<fieldset class="cells">
    <legend>Cells</legend>
    <p class="aside">Where none is chosen, all are shown.</p>
    ${chipsOf(run).map(chipsMarkup)}
    <p class="find">
      <label
        >Search <input type="search" name="cell-search" autocomplete="off" placeholder="${example(run)}"
      /></label>
      <button type="button" name="choose-found">Choose all found</button>
      <button type="button" name="choose-none">Choose none</button>
      <span class="none-found" aria-live="polite"></span>
    </p>
    <div class="list" role="group" aria-label="Cells, one by one" tabindex="0">
      ${run.cells.map(
        (cell) =>
          html`<label
            ><input type="checkbox" name="cell" value="${cell.id}" /> ${shortLabel(run, cell)}</label
          >`,
      )}
    </div>
  </fieldset>`
}

/** A search that finds the first cell. */
function example({ cells: [first] }: SweptCells): string {
  return Object.entries(first?.params ?? {})
    .map(([name, value]) => `${name.split('.').at(-1)} ${describeParameter(value)}`)
    .join(', ')
    .slice(0, exampleLength)
}

function chipsOf(run: SweptCells): readonly ParameterChips[] {
  return parameterChips(run).filter(({ values }) => values.length <= valuesMax)
}

function chipsMarkup({ parameter, values }: ParameterChips): Markup {
  return html`<div class="chips" role="group" aria-label="Cells by ${parameter}">
    <span>${parameter}</span>
    ${values.map(
      ({ text, cells }) =>
        html`<label
          ><input type="checkbox" name="cell-value" value="${cells.join(' ')}" /> ${text}
          <small>${cells.length}</small></label
        >`,
    )}
  </div>`
}

/** Lets the inputs in `form` choose, and follow what is chosen elsewhere. */
export function followCells(form: HTMLFormElement, run: SweptCells, store: CellStore): void {
  const search = form.querySelector<HTMLInputElement>('[name=cell-search]')!
  const chips = chipsOf(run).flatMap(({ values }) => values.map(({ cells }) => cells))
  const chipInputs = [...form.querySelectorAll<HTMLInputElement>('[name=cell-value]')]
  const cellInputs = [...form.querySelectorAll<HTMLInputElement>('[name=cell]')]
  const choose = (cells: readonly string[], isChosen: boolean) =>
    store.set({ cells: withCells(run, store.current().cells, cells, isChosen) })
  const refresh = () => {
    const chosen = new Set(store.current().cells)
    for (const input of cellInputs) input.checked = chosen.has(input.value)
    for (const [index, input] of chipInputs.entries()) {
      const count = chips[index]!.filter((id) => chosen.has(id)).length
      input.checked = count === chips[index]!.length
      input.indeterminate = count > 0 && !input.checked
    }
  }
  form.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    if (target.name === 'cell') choose([target.value], target.checked)
    const chip = chipInputs.indexOf(target)
    if (chip >= 0) choose(chips[chip]!, target.checked)
  })
  search.addEventListener('input', () => {
    const found = cellsFound(run, search.value)
    for (const input of cellInputs) input.parentElement!.hidden = !found.has(input.value)
    form.querySelector<HTMLButtonElement>('[name=choose-found]')!.disabled = found.size === 0
    form.querySelector('.none-found')!.textContent = found.size === 0 ? 'none found' : ''
  })
  form.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return
    if (target.name === 'choose-found') choose([...cellsFound(run, search.value)], true)
    if (target.name === 'choose-none') store.set({ cells: [] })
  })
  store.subscribe(refresh)
  refresh()
}
