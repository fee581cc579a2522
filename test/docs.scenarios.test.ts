/**
 * The reference of scenarios, held to their schema and to what is shipped.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { parseScenario } from '../src/scenario/load-scenario.ts'
import { metrics } from '../src/scenario/metrics.ts'
import { scenarioJsonSchema } from '../src/scenario/schema.ts'
import { visitRows } from '../src/workload/input/visit-rows.ts'
import { root } from './command-line.fixture.ts'
import { codes, read, rowsOf } from './docs.fixture.ts'

describe('docs/scenarios.md', () => {
  const text = read('docs/scenarios.md')
  const rows = rowsOf(text, 'key')

  it('has every key of the schema and no other', () => {
    const listed = rows.flatMap(([keys]) => codes(keys!))

    assert.deepEqual(listed.toSorted(), keysOf(scenarioJsonSchema()).toSorted())
  })

  it('gives the defaults that a scenario gets', () => {
    const shortest = 'name: shortest\nload: { arrivals: constant, rate: 1 /s, duration: 1 s }\n'
    const { resolved } = parseScenario(shortest, path.join(root, 'shortest.yaml'))
    const told = rows.flatMap(([keys, , value]) => {
      const shown = codes(value!)[0]
      return shown === undefined
        ? []
        : codes(keys!).map((key) => ({ key, shown, actual: valueAt(resolved, key) }))
    })

    const wrong = told.filter(({ actual, shown }) => actual !== undefined && textOf(actual) !== shown)

    assert.deepEqual(wrong, [])
    assert(told.filter(({ actual }) => actual !== undefined).length > 25)
  })

  it('has every metric and no other', () => {
    const listed = rowsOf(text, 'metric').flatMap(([names]) => codes(names!))

    assert.deepEqual(listed.toSorted(), metrics.map(({ name }) => name).toSorted())
  })

  it('has every format of files', () => {
    const listed = rowsOf(text, 'end of the name').flatMap(([ends]) => codes(ends!))

    assert.throws(
      () => visitRows('rows.unknown', () => {}),
      ({ message }: Error) => message.includes(`not one of ${listed.join(', ')}.`),
    )
  })

  it('has every scenario that is shipped', () => {
    const missing = globSync('scenarios/*.yaml', { cwd: root }).filter(
      (file) => !text.includes(`(../${file})`),
    )

    assert.deepEqual(missing, [])
  })
})

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly oneOf?: readonly SchemaNode[]
  readonly anyOf?: readonly SchemaNode[]
  readonly items?: SchemaNode
}

/** Every dotted path below `node`; `[]` stands for each item of a list. */
function keysOf(node: SchemaNode, place = ''): string[] {
  const inner = [...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap((variant) => keysOf(variant, place))
  const items = node.items === undefined ? [] : keysOf(node.items, `${place}[]`)
  const own = Object.entries(node.properties ?? {}).flatMap(([key, value]) => {
    const at = place === '' ? key : `${place}.${key}`
    return [at, ...keysOf(value, at)]
  })
  return [...new Set([...own, ...inner, ...items])]
}

function valueAt(data: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], data)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
