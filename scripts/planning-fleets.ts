/**
 * The parts of docs/planning.md that help to write down a fleet: what people
 * have beside the keys that stand for it, and the request quota of each region.
 *
 * @module
 */
import path from 'node:path'

import { cachesOf } from '../src/planner/fleet-model.ts'
import { analyse } from '../src/planner/long-run/analyse.ts'
import { builtInTables } from '../src/price-list/price-table.ts'
import { describeCount } from '../src/report/figures.ts'
import { planModelOf } from '../src/runner/plan-model-of.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { withBlock, type Markers } from './marked-block.ts'
import { markdownTable } from './markdown-table.ts'

const deployments: Markers = {
  begin: '<!-- deployments: written by scripts/write-planning.ts -->',
  end: '<!-- /deployments -->',
}
const quotas: Markers = {
  begin: '<!-- quotas: written by scripts/write-planning.ts -->',
  end: '<!-- /quotas -->',
}

type Keys = Readonly<Record<string, string | number>>

/** Each in place of what `documented-kinesis` says. */
const fleets: readonly (readonly [have: string, keys: Keys])[] = [
  ['server-side: producers that share one role and its credential', { 'fleet.frontEnds': 4 }],
  [
    'server-side: 75 producers, each with a role or credential of its own',
    { 'fleet.frontEnds': 4, 'fleet.principals': 75 },
  ],
  [
    'the same with credentials that last an hour',
    { 'fleet.frontEnds': 4, 'fleet.principals': 75, 'plan.credentials.lifetime': '1 h' },
  ],
  [
    'client-side: 75 producers, each with a cache; whose role it is does not matter',
    { 'fleet.frontEnds': 75 },
  ],
  [
    'client-side, 75 producers that get key material from one cache beside them',
    { 'fleet.frontEnds': 75, 'keyCache.sharedBy': 75 },
  ],
  ['server-side: three consumer applications, of any number of KCL workers', { 'fleet.consumers': 3 }],
  [
    'client-side: three consumer applications of 5 KCL workers each, every worker with a cache',
    { 'fleet.consumers': 15 },
  ],
  ['Lambda: 100 environments that produce, each with a cache', { 'fleet.frontEnds': 100 }],
  [
    'SQS or SNS: 3 producing roles, 2 consuming ones, data keys reused for 5 min',
    { 'fleet.frontEnds': 1, 'fleet.principals': 3, 'fleet.consumers': 2, 'keyCache.rotation': '5 min' },
  ],
  [
    'S3 bucket key: 100 servers of the bucket, one key for all of them',
    { 'fleet.frontEnds': 100, 'keyCache.sharedBy': 100 },
  ],
]

/** `page` with both tables as the planner and the table of quotas have them now. */
export function withFleets(page: string): string {
  return withBlock(
    withBlock(page, deployments, blockOf(deployments, deploymentsTable())),
    quotas,
    blockOf(quotas, quotasTable()),
  )
}

function blockOf({ begin, end }: Markers, text: string): string {
  return [begin, '', text, '', end].join('\n')
}

function deploymentsTable(): string {
  const rows = fleets.map(([have, keys]) => {
    const model = modelWith(keys)
    const written = Object.entries(keys).map(([key, value]) => `\`${key}: ${value}\``)
    return [
      have,
      written.join(', '),
      describeCount(cachesOf(model.fleet)),
      describeCount(model.fleet.consumers),
      describeCount(Math.round(analyse(model).callsPer30Days)),
    ]
  })
  const head = ['you have', 'you write', 'sealing caches', 'reading caches', 'calls in 30 days']
  return markdownTable(head, rows, (column) => column < 2)
}

/** Throws where a scenario does not take the keys. */
function modelWith(keys: Keys) {
  const file = path.join(import.meta.dirname, '../scenarios/plans/documented-kinesis.yaml')
  const settings = Object.entries(keys).map(([key, value]) => ({ path: key.split('.'), value }))
  return planModelOf(loadScenario(file, { settings }, 'plan').scenario)
}

function quotasTable(): string {
  const { perSecond, perSecondByRegion } = builtInTables.quotas.symmetric
  const byQuota = Map.groupBy(Object.entries(perSecondByRegion), ([, quota]) => quota)
  const rows = [...byQuota].map(([quota, regions]) => [
    describeCount(quota),
    regions.map(([region]) => `\`${region}\``).join(', '),
  ])
  return markdownTable(
    ['attempts /s', 'regions'],
    [...rows, [describeCount(perSecond), 'every other region']],
    (column) => column === 1,
  )
}
