/**
 * The condition keys of a request. They are worked out when a condition asks
 * for one, because most calls meet no condition.
 *
 * @module
 */
import type { EncryptionContext } from '../../kms/key-service.ts'
import type { ConditionLookup } from './conditions.ts'

/** What of a request conditions can be about. */
export interface ContextSource {
  /** In lower case. */
  readonly action: string
  readonly principalArn: string
  readonly roleArn: string | undefined
  readonly accountId: string
  readonly encryptionContext: EncryptionContext
  readonly viaService: string | undefined
  /** What only the operation knows, such as `kms:keyspec`. */
  readonly conditions: ConditionLookup | undefined
}

/** The values of the condition key `key`, which is in lower case; undefined where it is absent or unknown. */
export function contextValuesOf(source: ContextSource, key: string): readonly string[] | undefined {
  switch (key) {
    case 'kms:encryptioncontextkeys':
      return presentOf(Object.keys(source.encryptionContext))
    case 'kms:viaservice':
      return source.viaService === undefined ? undefined : [source.viaService]
    case 'kms:calleraccount':
    case 'aws:principalaccount':
      return [source.accountId]
    case 'aws:principalarn':
      // AWS gives the role of a session here, never the session.
      return [source.roleArn ?? source.principalArn]
    case 'aws:viaawsservice':
      return [String(source.viaService !== undefined)]
    case 'kms:grantisforawsresource':
      return aboutGrants.has(source.action) ? [String(source.viaService !== undefined)] : undefined
    default:
      return key.startsWith(pairPrefix)
        ? pairValuesOf(source.encryptionContext, key.slice(pairPrefix.length))
        : source.conditions?.(key)
  }
}

const pairPrefix = 'kms:encryptioncontext:'

/** AWS has `kms:GrantIsForAWSResource` with these operations alone. */
const aboutGrants: ReadonlySet<string> = new Set(['kms:creategrant', 'kms:listgrants', 'kms:revokegrant'])

/** The values of all pairs whose names are `name` but for case. */
function pairValuesOf(context: EncryptionContext, name: string): readonly string[] | undefined {
  return presentOf(
    Object.entries(context).flatMap(([other, value]) => (other.toLowerCase() === name ? [value] : [])),
  )
}

function presentOf(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values
}
