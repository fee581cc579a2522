/**
 * The marks of a picture that a page has drawn, and the width that it took.
 *
 * @module
 */
export interface Drawn {
  readonly marks: number
  /** In pixels: that of the picture, and what there is for it. */
  readonly width: number
  readonly room: number
}

/** A script's function: the elements of what a picture describes, by its id. */
export const marksOf = `(id) => [...document.querySelectorAll('figure[id="' + id + '"] .picture [role="graphics-symbol"][aria-label]')]
  .filter((mark) => !['axis', 'legend', 'title', 'header'].includes(mark.getAttribute('aria-roledescription')))`

/** A script that tells of a picture by its id: `Drawn`. */
export function drawn(id: string): string {
  return `(() => {
    const host = document.querySelector('figure[id="${id}"] .picture')
    const width = Math.round(host.querySelector('svg').getBoundingClientRect().width)
    return { marks: (${marksOf})('${id}').length, width, room: host.clientWidth }
  })()`
}
