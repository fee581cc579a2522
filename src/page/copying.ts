/**
 * Gives people a text to take away: into the clipboard where that is allowed,
 * else selected, so that one more key does it.
 *
 * @module
 */

/** Copies `text`, or selects the content of `shown`; `say` is told which of the two. */
export function copyText(text: string, shown: Element, say: (outcome: string) => void): void {
  const select = () => {
    getSelection()?.selectAllChildren(shown)
    say('Selected: press Ctrl+C, or Cmd+C, to copy it.')
  }
  // Browsers have no clipboard for pages that they do not trust.
  const clipboard = navigator.clipboard as Clipboard | undefined
  if (clipboard === undefined) select()
  else clipboard.writeText(text).then(() => say('Copied.'), select)
}

/** A button beside the command that does it again. */
export function startCommand(say: (text: string) => void): void {
  const code = document.querySelector('.facts .command')
  if (code === null) return
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Copy'
  button.setAttribute('aria-label', 'Copy the command')
  button.addEventListener('click', () => copyText(code.textContent, code, say))
  code.after(' ', button)
}
