/**
 * The part of the README that tells what the stored example found; a test
 * holds it to that run.
 *
 * @module
 */
import type { Run } from '../src/run-store/run-format.ts'

const begin = '<!-- example: written by scripts/make-example.ts -->'
const end = '<!-- /example -->'

/** One line for each claim and one for where it was measured. */
export function exampleBlock({ claims, environment }: Run): string {
  const { cpuModel, cores, node, openssl } = environment
  return [
    begin,
    '',
    ...claims.map(
      ({ id, statement, verdict, reason }) => `- **${verdict}** · \`${id}\` · ${statement}: ${reason}.`,
    ),
    '',
    `Measured on ${cpuModel}, ${cores} cores, Node ${node.replace('v', '')}, OpenSSL ${openssl}.`,
    '',
    end,
  ].join('\n')
}

/** `readme` with `block` where the example stands. Throws where it has no place for it. */
export function withExample(readme: string, block: string): string {
  const from = readme.indexOf(begin)
  const to = readme.indexOf(end)
  if (from < 0 || to < from)
    throw new Error(`README.md has no ${begin} followed by ${end}. Put both where the example belongs.`)
  return readme.slice(0, from) + block + readme.slice(to + end.length)
}
