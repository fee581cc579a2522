/**
 * An error that the KMS service answers with, by AWS's name and in AWS's words.
 *
 * @module
 */

export class KmsException extends Error {
  /** As it stands in `__type`, such as `NotFoundException`. */
  readonly errorName: string
  /** HTTP status: AWS answers every client error of KMS with 400, whatever its model says. */
  readonly status: number

  /** An empty `message` is left out of the answer. */
  constructor(errorName: string, message: string, status = 400) {
    super(message)
    this.errorName = errorName
    this.status = status
  }

  override get name(): string {
    return this.errorName
  }
}
