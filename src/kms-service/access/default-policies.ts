/**
 * The key policies that AWS writes itself, so that a KMS key behaves here as a
 * new one does there. The text is laid out as GetKeyPolicy returns it.
 *
 * @module
 */

/** The policy of a customer managed KMS key that was made without one. */
export function defaultKeyPolicy(accountId: string): string {
  return `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${accountId}:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`
}

export interface AwsManagedKey {
  readonly account: string
  readonly region: string
  /** As in its endpoint, such as `kinesis`. */
  readonly service: string
}

/**
 * The policy of an AWS managed key, such as `alias/aws/kinesis`: whoever of the
 * account uses the service uses the KMS key by way of it, and nobody can use
 * the KMS key in another way.
 */
export function awsManagedKeyPolicy({ account, region, service }: AwsManagedKey): string {
  const title = service.slice(0, 1).toUpperCase() + service.slice(1)
  return `{
  "Version" : "2012-10-17",
  "Id" : "auto-${service}-1",
  "Statement" : [ {
    "Sid" : "Allow access through ${title} for all principals in the account that are authorized to use ${title}",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "*"
    },
    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey" ],
    "Resource" : "*",
    "Condition" : {
      "StringEquals" : {
        "kms:ViaService" : "${service}.${region}.amazonaws.com",
        "kms:CallerAccount" : "${account}"
      }
    }
  }, {
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${account}:root"
    },
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
    "Resource" : "*"
  } ]
}`
}
