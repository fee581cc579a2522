/**
 * Audit events on their way out of a worker: many at a time, since a message
 * for each would cost more than the call that it tells of.
 *
 * @module
 */

const batch = 500

export class AuditLines {
  readonly #send: (lines: string) => void
  readonly #lines: string[] = []

  constructor(send: (lines: string) => void) {
    this.#send = send
  }

  add(event: object): void {
    this.#lines.push(JSON.stringify(event))
    if (this.#lines.length >= batch) this.flush()
  }

  flush(): void {
    if (this.#lines.length === 0) return
    this.#send(`${this.#lines.join('\n')}\n`)
    this.#lines.length = 0
  }
}
