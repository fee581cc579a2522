/**
 * The controls by which a person chooses what to see of a run.
 *
 * @module
 */
import type { ReportData } from '../report/data/report-data.ts'
import { firstView } from '../report/data/view.ts'
import { html, type Part } from '../report/markup.ts'
import type { Run } from '../run-store/run-format.ts'
import { followAddress } from './address.ts'
import { applicable } from './applicable.ts'
import { barMarkup, startBar, startLink } from './bar.ts'
import { cellsMarkup, followCells } from './controls-cells.ts'
import { choicesMarkup, followChoices } from './controls-choices.ts'
import { startCommand } from './copying.ts'
import { formatFragment, parseFragment } from './fragment.ts'
import { startCellTables } from './live-cell-tables.ts'
import { startTheme } from './theme-switch.ts'
import { changeText, stateText } from './view-text.ts'
import type { ViewStore } from './view-store.ts'

type Applies = ReturnType<typeof applicable>

/** Called once, before pictures are drawn for the first time: what the address asks for is set here. */
export function startControls(store: ViewStore, { run }: ReportData): void {
  const host = document.getElementById('controls')!
  const applies = applicable(run)
  host.innerHTML = barMarkup(panelMarkup(run, applies)).toString()
  const said = host.querySelector('[role=status]')!
  const say = (text: string) => {
    said.textContent = text
  }
  const cellIds = run.cells.map(({ id }) => id)
  const theme = startTheme()
  const address = followAddress({
    store,
    fragments: {
      format: formatFragment,
      parse: (fragment) => parseFragment(fragment, cellIds),
    },
    say,
    onTheme: theme.show,
  })
  theme.onChoice(address.setTheme)
  const stateOf = () => stateText(run, store.current(), applies)
  const form = startBar({ host, store, first: firstView, stateText: stateOf })
  if (form !== undefined) {
    if (applies.has('cells')) followCells(form, run, store)
    followChoices(form, store)
  }
  startLink({ host, store }, address, say)
  startCommand(say)
  startCellTables(run, store)
  let before = store.current()
  store.subscribe((view) => {
    const text = changeText(run, before, view)
    before = view
    if (text !== undefined) say(text)
  })
}

function panelMarkup(run: Run, applies: Applies): Part {
  if (applies.size === 0) return undefined
  return html`${applies.has('cells') ? cellsMarkup(run) : undefined} ${choicesMarkup(applies)}`
}
