/**
 * Tells an endpoint that sealbench serves which failures to make.
 *
 * @module
 */
import { InputUnreadableError } from '../errors.ts'
import type { PlannedFailure } from '../kms-service/planned-failures.ts'

const patienceMs = 10_000

/** The plan's time begins now. Does nothing without a control port. */
export async function planFaults(
  control: string | undefined,
  failures: readonly PlannedFailure[],
): Promise<void> {
  if (control === undefined) return
  const plan = failures.map(({ from, to, delay, ...rest }) => ({
    ...rest,
    from: `${from} ns`,
    ...(to !== undefined && { to: `${to} ns` }),
    ...(delay !== undefined && { delay: `${delay} ns` }),
  }))
  const answer = await fetch(new URL('/faults', control), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ failures: plan }),
    signal: AbortSignal.timeout(patienceMs),
  }).catch((cause: unknown) => {
    throw new InputUnreadableError(
      `kms.control: nothing answers at ${control}. Start sealbench kms serve with --control-port.`,
      { cause },
    )
  })
  if (answer.ok) return
  const text = (await answer.text()).slice(0, 300)
  throw new InputUnreadableError(
    `kms.control: ${control} does not take the failures (${answer.status}): ${text}`,
  )
}
