/**
 * Tells AWS from everybody else: who asks AWS pays for it, and shall have said
 * so.
 *
 * @module
 */

/** Whether `host` is one of AWS's own, in any of its partitions. */
export function isAwsHost(host: string): boolean {
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/i.test(host)
}
