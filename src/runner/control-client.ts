/**
 * Tells an endpoint that sealbench serves which failures to make, and when to
 * make none any more.
 *
 * @module
 */
import { KmsError } from '../kms/key-service.ts'
import { writeFailures } from '../kms-service/failure-file.ts'
import { program } from '../program.ts'
import type { Scenario } from '../scenario/schema.ts'

type Kms = Pick<Scenario['kms'], 'control' | 'failures'>

const patienceMs = 10_000

/** The plan's time begins now; `seed` decides which calls a share of them hits. Does nothing without a control port. */
export async function planFaults({ control, failures }: Kms, seed: number): Promise<void> {
  if (control === undefined || failures.length === 0) return
  await ask(control, 'PUT', '/faults', { ...writeFailures(failures), seed })
}

/** Leaves nothing of the plan behind for whoever uses that endpoint next. */
export async function clearFaults({ control, failures }: Kms): Promise<void> {
  if (control !== undefined && failures.length > 0) await ask(control, 'DELETE', '/faults')
}

/** @throws {KmsError} where nothing answers at the control port. */
export async function checkControl({ control }: Kms): Promise<void> {
  if (control !== undefined) await ask(control, 'GET', '/health')
}

async function ask(control: string, method: string, route: string, body?: object): Promise<void> {
  const answer = await fetch(new URL(route, control), {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(patienceMs),
  }).catch((cause: unknown) => {
    throw new KmsError(
      'ConnectionFailed',
      `kms.control: nothing answers at ${control}. Start ${program} kms serve with --control-port.`,
      { cause },
    )
  })
  const text = await answer.text()
  if (answer.ok) return
  throw new KmsError(
    'UnusableAnswer',
    `kms.control: ${control} does not take ${method} ${route} (${answer.status}): ${text.slice(0, 300)}`,
  )
}
