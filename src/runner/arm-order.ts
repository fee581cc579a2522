/**
 * The order in which arms take their turn, balanced against everything that
 * depends on who went first: a warm cache, garbage of the one before, drift.
 *
 * Blocks come in rounds, and in each round every order of the arms occurs once
 * (complete counterbalancing, as in E. J. Williams, Experimental designs
 * balanced for the estimation of residual effects of treatments, Austral. J.
 * Sci. Res. A 2, 1949). So each arm stands at each place equally often, and
 * follows each other arm equally often. The orders of a round are shuffled anew,
 * so that no period of the machine keeps step with them.
 *
 * @module
 */
import { shuffle, type Random } from '../random.ts'

export class ArmOrder<Arm> {
  readonly #orders: (readonly Arm[])[]
  readonly #random: Random
  #next: number

  constructor(arms: readonly Arm[], random: Random) {
    this.#orders = permutationsOf(arms)
    this.#random = random
    this.#next = this.#orders.length
  }

  /** Orders in a round: 6 for three arms. */
  get roundLength(): number {
    return this.#orders.length
  }

  /** The order of the next block. */
  next(): readonly Arm[] {
    if (this.#next === this.#orders.length) {
      shuffle(this.#orders, this.#random)
      this.#next = 0
    }
    const order = this.#orders[this.#next]!
    this.#next += 1
    return order
  }
}

function permutationsOf<Item>(items: readonly Item[]): (readonly Item[])[] {
  if (items.length === 0) return [[]]
  return items.flatMap((first, index) =>
    permutationsOf(items.toSpliced(index, 1)).map((rest) => [first, ...rest]),
  )
}
