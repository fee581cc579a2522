/**
 * A canvas of dots for a terminal: eight to a character, in Braille patterns.
 *
 * @module
 */

/** Bits of the dots of a character by row and column (Unicode, block Braille Patterns). */
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const
const firstPattern = 0x2800

export class BrailleCanvas {
  /** In dots. */
  readonly width: number
  readonly height: number
  readonly #cells: Uint8Array
  readonly #columns: number

  /** In characters. */
  constructor(columns: number, rows: number) {
    this.#columns = columns
    this.width = columns * 2
    this.height = rows * 4
    this.#cells = new Uint8Array(columns * rows)
  }

  /** `y` counts from the bottom; a dot beyond the canvas is not drawn. */
  dot(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const down = this.height - 1 - y
    this.#cells[(down >> 2) * this.#columns + (x >> 1)]! |= bits[down & 3]![x & 1]!
  }

  /** All dots of the column from `one` to `other`. */
  rise(x: number, one: number, other: number): void {
    for (let y = Math.min(one, other); y <= Math.max(one, other); y += 1) this.dot(x, y)
  }

  /** From the top. */
  lines(): string[] {
    return Array.from({ length: this.height / 4 }, (_, row) =>
      Array.from(this.#cells.subarray(row * this.#columns, (row + 1) * this.#columns), (cell) =>
        cell === 0 ? ' ' : String.fromCodePoint(firstPattern + cell),
      ).join(''),
    )
  }
}
