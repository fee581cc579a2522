/**
 * Figures of two fleets in the order in which they matter: what is good of one
 * and bad of the other comes first.
 *
 * @module
 */
import type { WhatIf } from '../../planner/plan-document.ts'
import { describeOf } from './plan-figures.ts'

export type WhatIfFigure = WhatIf['figures'][number]

/** Whether one fleet is as it should be in this, and the other is not. */
export function isTurned({ isGood }: WhatIfFigure): boolean {
  return isGood !== null && isGood.base !== isGood.other
}

/** Those that differ, first where a verdict does. */
export function changedFigures({ figures }: WhatIf): readonly WhatIfFigure[] {
  return figures
    .filter(({ base, other }) => base !== other)
    .toSorted((one, other) => Number(isTurned(other)) - Number(isTurned(one)))
}

/** `✘ −50 %`: the figure of one fleet, with its verdict where it has one. */
export function judged({ dimension, isGood, ...values }: WhatIfFigure, of: 'base' | 'other'): string {
  const text = describeOf(dimension)(values[of])
  return isGood === null ? text : `${isGood[of] ? '✔' : '✘'} ${text}`
}
