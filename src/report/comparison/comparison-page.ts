/**
 * A comparison as one HTML file that opens offline, under the same policy as
 * the report of a run.
 *
 * @module
 */
import type { Comparison, ComparedSide } from '../../run-store/comparison-format.ts'
import { plural } from '../figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Table } from '../overview.ts'
import { drawnFigures, htmlDocument, section, type DrawnChart } from '../page.ts'
import type { Embedding } from '../page-embedding.ts'
import { commandLine } from '../shell-words.ts'
import { renderTable } from '../page-table.ts'
import { reasonMost, shortened } from '../text.ts'
import { changeMarks, verdictWords } from './change-outcome.ts'
import {
  changeTable,
  columnMeanings,
  comparisonHeadline,
  comparisonMethod,
  missesMuch,
} from './comparison-text.ts'

/** So many rows of the table of changes are seen at once. */
export const listedMax = 200

export function renderComparisonPage(
  comparison: Comparison,
  charts: readonly DrawnChart[],
  embedding: Embedding,
  /** Addresses of the reports of runs, by their ids. */
  reports: ReadonlyMap<string, string> = new Map(),
): string {
  const { scenario, verdict, reasons, warnings, exitCode, base, candidate, told } = comparison
  const outcome = missesMuch(comparison) ? 'untold' : verdict
  const mark = outcome === 'inconclusive' ? '◆' : changeMarks[outcome]
  const isTold = outcome !== 'inconclusive' && outcome !== 'untold'
  const word = verdict === 'regression' ? 'refuted' : isTold ? 'holds' : 'inconclusive'
  return htmlDocument(
    `${scenario}: ${candidate.name} against ${base.name}`,
    html`<header>
        <div>
          <div class="brand"><b>sealbench</b><span>${scenario}</span><span>comparison</span></div>
          <h1>${comparisonHeadline(comparison)}</h1>
          <p class="headline">${comparisonMethod(comparison)}</p>
          ${
            reasons.length + warnings.length === 0
              ? undefined
              : html`<ul class="reasons">
                  ${[...warnings, ...reasons.slice(0, 12)].map((reason) => html`<li>${shortened(reason, reasonMost)}</li>`)}
                </ul>`
          }
          <dl class="facts">
            <dt>verdict</dt>
            <dd class="${word}">
              <b class="word">${mark} ${verdictWords[outcome]}</b>, exit code ${exitCode}
            </dd>
            ${sideFacts('base', base, reports)} ${sideFacts('candidate', candidate, reports)}
            ${
              told === undefined
                ? undefined
                : html`<dt>again</dt>
                    <dd><code class="command">${commandLine(told)}</code></dd>`
            }
          </dl>
        </div>
      </header>
      <main>
        <div id="controls"></div>
        ${section('Changes', html`${changesTables(comparison)}${columnWords(comparison)}`)}
        ${section('Pictures', drawnFigures(charts))}
      </main>
      <footer>Drawn by sealbench from comparison.json; nothing was loaded from anywhere else.</footer>`,
    embedding,
  )
}

/** A browser takes a second to lay out thousands of rows: those beyond the first are folded. The script of the page finds both tables by their names. */
function changesTables(comparison: Comparison): Markup {
  const { columns, rows } = answersFirst(changeTable(comparison))
  const rest = rows.slice(listedMax)
  return html`<div class="changes">
    ${renderTable({ columns, rows: rows.slice(0, listedMax) }, 'Changes')}
    ${
      rest.length === 0
        ? undefined
        : html`<details class="rest">
            <summary>${plural(rest.length, 'more figure')}</summary>
            ${renderTable({ columns, rows: rest }, 'More changes')}
          </details>`
    }
  </div>`
}

/** A phone has room for four columns: those that answer come before those that explain. */
function answersFirst({ columns, rows }: Table): Table {
  const labels = columns.map(({ label }) => label)
  const first = ['cell', 'figure', 'change (95 %)', 'verdict'].map((label) => labels.indexOf(label))
  const order = [...new Set([...first, ...labels.keys()])]
  return {
    columns: order.map((at) => columns[at]!),
    rows: rows.map((row) => order.map((at) => row[at]!)),
  }
}

function sideFacts(role: string, { name, runs }: ComparedSide, reports: ReadonlyMap<string, string>): Markup {
  const commits = [...new Set(runs.map(({ gitCommit }) => gitCommit?.slice(0, 12) ?? 'unknown'))].join(', ')
  const links = runs.map(({ id }, index) => {
    const href = reports.get(id)
    return html`${index === 0 ? '' : ', '}${href === undefined ? id : html`<a href="${href}">${id}</a>`}`
  })
  return html`<dt>${role}</dt>
    <dd>${name}: ${links}; commit ${commits}</dd>`
}

function columnWords(comparison: Comparison): Markup {
  const { columns } = changeTable(comparison)
  const words = columns.flatMap(({ label }) => {
    const meaning = Object.hasOwn(columnMeanings, label) ? columnMeanings[label] : undefined
    return meaning === undefined
      ? []
      : [
          html`<dt>${label}</dt>
            <dd>${meaning}</dd> `,
        ]
  })
  return html`<p>What its columns say:</p>
    <dl class="words">${words}</dl>`
}
