/**
 * What has to be asked of a KMS once, before records flow.
 *
 * @module
 */
import { CreateKeyCommand, DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms'

import { asKmsError, unusableAnswer } from './client-errors.ts'
import { isKeyArn } from './key-arn.ts'

/** Makes a symmetric KMS key and gives its ARN. @throws {KmsError} */
async function createKey(client: KMSClient, description: string): Promise<string> {
  return arnOf('CreateKey', () => client.send(new CreateKeyCommand({ Description: description })))
}

/** The ARN of the KMS key that `keyId` names; asks nobody where it is one. @throws {KmsError} */
async function keyArnOf(client: KMSClient, keyId: string): Promise<string> {
  if (isKeyArn(keyId)) return keyId
  return arnOf('DescribeKey', () => client.send(new DescribeKeyCommand({ KeyId: keyId })))
}

/** The ARN of the key that `keyId` names, or of a new one where it names none. @throws {KmsError} */
export async function findOrCreateKey(
  client: KMSClient,
  keyId: string | undefined,
  description: string,
): Promise<string> {
  return keyId === undefined ? createKey(client, description) : keyArnOf(client, keyId)
}

interface DescribedKey {
  readonly KeyMetadata?: { readonly Arn?: string | undefined } | undefined
}

async function arnOf(operation: string, ask: () => Promise<DescribedKey>): Promise<string> {
  let answer: DescribedKey
  try {
    answer = await ask()
  } catch (error) {
    throw asKmsError(error, operation)
  }
  const arn = answer.KeyMetadata?.Arn
  if (typeof arn !== 'string' || !isKeyArn(arn)) throw unusableAnswer(operation, 'no ARN of a key')
  return arn
}
