/**
 * Lets a library work for one record. The time that it takes is the record's
 * own, in whatever turns of the event loop; what it waits for KMS meanwhile
 * passes on the clock.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import type { Stopwatch } from '../clock/stopwatch.ts'

export interface LibraryCall<Result> {
  readonly work: () => Buffer | Promise<Buffer>
  /** What is made of the library's result; still the record's own time. */
  readonly use: (result: Buffer) => Result
  /** What is thrown in place of the library's error. */
  readonly refusal: (error: unknown) => unknown
}

export function callLibrary<Result>(
  clock: Clock,
  stopwatch: Stopwatch,
  call: LibraryCall<Result>,
): Result | Promise<Result> {
  const calledAt = clock.now()
  clock.hold()
  let result: Buffer | Promise<Buffer>
  try {
    result = call.work()
  } catch (error) {
    clock.release()
    throw call.refusal(error)
  }
  if (result instanceof Promise) return finish(clock, stopwatch, call, result, calledAt)
  clock.release()
  return call.use(result)
}

async function finish<Result>(
  clock: Clock,
  stopwatch: Stopwatch,
  { use, refusal }: LibraryCall<Result>,
  pending: Promise<Buffer>,
  calledAt: number,
): Promise<Result> {
  try {
    return use(await pending)
  } catch (error) {
    throw refusal(error)
  } finally {
    stopwatch.passed(clock.now() - calledAt)
    clock.release()
  }
}
