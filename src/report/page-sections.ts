/**
 * The sections of a report below its first screen, and the contents that lead
 * to them: beside the text where there is room, else a menu.
 *
 * @module
 */
import { html, type Markup, type Part } from './markup.ts'
import { explained } from './page-words.ts'

export interface PageSection {
  /** Unique on the page; what the contents lead to. */
  readonly id: string
  readonly title: string
  /** One sentence on what it answers. */
  readonly lead?: string
  /** Where its figures come from: fields of `run.json`. */
  readonly source?: string
  readonly body: Part
  /** Parts that have an id of their own. */
  readonly parts?: readonly { readonly id: string; readonly title: string }[]
}

/** Words that the glossary explains lead to it where a section says them first. */
export function pageSection({ id, title, lead, source, body }: PageSection): Markup {
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${lead === undefined ? undefined : html`<p class="lead">${explained(lead, new Set())}</p>`} ${body}
    ${source === undefined ? undefined : html`<p class="source">From run.json: ${source}.</p>`}
  </section>`
}

export function contents(sections: readonly PageSection[]): Markup {
  const list = html`<ol>
    ${sections.map(
      ({ id, title, parts = [] }) =>
        html`<li>
          <a href="#${id}">${title}</a>${
            parts.length === 0
              ? undefined
              : html`<ol>
                  ${parts.map((part) => html`<li><a href="#${part.id}">${part.title}</a></li>`)}
                </ol>`
          }
        </li>`,
    )}
  </ol>`
  return html`<nav class="contents" aria-label="Contents">
    <details class="menu">
      <summary>Contents</summary>
      ${list}
    </details>
    <div class="beside">${list}</div>
  </nav>`
}
