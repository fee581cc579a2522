/**
 * What a bill of calls leaves out where KMS is asked more often than that: AWS
 * does not document whether attempts that it throttles are billed.
 *
 * @module
 */
import { formatSpan } from '../../units/quantity.ts'
import { span } from '../../units/units.ts'
import type { Bill, SimulatedFleet } from '../plan-document.ts'
import { requestItem } from './encryption-lines.ts'

/**
 * `bill` of calls, with a note of the attempts beyond them that the simulation
 * has within `horizonS`; the same bill where it has none.
 */
export function withAttemptsNoted(
  bill: Bill,
  { calls, attempts }: Pick<SimulatedFleet, 'calls' | 'attempts'>,
  horizonS: number,
): Bill {
  const made = calls.GenerateDataKey.mean + calls.Decrypt.mean
  const beyond = Math.round(attempts.mean - made)
  if (beyond < 1) return bill
  const noteOf = (line: Bill['lines'][number]): string => {
    const usd = Number((beyond * line.usdPerUnit).toPrecision(2))
    const said = `without ${beyond.toLocaleString('en-US')} ${beyond === 1 ? 'attempt' : 'attempts'} beyond calls, throttled or retried, in the ${formatSpan(span(horizonS))} simulated: ${usd} USD more if AWS bills them, which it does not document`
    return line.note === null ? said : `${line.note}; ${said}`
  }
  return {
    ...bill,
    lines: bill.lines.map((line) => (line.item === requestItem ? { ...line, note: noteOf(line) } : line)),
  }
}
