/**
 * The scenario's schema as a tree of keys, for advice: which keys are known
 * where, what a misplaced key belongs to, which parameters can be swept.
 *
 * @module
 */
import type { FaultPath } from './faults.ts'
import { isDictionary, valueAt } from './paths.ts'
import { scenarioJsonSchema } from './schema.ts'

/** The part of JSON Schema that the published schema uses. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly oneOf?: readonly SchemaNode[]
  readonly anyOf?: readonly SchemaNode[]
  readonly items?: SchemaNode
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
}

/** One of the shapes that a map may have. */
export interface MapShape {
  readonly keys: readonly string[]
  /** `arrivals: bursts`, where one key's value tells this shape from its siblings. */
  readonly selector: string | undefined
  /** Whether the data at hand has chosen this shape, or left it open. */
  readonly isChosen: boolean
}

const root = scenarioJsonSchema() as SchemaNode
/** Keys that do not change what is measured. */
const notSwept = new Set(['name', 'question', 'sweep', 'claims', 'thresholds'])

/** The shapes that the map at `path` may have. */
export function shapesAt(path: FaultPath, data: unknown): readonly MapShape[] {
  const siblings = nodesAt(path, data).filter((node) => node.properties !== undefined)
  const chosen = fitting(siblings, valueAt(data, path))
  return siblings.map((node) => ({
    keys: Object.keys(node.properties ?? {}),
    selector: selectorOf(node, siblings),
    isChosen: chosen.includes(node),
  }))
}

/** Every dotted path that `sweep` and `where` may name. */
export const parameterPaths: readonly string[] = [...new Set(pathsBelow(root, []))]

function nodesAt(path: FaultPath, data: unknown): readonly SchemaNode[] {
  let nodes = variantsOf(root)
  for (const [depth, segment] of path.entries()) {
    const map = valueAt(data, path.slice(0, depth))
    nodes = fitting(nodes, map).flatMap((node) => {
      const inner = typeof segment === 'number' ? node.items : own(node.properties, segment)
      return inner === undefined ? [] : variantsOf(inner)
    })
  }
  return nodes
}

function variantsOf(node: SchemaNode): readonly SchemaNode[] {
  const variants = node.oneOf ?? node.anyOf
  return variants === undefined ? [node] : variants.flatMap(variantsOf)
}

function own(properties: SchemaNode['properties'], key: string): SchemaNode | undefined {
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined
}

/** Those that `map` may be meant as: all, where a wrong value fits none of them. */
function fitting(nodes: readonly SchemaNode[], map: unknown): readonly SchemaNode[] {
  const some = nodes.filter((node) => fits(node, map))
  return some.length > 0 ? some : nodes
}

/** Whether no constant of `node` contradicts the map. */
function fits(node: SchemaNode, map: unknown): boolean {
  if (!isDictionary(map)) return true
  return Object.entries(node.properties ?? {}).every(([key, inner]) => {
    const allowed = selectorValues(inner)
    const value = Object.hasOwn(map, key) ? map[key] : undefined
    return allowed === undefined || value === undefined || allowed.includes(value)
  })
}

function selectorOf(node: SchemaNode, siblings: readonly SchemaNode[]): string | undefined {
  if (siblings.length < 2) return undefined
  const selector = Object.entries(node.properties ?? {}).find(([, inner]) => inner.const !== undefined)
  return selector && `${selector[0]}: ${String(selector[1].const)}`
}

function selectorValues(node: SchemaNode): readonly unknown[] | undefined {
  return node.const === undefined ? node.enum : [node.const]
}

function pathsBelow(node: SchemaNode, path: readonly string[]): readonly string[] {
  return variantsOf(node).flatMap((variant) =>
    Object.entries(variant.properties ?? {}).flatMap(([key, inner]) => {
      if (path.length === 0 && notSwept.has(key)) return []
      return [[...path, key].join('.'), ...pathsBelow(inner, [...path, key])]
    }),
  )
}
