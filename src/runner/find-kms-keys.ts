/**
 * Asks each KMS that a run needs for its key before anything is measured, so
 * that one that cannot be used is told at once and leaves no run behind.
 *
 * @module
 */
import type { SharedSpend } from '../kms/spend-cap.ts'
import type { PlannedCell } from '../scenario/loaded.ts'
import { checkControl } from './control-client.ts'

/** Key ARNs by cell; undefined where KMS is embedded. @throws {KmsError} */
export async function findKmsKeys(
  cells: readonly PlannedCell[],
  spend: SharedSpend | undefined,
): Promise<ReadonlyMap<string, string | undefined>> {
  const found = new Map<string, string | undefined>()
  const known = new Map<string, string | undefined>()
  for (const { id, scenario } of cells) {
    if (scenario.kms.backend === 'simulated') continue
    // Only those who need the SDK wait for it to load.
    const { prepareKms } = await import('./cell-kms.ts')
    const { backend, endpoint, region, keyId, profiles, ca, control } = scenario.kms
    const name = JSON.stringify([backend, endpoint, region, keyId, profiles, ca, control])
    if (!known.has(name)) {
      await checkControl(scenario.kms)
      known.set(name, await prepareKms(scenario, spend))
    }
    found.set(id, known.get(name))
  }
  return found
}
