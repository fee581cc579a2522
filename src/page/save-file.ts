/**
 * Hands a file to the browser to be saved: nothing is sent anywhere.
 *
 * @module
 */

/** Long enough for a browser to have taken it, in ms. */
const keptFor = 60_000

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), keptFor)
}

export function saveText(name: string, type: string, text: string): void {
  saveFile(name, new Blob([text], { type: `${type};charset=utf-8` }))
}
