/**
 * `sealbench strategies`: what a scenario can choose from, and what each choice
 * costs in bytes and calls and gives in safety.
 *
 * @module
 */
import { inspectContestant, type ContestantHere } from '../../conformance/inspect-contestant.ts'
import { contestants } from '../../contestants/registry.ts'
import { keyReferenceNames, type KeyReferenceName } from '../../envelope/names.ts'
import { overheadOf, suiteProperties, type SuiteProperties } from '../../envelope/properties.ts'
import { suites } from '../../envelope/suites/registry.ts'
import { policyCatalogue } from '../../planner/policy-catalogue.ts'
import { textTable } from '../../report/text-table.ts'
import { printJson, printLine, type LoadedCommand } from '../command.ts'

export const strategiesCommand: LoadedCommand = {
  options: (parser) =>
    parser
      .example('$0 strategies', 'what envelope.suite and keyCache can be')
      .example('$0 strategies --json', 'for scripts, with every property'),
  run: (given) => strategies(given as { json: boolean }),
}

interface ListedSuite extends SuiteProperties {
  readonly overheadBytes: Readonly<Record<KeyReferenceName, number>>
}

async function strategies({ json }: { readonly json: boolean }): Promise<number> {
  const listed = suites.map(listSuite)
  const others: ContestantHere[] = []
  for (const contestant of contestants) others.push(await inspectContestant(contestant))
  if (json) {
    printJson({
      suites: listed,
      contestants: others,
      keyReferences: keyReferenceNames,
      cachePolicies: policyCatalogue,
    })
    return 0
  }
  printSuites(listed)
  printContestants(others)
  printLine(`Key references (envelope.keyReference): ${keyReferenceNames.join(', ')}.\n`)
  printPolicies()
  return 0
}

function listSuite(suite: (typeof suites)[number]): ListedSuite {
  const bytes = keyReferenceNames.map((name) => [name, overheadOf(suite, name)])
  const overheadBytes = Object.fromEntries(bytes) as ListedSuite['overheadBytes']
  return { ...suiteProperties(suite), overheadBytes }
}

function printSuites(listed: readonly ListedSuite[]): void {
  printLine('Suites of the envelope (envelope.suite)')
  const columns = [
    ...[
      'suite',
      'id',
      'key of a\nrecord',
      'commits\nto key',
      'records per\nkey material',
      'FIPS',
      'here',
    ].map((label) => ({ label })),
    ...keyReferenceNames.map((name) => ({ label: `bytes,\n${name}`, isNumber: true })),
  ]
  const rows = listed.map((suite) => [
    suite.name,
    suite.id,
    suite.derivesRecordKeys ? 'its own' : 'shared',
    suite.commitment === 'none' ? 'no' : `by ${suite.commitment}`,
    reachOf(suite.recordsPerKeyLog2),
    suite.approval.isFipsApproved ? 'yes' : 'no',
    suite.unavailable === null ? 'yes' : 'no',
    ...keyReferenceNames.map((reference) => String(suite.overheadBytes[reference])),
  ])
  printLine(textTable(columns, rows, { isCompact: true }))
  printLine(
    'Records per key material: until two salts collide with probability 2^-32, or what a standard allows where that is\n' +
      'less. FIPS: whether all parts are approved algorithms; which program was validated is another question. Bytes are\n' +
      'stored beside partition key and payload, for an EDK of 184 bytes.\n',
  )
  for (const { name, description, derivation, nonceBound, approval, unavailable } of listed) {
    printLine(`  ${name}: ${description}`)
    printLine(`    ${derivation}; ${nonceBound}; ${approval.basis}`)
    if (unavailable !== null) printLine(`    unavailable: ${unavailable}`)
  }
  printLine()
}

function printContestants(listed: readonly ContestantHere[]): void {
  printLine('Contestants, which seal in the place of the envelope (envelope.suite too)')
  const columns = [
    ...['contestant', 'commits\nto key', 'records\nper key', 'here'].map((label) => ({ label })),
    { label: 'bytes', isNumber: true },
  ]
  const rows = listed.map(({ name, commitment, recordsPerKeyLog2, absent, overheadBytes }) => [
    name,
    commitment,
    reachOf(recordsPerKeyLog2),
    absent === null ? 'yes' : 'absent',
    overheadBytes === null ? '–' : String(overheadBytes),
  ])
  printLine(textTable(columns, rows, { isCompact: true }))
  for (const { name, description, fairness, derivation, approval, absent } of listed) {
    printLine(`  ${name}: ${description}`)
    printLine(`    Derivation: ${derivation}. Approval: ${approval}. ${fairness}`)
    if (absent !== null) printLine(`    Absent: ${absent}`)
  }
  printLine()
}

function printPolicies(): void {
  printLine(
    'Cache policies, which go together unless a scenario is told otherwise; KMS calls per second by theory',
  )
  for (const { setting, name, calls, trade } of policyCatalogue) {
    printLine(`  ${setting}: ${name}`)
    printLine(`    ${calls}`)
    printLine(`    ${trade}`)
  }
  printLine(
    '  lambda: arrivals per second at one cache; T: its TTL, as long as its rotation; d: latency of KMS; N: front ends',
  )
}

function reachOf(log2: number | null): string {
  return log2 === null ? 'no bound' : `2^${log2}`
}
