/**
 * Servers that should not start, and a principal with a secret.
 *
 * @module
 */
import { start, type Outcome } from './command-line.fixture.ts'

export const account = '123456789012'
export const secret = 'a secret that nobody may see'

/** What becomes of a server that should not start; one that does is ended. */
export async function refusal(options: readonly string[], cwd?: string): Promise<Outcome> {
  const started = start(['kms', 'serve', '--port', '0', ...options], cwd === undefined ? {} : { cwd })
  started.process.stdout!.once('data', () => started.process.kill())
  return started.outcome
}
