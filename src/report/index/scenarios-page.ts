/**
 * `index.html` above several scenarios: how the newest run of each stands, with
 * the way to all of its runs.
 *
 * @module
 */
import { program } from '../../program.ts'
import { describeCount, nothing, plural } from '../figures.ts'
import { html, type Markup, type Part } from '../markup.ts'
import { htmlDocument, section } from '../page.ts'
import type { Embedding } from '../page-embedding.ts'
import { commandLine } from '../shell-words.ts'
import { relativeHref } from '../text.ts'
import { timeOf } from './charts/index-chart.ts'
import { reportLink, skippedSection, verdictText } from './index-page.ts'
import type { IndexedPage, IndexedScenario, ScenarioIndex } from './run-index.ts'

export function renderScenariosPage(
  { name, scenarios, pages, skipped }: ScenarioIndex,
  embedding: Embedding,
): string {
  const runs = scenarios.reduce((sum, scenario) => sum + scenario.runs, 0)
  return htmlDocument(
    `${name}: ${plural(scenarios.length, 'scenario')}`,
    html`<header>
        <div>
          <div class="brand"><b>sealbench</b><span>${name}</span></div>
          <h1>${plural(scenarios.length, 'scenario')}, ${plural(runs, 'run')}</h1>
          <p class="headline">${headlineOf(scenarios)}</p>
        </div>
      </header>
      <main>
        <div id="controls"></div>
        ${section('Scenarios', scenariosTable(scenarios))} ${pagesSection(pages)} ${skippedSection(skipped)}
      </main>
      <footer>
        Drawn by sealbench from the runs below this file; nothing was loaded from anywhere else.
      </footer>`,
    embedding,
  )
}

function pagesSection(pages: readonly IndexedPage[]): Part {
  if (pages.length === 0) return undefined
  const lines = pages.map(({ folder, kind, page }) => {
    const href = page === undefined ? undefined : relativeHref(`${folder}/${page}`)
    return href === undefined
      ? html`<li>
          ${folder}: a ${kind} without a page. In the folder of this file,
          <code>${commandLine(['report', folder])}</code> draws one.
        </li>`
      : html`<li><a href="${href}">${folder}</a>: a ${kind}</li>`
  })
  return section(
    'Plans and comparisons',
    html`<ul class="card">
      ${lines}
    </ul>`,
  )
}

function headlineOf(scenarios: readonly IndexedScenario[]): string {
  if (scenarios.length === 0) return 'There are no runs here yet.'
  const against = scenarios.filter(({ newest }) => newest !== undefined && newest.exitCode !== 0)
  return against.length === 0
    ? 'No newest run ended with a verdict against it.'
    : `${describeCount(against.length)} of the newest runs ended with an exit code that is not 0.`
}

function scenariosTable(scenarios: readonly IndexedScenario[]): Markup {
  if (scenarios.length === 0) return html`<p>None yet. ${program} run makes the first run.</p>`
  return html`<div class="scroll" role="region" aria-label="Scenarios" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">scenario</th>
          <th scope="col">verdict</th>
          <th scope="col">question</th>
          <th scope="col" class="n">runs</th>
          <th scope="col">newest run</th>
          <th scope="col">began (UTC)</th>
          <th scope="col" class="n">exit code</th>
          <th scope="col">in words</th>
        </tr>
      </thead>
      <tbody>
        ${scenarios.map(scenarioRow)}
      </tbody>
    </table>
  </div>`
}

function scenarioRow({ folder, runs, newest, reason }: IndexedScenario): Markup {
  const href = relativeHref(`${folder}/index.html`)
  const name = href === undefined ? folder : html`<a href="${href}">${folder}</a>`
  if (newest === undefined)
    return html`<tr>
      <td>${name}</td>
      <td></td>
      <td></td>
      <td class="n">${describeCount(runs)}</td>
      <td class="text" colspan="4">The newest cannot be read: ${reason ?? nothing}</td>
    </tr> `
  return html`<tr>
    <td>${name}</td>
    <td class="${newest.verdict}"><b class="word">${verdictText(newest)}</b></td>
    <td class="text">${newest.question}</td>
    <td class="n">${describeCount(runs)}</td>
    <td>${reportLink(newest, `${folder}/`)}</td>
    <td>${timeOf(newest)}</td>
    <td class="n">${newest.exitCode}</td>
    <td class="text">${newest.headline}</td>
  </tr> `
}
