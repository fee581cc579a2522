/**
 * How a search of a page reads what somebody types.
 *
 * @module
 */

/** Whether a text holds every part of `query`, which commas divide, whatever its case and its spaces. */
export function searchFor(query: string): (text: string) => boolean {
  const parts = query.split(',').map(plainText)
  return (text) => {
    const plain = plainText(text)
    return parts.every((part) => plain.includes(part))
  }
}

function plainText(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ').trim()
}
