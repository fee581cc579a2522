/**
 * The controls by which a person chooses what to see of a plan.
 *
 * @module
 */
import type { Plan } from '../../planner/plan-document.ts'
import { html } from '../../report/markup.ts'
import { firstPlanView, type PlanView } from '../../report/plan/plan-view.ts'
import { followAddress } from '../address.ts'
import { barMarkup, startBar, startLink } from '../bar.ts'
import { choiceMarkup, followChoices } from '../choice-inputs.ts'
import { startCommand } from '../copying.ts'
import { startTheme } from '../theme-switch.ts'
import type { ViewStore } from '../view-store.ts'
import { planChoices, planStateText } from './choices.ts'
import { planFragments } from './fragment.ts'

/** Called once, before pictures are drawn for the first time: what the address asks for is set here. */
export function startPlanControls(store: ViewStore<PlanView>, plan: Plan): void {
  const host = document.getElementById('controls')!
  const choices = planChoices(plan)
  host.innerHTML = barMarkup(html`${choices.map(choiceMarkup)}`).toString()
  const said = host.querySelector('[role=status]')!
  const say = (text: string) => {
    said.textContent = text
  }
  startCommand(say)
  const theme = startTheme()
  const address = followAddress({
    store,
    fragments: planFragments(plan.cells.map(({ id }) => id)),
    say,
    has: 'this plan does not have',
    onTheme: theme.show,
  })
  theme.onChoice(address.setTheme)
  const stateText = () => planStateText(plan, store.current())
  followChoices(startBar({ host, store, first: firstPlanView, stateText })!, choices, store, say)
  startLink({ host, store }, address, say)
  store.subscribe(() => say(`Now shown: ${stateText()}.`))
}
