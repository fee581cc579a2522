/**
 * HTML from templates that escape whatever is put into them, so that forgetting
 * to escape is not possible.
 *
 * @module
 */
import { escapeHtml } from './text.ts'

/** HTML that is safe as it stands. */
export class Markup {
  readonly #text: string

  constructor(safe: string) {
    this.#text = safe
  }

  toString(): string {
    return this.#text
  }
}

export type Part = Markup | string | number | undefined | readonly Part[]

/** Text is escaped, markup is kept, `undefined` is nothing, lists are joined. Indentation is that of the source, and goes. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    literals.map((literal, index) => literal.replace(/\n\s+/g, '\n') + render(parts[index])).join(''),
  )
}

function render(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof Markup) return part.toString()
  return typeof part === 'object' ? part.map(render).join('') : escapeHtml(String(part))
}
