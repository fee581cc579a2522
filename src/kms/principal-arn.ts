/**
 * How a principal of the scenario is named where AWS names one.
 *
 * @module
 */

/** The ARN of `principal`, which may be one already. */
export function principalArnOf(principal: string, account: string): string {
  return principal.startsWith('arn:') ? principal : `arn:aws:iam::${account}:user/${principal}`
}
