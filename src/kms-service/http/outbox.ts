/**
 * Sends the answers of one turn of the event loop right after one another: to
 * send one wakes its client, and a client of many connections that is woken
 * once for all of them costs both sides half as much time.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'

interface Letter {
  /** Its head is written. */
  readonly outgoing: ServerResponse
  readonly body: string
}

export class Outbox {
  #letters: Letter[] = []

  /** Ends `outgoing` with `body` when every request that has come in this turn has been looked at. */
  post(outgoing: ServerResponse, body: string): void {
    this.#letters.push({ outgoing, body })
    if (this.#letters.length === 1) setImmediate(this.#empty)
  }

  readonly #empty = (): void => {
    const letters = this.#letters
    this.#letters = []
    // Some clients may be gone by now.
    for (const { outgoing, body } of letters) if (!outgoing.destroyed) outgoing.end(body)
  }
}
