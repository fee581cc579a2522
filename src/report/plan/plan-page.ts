/**
 * A plan as one HTML file that opens offline, under the same policy as the
 * report of a run.
 *
 * @module
 */
import type { Plan, PlanCell } from '../../planner/plan-document.ts'
import { momentText } from '../environment-notes.ts'
import { html, type Markup, type Part } from '../markup.ts'
import { drawnFigures, htmlDocument, section, type DrawnChart } from '../page.ts'
import type { Embedding } from '../page-embedding.ts'
import { renderTable } from '../page-table.ts'
import { cellAnswers, type Answer } from './cell-answer.ts'
import { plural } from '../figures.ts'
import { commandLine } from '../shell-words.ts'
import { withoutOutlook } from './chosen-plan.ts'
import { fleetText } from './fleet-text.ts'
import { planAnswers } from './plan-answer.ts'
import { cellName } from './plan-figures.ts'
import { cellSections, planCautions, planSections, type PlanSection } from './plan-sections.ts'
import { sourcesTable } from './plan-tables.ts'
import { shownPlan } from './shown-plan.ts'

/** Of more cells the tables stand in plan.json and plan.csv. */
const cellsMax = 24
/** Of an answer, in characters: more take a line of their own. */
const longText = 700
const classOf = { good: 'holds', bad: 'refuted', neutral: 'invalid' } as const
const markOf = { good: '✔', bad: '✘', neutral: '·' } as const

export function planPage(whole: Plan, charts: readonly DrawnChart[], embedding: Embedding): string {
  const plan = shownPlan(whole)
  const { cells } = plan
  const [first, ...others] = cells
  return htmlDocument(
    plan.name,
    html`${masthead(plan)}
      <main class="plan">
        <div id="controls"></div>
        ${section('The answer', answerCards(planAnswers(plan)))} ${planSections(plan).map(tableSection)}
        ${charts.length === 0 ? undefined : section('Pictures', html`${outlookNote(whole)} ${drawnFigures(charts)}`)}
        ${first === undefined ? undefined : cellSections(plan, first).map(tableSection)}
        ${othersSection(plan, others)}
        ${section('Prices and quotas', renderTable(sourcesTable(plan), 'Prices and quotas'))}
        ${cautionsSection(plan)}
      </main>
      <footer>
        Drawn by sealbench ${plan.sealbenchVersion} from plan.json beside this file; nothing was loaded from
        anywhere else. plan.csv has every figure unrounded, plan-grid.csv those of each TTL with each
        rotation, plan.md the tables for a ticket.
      </footer>`,
    embedding,
  )
}

function masthead(plan: Plan): Markup {
  const { name, question, createdAt, seed, cells, tables, told, sealbenchVersion } = plan
  return html`<header>
    <div>
      <div class="brand">
        <b>sealbench</b><span>${name}</span><span>plan</span><span>${momentText(createdAt)}</span>
      </div>
      <h1>${question}</h1>
      <p class="headline">
        Rates are theory, outcomes are simulated, money is modelled; each figure says which it is.
      </p>
      <dl class="facts">
        <dt>fleet</dt>
        <dd>${fleetText(plan)}</dd>
        <dt>cells</dt>
        <dd>${cells.length}, seed ${seed}</dd>
        <dt>tables</dt>
        <dd>prices of ${tables.prices.date}, quotas of ${tables.quotas.date}</dd>
        ${
          told === undefined
            ? undefined
            : html`<dt>again</dt>
                <dd><code class="command">${commandLine(told)}</code> with sealbench ${sealbenchVersion}</dd>`
        }
      </dl>
    </div>
  </header>`
}

/** Which cells some pictures are not there of: whoever chooses one of them would look for these in vain. */
function outlookNote(plan: Plan): Part {
  const without = withoutOutlook(plan)
  const [first] = without
  if (first === undefined) return undefined
  const shown = shownPlan(plan).cells[plan.cells.indexOf(first)]!.id
  const others = without.length === 1 ? '' : ` and ${plural(without.length - 1, 'other cell')}`
  return html`<p>
    Curves, and TTL with rotation, are drawn of the first
    ${plural(plan.cells.length - without.length, 'cell')}. ${shown}${others}
    ${without.length === 1 ? 'has' : 'have'} none, as each takes time to plan and room on this page: a plan of
    one of these cells alone has them.
  </p>`
}

function answerCards(answers: readonly Answer[]): Markup {
  return html`<div class="answers">
    ${answers.map(
      ({ topic, figure: headline, text, standing }) =>
        html`<article class="card claim ${classOf[standing]}${text.length > longText ? ' whole' : ''}">
          <span class="word">${markOf[standing]} ${topic}</span>
          <div class="figure">${headline}</div>
          <p class="because">${text}</p>
        </article>`,
    )}
  </div>`
}

function tableSection({ title, table, notes }: PlanSection): Markup {
  return section(title, html`${renderTable(table, title)} ${notes.map((note) => html`<p>${note}</p>`)}`)
}

function othersSection(plan: Plan, others: readonly PlanCell[]): Part {
  if (others.length === 0) return undefined
  const left = others.length - cellsMax
  return section(
    'The other cells',
    html`${others.slice(0, cellsMax).map(
      (cell) =>
        html`<details class="card">
          <summary>${cellName(cell)}</summary>
          ${answerCards(cellAnswers(plan, cell))} ${cellSections(plan, cell).map(tableSection)}
        </details>`,
    )}
    ${left > 0 ? html`<p>${left} more stand in plan.json and plan.csv.</p>` : undefined}`,
  )
}

function cautionsSection(plan: Plan): Part {
  const cautions = planCautions(plan)
  if (cautions.length === 0) return undefined
  return section(
    'What speaks against it',
    html`<ul>
      ${cautions.map((caution) => html`<li>${caution}</li>`)}
    </ul>`,
  )
}
