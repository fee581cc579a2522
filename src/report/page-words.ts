/**
 * Texts of a page whose words lead to the glossary below.
 *
 * @module
 */
import { html, type Part } from './markup.ts'
import { glossary } from './notes.ts'
import { piecesOf, wordId } from './words.ts'

/** Each word leads to its entry where it is read first; `seen` are those that did so before. */
export function explained(text: string, seen: Set<string>): Part {
  return piecesOf(text, seen).map(({ text: piece, id, meaning }) =>
    id === undefined || meaning === undefined
      ? piece
      : html`<a class="explained" href="#${id}" title="${meaning}">${piece}</a>`,
  )
}

/** The glossary, whose entries have the ids that `explained` leads to. */
export function glossaryList(): Part {
  return html`<dl class="words card">
    ${glossary.map(
      ({ term, text }) =>
        html`<dt id="${wordId(term)}">${term}</dt>
          <dd>${text}</dd>`,
    )}
  </dl>`
}
