/**
 * A comparison as one HTML file that opens offline, under the same policy as
 * the report of a run.
 *
 * @module
 */
import type { Comparison, ComparedSide } from '../../run-store/comparison-format.ts'
import { html, type Markup } from '../markup.ts'
import { drawnFigures, htmlDocument, section, type DrawnChart } from '../page.ts'
import type { Embedding } from '../page-embedding.ts'
import { renderTable } from '../page-table.ts'
import { changeMarks, changeTable, comparisonHeadline, comparisonMethod } from './comparison-text.ts'

export function renderComparisonPage(
  comparison: Comparison,
  charts: readonly DrawnChart[],
  embedding: Embedding,
): string {
  const { scenario, verdict, reasons, warnings, exitCode, base, candidate } = comparison
  const mark = verdict === 'inconclusive' ? '◆' : changeMarks[verdict]
  const word = {
    regression: 'refuted',
    improvement: 'holds',
    'no-difference': 'holds',
    inconclusive: 'inconclusive',
  }
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
                  ${[...warnings, ...reasons.slice(0, 12)].map((reason) => html`<li>${reason}</li>`)}
                </ul>`
          }
          <dl class="facts">
            <dt>verdict</dt>
            <dd class="${word[verdict]}"><b class="word">${mark} ${verdict}</b>, exit code ${exitCode}</dd>
            ${sideFacts('base', base)} ${sideFacts('candidate', candidate)}
          </dl>
        </div>
      </header>
      <main>
        ${section('Changes', renderTable(changeTable(comparison), 'Changes'))}
        ${section('Pictures', drawnFigures(charts))}
      </main>
      <footer>Drawn by sealbench from comparison.json; nothing was loaded from anywhere else.</footer>`,
    embedding,
  )
}

function sideFacts(role: string, { name, runs }: ComparedSide): Markup {
  const commits = [...new Set(runs.map(({ gitCommit }) => gitCommit?.slice(0, 12) ?? 'unknown'))].join(', ')
  return html`<dt>${role}</dt>
    <dd>${name}: ${runs.map(({ id }) => id).join(', ')}; commit ${commits}</dd>`
}
