/**
 * What goes wrong in a call through the SDK, as the one error that the rest of
 * sealbench knows.
 *
 * @module
 */
import { program } from '../program.ts'
import { isKmsErrorName, KmsError, type KmsErrorName } from './key-service.ts'

/** What the SDK and Node say of a connection that cannot be made or is lost. */
const connectionCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ETIMEDOUT',
])

/** AWS sends this one without a message. */
const invalidCiphertext =
  'The ciphertext, or the encryption context given with it, is not what this KMS key encrypted. ' +
  'Give the blob as KMS returned it and the context that it was made with.'

export function unusableAnswer(operation: string, what: string): KmsError {
  return new KmsError(
    'UnusableAnswer',
    `${operation} answered with ${what}. Nothing of it is used; see whether the endpoint is a KMS.`,
  )
}

/**
 * The error of a call of `operation`. Its cause is left out, and so is what the
 * parser of answers says: both may quote an answer, and that holds a key.
 */
export function asKmsError(error: unknown, operation: string): KmsError {
  if (error instanceof KmsError) return error
  const { name = 'Error', message = '', code = '' } = error as Partial<NodeJS.ErrnoException>
  if (name === 'InvalidCiphertextException') return new KmsError(name, invalidCiphertext)
  if (isKmsErrorName(name)) {
    const isTold = message !== '' && message !== notTold
    return new KmsError(name, isTold ? shown(message) : `KMS answered ${operation} with ${name}.`)
  }
  // First, since an answer may hold anything, also what looks like a code of Node's.
  if (isAnswered(error)) {
    const what = errorNamePattern.test(name) ? name : 'an error'
    return unusableAnswer(operation, `${what}, which sealbench does not know`)
  }
  const own = clientErrorOf(name, code)
  if (own !== undefined) return new KmsError(own.name, own.explain(operation, code || name))
  return unusableAnswer(operation, `what the SDK could not read (${name})`)
}

/** A message may come from anybody: one line of it, without what would steer a terminal. */
function shown(message: string): string {
  const line = message.slice(0, messageMax).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
  return message.length > messageMax ? `${line}…` : line
}

const messageMax = 500

/** What the SDK says where the service gave no message. */
const notTold = 'UnknownError'
/** Whatever else stands there may be anything, even a key. */
const errorNamePattern = /^[A-Z][A-Za-z]{2,60}(?:Exception|Error|Failure|Fault)$/

interface ClientError {
  readonly name: KmsErrorName
  readonly explain: (operation: string, code: string) => string
}

function clientErrorOf(name: string, code: string): ClientError | undefined {
  // The SDK also calls connections so that were reset.
  if (name === 'TimeoutError' && (code === '' || code === 'ETIMEDOUT')) {
    return {
      name: 'RequestTimedOut',
      explain: (operation) => `${operation} was not answered within kms.client.requestTimeout.`,
    }
  }
  if (/^ERR_(SSL|TLS)|CERT|SELF_SIGNED|^UNABLE_TO_VERIFY/.test(code)) {
    return {
      name: 'ConnectionFailed',
      explain: (operation, why) =>
        `${operation} does not trust the certificate of KMS (${why}). Name its CA in kms.ca, with --ca, or in NODE_EXTRA_CA_CERTS.`,
    }
  }
  if (connectionCodes.has(code)) {
    return {
      name: 'ConnectionFailed',
      explain: (operation, why) =>
        `${operation} found no connection to KMS, or lost it (${why}). See whether the endpoint is up.`,
    }
  }
  if (name === 'CredentialsProviderError') {
    return {
      name: 'CredentialsMissing',
      explain: () =>
        `No AWS credentials were found in the environment, the profile or the instance. For ${program} kms serve, ` +
        'export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test; elsewhere, aws sts get-caller-identity shows what is found.',
    }
  }
  return undefined
}

/** Whether the service gave an error of its own. */
function isAnswered(error: unknown): boolean {
  const { $fault: fault, name } = error as { $fault?: unknown; name?: string }
  return fault !== undefined && name !== 'SyntaxError'
}
