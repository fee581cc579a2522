/**
 * The part of the README that tells what the stored example found; a test
 * holds it to that run.
 *
 * @module
 */
import type { Run } from '../src/run-store/run-format.ts'
import { withBlock, type Markers } from './marked-block.ts'

const markers: Markers = {
  begin: '<!-- example: written by scripts/make-example.ts -->',
  end: '<!-- /example -->',
}

/** One line for each claim and one for where it was measured. */
export function exampleBlock({ claims, environment }: Run): string {
  const { cpuModel, cores, node, openssl } = environment
  return [
    markers.begin,
    '',
    ...claims.map(
      ({ id, statement, verdict, reason }) => `- **${verdict}** · \`${id}\` · ${statement}: ${reason}.`,
    ),
    '',
    `Measured on ${cpuModel}, ${cores} cores, Node ${node.replace('v', '')}, OpenSSL ${openssl}.`,
    '',
    markers.end,
  ].join('\n')
}

/** `readme` with `block` where the example stands. Throws where it has no place for it. */
export function withExample(readme: string, block: string): string {
  return withBlock(readme, markers, block)
}
