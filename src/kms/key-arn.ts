/**
 * The ARN of a KMS key, as far as anybody but KMS has to know its form.
 *
 * @module
 */

/** Whether `keyId` is the ARN of a key, and not that of an alias or another name. */
export function isKeyArn(keyId: string): boolean {
  return /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(keyId)
}
