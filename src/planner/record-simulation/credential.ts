/**
 * Credentials that change all `lifetimeS`, each owner's at a moment of its own.
 *
 * @module
 */
export class Credential {
  readonly #phase: number
  readonly #lifetime: number

  constructor(phaseS: number, lifetimeS: number) {
    this.#phase = phaseS
    this.#lifetime = lifetimeS
  }

  /** When the credential of `time` ends, in s. */
  endAfter(time: number): number {
    if (this.#lifetime === Infinity) return Infinity
    const past = Math.floor((time - this.#phase) / this.#lifetime)
    const end = this.#phase + (past + 1) * this.#lifetime
    // The last bit of the quotient must not give a credential that is over.
    return end > time ? end : end + this.#lifetime
  }
}
