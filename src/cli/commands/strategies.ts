/**
 * `sealbench strategies`: what a scenario can choose from, and what each choice
 * costs in bytes and gives in safety.
 *
 * @module
 */
import { keyReferenceNames } from '../../envelope/names.ts'
import { overheadOf, suiteProperties } from '../../envelope/properties.ts'
import { suites } from '../../envelope/suites/registry.ts'
import { textTable } from '../../report/text-table.ts'
import { keyCachePolicies } from '../../scenario/cache-schema.ts'
import { printJson, printLine, type Command } from '../command.ts'

export const strategiesCommand: Command = {
  usage: 'strategies',
  summary: 'List suites, key references and cache policies with their properties',
  options: (parser) => parser.example('$0 strategies --json', 'for scripts'),
  run: (given) => strategies(given as { json: boolean }),
}

function strategies({ json }: { readonly json: boolean }): number {
  const listed = suites.map((suite) => {
    const bytes = Object.fromEntries(keyReferenceNames.map((name) => [name, overheadOf(suite, name)]))
    return { ...suiteProperties(suite), overheadBytes: bytes }
  })
  if (json) {
    printJson({ suites: listed, keyReferences: keyReferenceNames, keyCachePolicies })
    return 0
  }
  const columns = [
    ...['suite', 'id', 'commits to key', 'records per key material'].map((label) => ({ label })),
    ...keyReferenceNames.map((name) => ({ label: `bytes, ${name}`, isNumber: true })),
  ]
  const rows = listed.map(({ name, id, commitment, recordsPerKeyLog2, overheadBytes }) => [
    name,
    id,
    commitment === 'none' ? 'no' : `by its ${commitment}`,
    recordsPerKeyLog2 === null ? 'no bound' : `2^${recordsPerKeyLog2}`,
    ...keyReferenceNames.map((reference) => String(overheadBytes[reference])),
  ])
  printLine(
    'Suites (envelope.suite). Records per key material: until two salts collide with probability 2^-32, and no ' +
      'more than 2^32 where the key material itself seals them (NIST SP 800-38D).',
  )
  printLine(textTable(columns, rows))
  for (const { name, description } of listed) printLine(`  ${name}: ${description}`)
  printLine()
  printLine(
    `Key references (envelope.keyReference): ${keyReferenceNames.join(', ')}. Bytes above are for an EDK of 184 bytes.`,
  )
  printLine(`Cache policies (keyCache.policy): ${keyCachePolicies.join(', ')}.`)
  return 0
}
