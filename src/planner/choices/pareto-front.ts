/**
 * The Pareto front of options, also known as skyline: those that no other
 * option beats.
 *
 * @module
 */

/**
 * Whether each point is on the front: no other is at most as large in every
 * coordinate and smaller in one. Points that are equal are on it together.
 *
 * After sorting, only points before a point can dominate it, and one of the
 * front does if any does (Börzsönyi, Kossmann & Stocker, ICDE 2001; sorted first
 * as by Chomicki et al., ICDE 2003). Finite coordinates, of one length.
 */
export function paretoFront(points: readonly (readonly number[])[]): readonly boolean[] {
  const order = points.map((_, index) => index)
  order.sort((one, other) => compare(points[one]!, points[other]!))
  const front: (readonly number[])[] = []
  const isOnFront = points.map(() => false)
  for (const index of order) {
    const point = points[index]!
    if (front.some((other) => dominates(other, point))) continue
    front.push(point)
    isOnFront[index] = true
  }
  return isOnFront
}

/** At most as large everywhere, and smaller somewhere. */
export function dominates(one: readonly number[], other: readonly number[]): boolean {
  return one.every((value, axis) => value <= other[axis]!) && one.some((value, axis) => value < other[axis]!)
}

function compare(one: readonly number[], other: readonly number[]): number {
  const axis = one.findIndex((value, index) => value !== other[index])
  return axis === -1 ? 0 : one[axis]! - other[axis]!
}
