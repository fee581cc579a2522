/**
 * What passes between a client and the KMS service, whatever carries it: HTTP,
 * or a call in the same process.
 *
 * @module
 */

/** One HTTP request, read whole. */
export interface WireRequest {
  readonly method: string
  /** With the query, such as `/`. */
  readonly path: string
  /** Names in lower case; of several with one name, the values joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  /** Aborted when the client is gone and an answer would reach nobody. */
  readonly signal?: AbortSignal | undefined
}

/**
 * What the client shall see. `reset`: the connection ends without an answer.
 * `truncated`: status, headers and `content-length` as if it were whole, then
 * the first `sentBytes` of the body, then the connection ends.
 */
export type WireAnswer =
  | WholeAnswer
  | ({ readonly kind: 'truncated'; readonly sentBytes: number } & WireMessage)
  | { readonly kind: 'reset' }

export type WholeAnswer = { readonly kind: 'whole' } & WireMessage

export interface WireMessage {
  readonly status: number
  /** Without `content-length` and `date`, which belong to whoever sends it. */
  readonly headers: Readonly<Record<string, string>>
  /** Text, and a data key in it is text too: JSON has no other form for it, and nobody can wipe it. */
  readonly body: string
}

export type WireHandler = (request: WireRequest) => Promise<WireAnswer>
