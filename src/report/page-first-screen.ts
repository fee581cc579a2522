/**
 * What a person sees of a report before anything else: the question, the
 * verdict, each claim in one line beside the picture of all of them, whether
 * the run can be believed, and how to have it again.
 *
 * @module
 */
import type { ClaimResult, ClaimVerdict, Run } from '../run-store/run-format.ts'
import { command } from './again.ts'
import { sweepAnswers } from './charts/sweep-answers.ts'
import { crossingSentences } from './crossings.ts'
import { conditionsLine, momentText } from './environment-notes.ts'
import { nothing, plural } from './figures.ts'
import { html, type Markup, type Part } from './markup.ts'
import {
  claimText,
  environmentLine,
  headline,
  outcomeWord,
  question,
  scenarioTitle,
  verdictMarks,
  type ClaimText,
} from './overview.ts'
import { explained } from './page-words.ts'
import { standingLines, type Standing } from './standing.ts'
import { reasonMost, shortened } from './text.ts'

/** So many claims are shown at once; of more, the first few, so that what follows stays on the screen. */
const claimsMax = 4
const claimsOfMany = 3
const reasonsShown = 3

const standingMarks: Readonly<Record<Standing, string>> = { good: '✔', caution: '◆', bad: '✘', untold: '·' }
const standingClasses: Readonly<Record<Standing, string>> = {
  good: 'holds',
  caution: 'inconclusive',
  bad: 'refuted',
  untold: 'invalid',
}
/** What a reader is after first. */
const severities: readonly ClaimVerdict[] = ['refuted', 'invalid', 'inconclusive', 'holds']

/** `picture` is that of the claims, where there is one. */
export function firstScreen(run: Run, picture: Part): Markup {
  return html`<header class="top">
    <div>
      <div class="brand">
        <b>sealbench</b> <span>${scenarioTitle(run)}</span> <span>run ${run.id}</span>
        <span>${momentText(run.environment.startedAt)}</span>
      </div>
      <h1>${question(run)}</h1>
      <div class="${picture === undefined ? 'first alone' : 'first'}">
        <div class="answer">${verdict(run)} ${swept(run)} ${reasons(run)} ${claims(run)}</div>
        ${picture === undefined ? undefined : html`<div class="evidence">${picture}</div>`}
        <dl class="facts">${standing(run)} ${again(run)}</dl>
      </div>
    </div>
  </header>`
}

function verdict(run: Run): Markup {
  const { exitCode, status } = run
  const { mark, word, kind } = outcomeWord(run)
  return html`<p class="verdict ${kind}">
    <span class="word mark" aria-hidden="true">${mark}</span> <b class="word">${word}</b>
    <span class="headline">${headline(run)}</span>
    <span class="aside">exit code ${exitCode}, run ${status}</span>
  </p>`
}

function swept(run: Run): Part {
  return sweepAnswers(run).map((sentence) => html`<p class="swept">${sentence}</p>`)
}

function reasons({ reasons: all }: Run): Part {
  if (all.length === 0) return undefined
  return html`<ul class="reasons">
      ${items(all.slice(0, reasonsShown))}
    </ul>
    ${folded(
      plural(all.length - reasonsShown, 'more reason'),
      all.slice(reasonsShown),
      (rest) =>
        html`<ul class="reasons">
          ${items(rest)}
        </ul>`,
    )}`
}

function items(texts: readonly string[]): Part {
  return texts.map((text) => html`<li>${shortened(text, reasonMost)}</li>`)
}

function claims(run: Run): Part {
  if (run.claims.length === 0) return undefined
  const sorted = run.claims.toSorted((one, other) => severity(one) - severity(other))
  const seen = new Set<string>()
  const list = (some: readonly ClaimResult[]) =>
    html`<ol class="claims">
      ${some.map((claim) => claimLine(claimText(run, claim), seen))}
    </ol>`
  const shown = sorted.length > claimsMax ? claimsOfMany : claimsMax
  const rest = sorted.slice(shown)
  return html`<h2 class="label">${run.claims.length === 1 ? 'The claim' : 'The claims'}</h2>
    ${list(sorted.slice(0, shown))} ${folded(moreClaims(rest), rest, list)}
    ${crossingSentences(run).map((sentence) => html`<p class="aside">${sentence}</p>`)}`
}

function severity({ verdict: of }: ClaimResult): number {
  return severities.indexOf(of)
}

/** `34 more claims: 4 inconclusive, 30 holds`. */
function moreClaims(rest: readonly ClaimResult[]): string {
  const counts = severities
    .map((of) => ({ of, count: rest.filter((claim) => claim.verdict === of).length }))
    .filter(({ count }) => count > 0)
  return `${plural(rest.length, 'more claim')}: ${counts.map(({ of, count }) => `${count} ${of}`).join(', ')}`
}

function folded<Item>(summary: string, rest: readonly Item[], body: (rest: readonly Item[]) => Markup): Part {
  if (rest.length === 0) return undefined
  return html`<details>
    <summary>${summary}</summary>
    ${body(rest)}
  </details>`
}

function claimLine(claim: ClaimText, seen: Set<string>): Markup {
  const { verdict: of, statement, bound, source, subject, cell, id, reason } = claim
  return html`<li class="claim ${of}">
    <p class="statement">${statement}</p>
    <p class="outcome">
      <b class="word"><span aria-hidden="true">${verdictMarks[of]} </span>${of}</b>: ${figuresOf(claim)}
    </p>
    <p class="aside">
      claimed ${bound}${source === undefined ? '' : ` by ${source}`} ·
      ${explained(`${id}: ${subject} in ${cell}`, seen)}${of === 'holds' ? '' : ` · ${reason}`}
    </p>
  </li>`
}

/** `7.12 us, 95 % interval 7.02 to 7.23 us, up to p99.89`. */
function figuresOf({ estimate, interval, holdsUpTo }: ClaimText): Markup {
  const isExact = interval.startsWith('none')
  const exactly = interval.includes('modelled') ? `, ${interval.slice('none: '.length)}` : ', counted'
  const range = interval === nothing ? '' : isExact ? exactly : `, 95 % interval ${interval}`
  const reach = holdsUpTo === nothing ? '' : `, bound holds ${holdsUpTo}`
  return html`<b>${estimate}</b>${range}${reach}`
}

function standing(run: Run): Part {
  return standingLines(run).map(
    ({ topic, standing: of, text }) =>
      html`<dt>${topic}</dt>
        <dd class="${standingClasses[of]}">
          <span class="word" aria-hidden="true">${standingMarks[of]}</span> ${text}
        </dd>`,
  )
}

function again(run: Run): Markup {
  return html`<dt>machine</dt>
    <dd>${environmentLine(run)} · ${conditionsLine(run.environment)}</dd>
    <dt>again</dt>
    <dd><code class="command">${command(run)}</code> with seed ${run.seed}</dd>`
}
