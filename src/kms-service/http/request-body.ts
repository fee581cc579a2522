/**
 * Reads the body of a request up to a limit, whatever its method and content
 * type, because a KMS client is told of its mistakes by the service.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http'

/**
 * How much beyond the limit is read and thrown away: a client that is still
 * sending when its connection ends would see a reset and not the answer.
 */
const excessBytesMax = 1024 * 1024

/** Calls `done` once, with the body or with undefined if that is too large. Not at all if the client goes away. */
export function readBody(
  incoming: IncomingMessage,
  bytesMax: number,
  done: (body: Buffer | undefined) => void,
): void {
  const { 'content-length': declared, 'transfer-encoding': encoding } = incoming.headers
  if (encoding === undefined && (declared === undefined || declared === '0')) {
    done(Buffer.alloc(0))
    return
  }
  if (Number(declared) > bytesMax + excessBytesMax) {
    done(undefined)
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  const onEnd = (): void => {
    if (bytes > bytesMax) done(undefined)
    else done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes))
  }
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length
    if (bytes <= bytesMax) chunks.push(chunk)
    else if (bytes > bytesMax + excessBytesMax) {
      incoming.off('data', onData).off('end', onEnd).pause()
      done(undefined)
    }
  }
  incoming.on('data', onData).on('end', onEnd)
}
