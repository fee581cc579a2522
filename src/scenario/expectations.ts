/**
 * Reads claims and thresholds: each names a metric, a bound that fits it, and
 * the cells it speaks of.
 *
 * @module
 */
import type { CellSelector } from './cell-selection.ts'
import { contestantNamed } from '../contestants/registry.ts'
import { formatDuration } from '../units/quantity.ts'
import { checkShape } from './check-shape.ts'
import { isWithin, type Draft, type FaultPath } from './faults.ts'
import type { PlannedCell, PlannedClaim, PlannedThreshold } from './loaded.ts'
import { readBound, readMetric, readThreshold, type Misread } from './metric-expression.ts'
import type { Metric } from './metrics.ts'
import { quote } from './printable.ts'
import { claimSchema, thresholdSchema, type Claim } from './schema.ts'

export interface Expectations {
  readonly claims: readonly PlannedClaim[]
  readonly thresholds: readonly PlannedThreshold[]
  readonly faults: readonly Draft[]
}

/** Reads both lists as written; an item with a fault is left out. */
export function readExpectations(claims: unknown, thresholds: unknown, selector: CellSelector): Expectations {
  const faults: Draft[] = []
  const plannedClaims: PlannedClaim[] = []
  const plannedThresholds: PlannedThreshold[] = []
  const ids = new Map<string, number>()
  for (const [index, item] of itemsOf(claims, 'claims', faults)) {
    const reader = new ClaimReader(item, ['claims', index], selector)
    plannedClaims.push(...reader.read())
    faults.push(...reader.faults, ...checkId(reader.id, index, ids))
  }
  for (const [index, item] of itemsOf(thresholds, 'thresholds', faults)) {
    const read = readOneThreshold(item, ['thresholds', index], selector)
    faults.push(...read.faults)
    if (read.threshold !== undefined) plannedThresholds.push(read.threshold)
  }
  return { claims: plannedClaims, thresholds: plannedThresholds, faults }
}

const itemsMax = 100

function itemsOf(list: unknown, name: string, faults: Draft[]): readonly (readonly [number, unknown])[] {
  if (list === undefined) return []
  if (!Array.isArray(list)) {
    faults.push({ path: [name], at: 'key', message: 'must be a list: start each entry with a dash' })
    return []
  }
  if (list.length > itemsMax) {
    faults.push({
      path: [name],
      at: 'key',
      message: `must have at most ${itemsMax} entries, not ${list.length}`,
    })
  }
  return [...list.slice(0, itemsMax).entries()]
}

function checkId(id: string | undefined, index: number, ids: Map<string, number>): readonly Draft[] {
  if (id === undefined) return []
  const first = ids.get(id)
  if (first === undefined) {
    ids.set(id, index)
    return []
  }
  const message = `${quote(id)} is the id of claims[${first}] already: give each claim its own`
  return [{ path: ['claims', index, 'id'], at: 'value', message }]
}

const claimPlaceholders = { id: 'placeholder', statement: '', metric: 'put.overhead', bound: '<= 1 ms' }

class ClaimReader {
  readonly faults: Draft[] = []
  readonly id: string | undefined
  readonly #path: FaultPath
  readonly #claim: Claim | undefined
  readonly #mended: readonly FaultPath[]
  readonly #selector: CellSelector

  constructor(item: unknown, path: FaultPath, selector: CellSelector) {
    const shape = checkShape(claimSchema, item, { base: path, placeholders: claimPlaceholders })
    this.faults.push(...shape.faults)
    this.#path = path
    this.#claim = shape.value
    this.#mended = shape.mended
    this.#selector = selector
    this.id = this.#isWritten('id') ? shape.value?.id : undefined
  }

  /** The claim, or nothing where it has a fault. */
  read(): readonly PlannedClaim[] {
    const claim = this.#claim
    if (claim === undefined) return []
    const metric = this.#readMetric(claim)
    const bound = this.#isWritten('bound') ? readBound(claim.bound, metric) : undefined
    if (bound?.ok === false) this.#misread('bound', bound)
    const selection = this.#selector.select(claim.where, [...this.#path, 'where'])
    this.faults.push(...selection.faults)
    if (metric !== undefined)
      this.faults.push(...checkReaders(metric, selection.cells, [...this.#path, 'metric']))
    if (metric === undefined || bound?.ok !== true || this.faults.length > 0) return []
    const isDistribution = metric.kind === 'distribution'
    return [
      {
        id: claim.id,
        statement: claim.statement,
        source: claim.source,
        metric,
        statistic: isDistribution ? (claim.statistic ?? 'p50') : null,
        unit: isDistribution ? claim.unit : null,
        bound: bound.value,
        cellIds: selection.cells.map((cell) => cell.id),
        rotations: rotationsOf(selection.cells),
      },
    ]
  }

  #readMetric(claim: Claim): Metric | undefined {
    if (!this.#isWritten('metric')) return undefined
    const metric = readMetric(claim.metric)
    if (!metric.ok) {
      this.#misread('metric', metric)
      return undefined
    }
    const { name, kind, units } = metric.value
    if (kind === 'value' && claim.statistic !== undefined) {
      this.#misread('statistic', {
        ok: false,
        reason: `does not go with ${name}, which is one value: remove it`,
      })
    }
    if (kind === 'value' && claim.unit === 'call') {
      this.#misread('unit', {
        ok: false,
        reason: `does not go with ${name}, a figure of the whole cell: remove it`,
      })
    }
    if (kind === 'distribution' && !units.includes(claim.unit)) {
      this.#misread('unit', {
        ok: false,
        reason: `${name} is not measured per ${claim.unit}`,
        suggestion: units[0],
      })
    }
    return metric.value
  }

  #isWritten(key: string): boolean {
    return !this.#mended.some((other) => isWithin([...this.#path, key], other))
  }

  #misread(key: string, { reason, suggestion }: Misread): void {
    this.faults.push({ path: [...this.#path, key], at: 'value', message: reason, suggestion })
  }
}

function rotationsOf(cells: readonly PlannedCell[]): PlannedClaim['rotations'] {
  const cached = cells.filter(({ scenario }) => scenario.keyCache.ttl > 0)
  return new Map(cached.map(({ id, scenario }) => [id, scenario.keyCache.rotation]))
}

interface ReadOneThreshold {
  readonly threshold?: PlannedThreshold
  readonly faults: readonly Draft[]
}

function readOneThreshold(item: unknown, path: FaultPath, selector: CellSelector): ReadOneThreshold {
  const shape = checkShape(thresholdSchema, item, { base: path, placeholders: { expression: '' } })
  if (shape.value === undefined || shape.mended.length > 0) return { faults: shape.faults }
  const isText = typeof shape.value === 'string'
  const { expression, where } = isText ? { expression: shape.value, where: {} } : shape.value
  const place = isText ? path : [...path, 'expression']
  const read = readThreshold(expression)
  const selection = selector.select(where, [...path, 'where'])
  const faults = [...shape.faults, ...selection.faults]
  if (!read.ok) {
    return {
      faults: [...faults, { path: place, at: 'value', message: read.reason, suggestion: read.suggestion }],
    }
  }
  const { metric } = read.value
  faults.push(
    ...checkReaders(metric, selection.cells, place),
    ...checkLasting(metric, selection.cells, place),
  )
  const cellIds = selection.cells.map((cell) => cell.id)
  return { threshold: { expression, ...read.value, cellIds }, faults }
}

/**
 * What one key material opens is counted, so that a load of less than a rotation
 * would keep a bound that its settings do not. A claim is inconclusive then.
 */
function checkLasting(metric: Metric, cells: readonly PlannedCell[], path: FaultPath): readonly Draft[] {
  if (!metric.name.startsWith('exposure.keyMaterial.')) return []
  const brief = cells.find(({ scenario: { load, keyCache, envelope } }) => {
    const isUsedUp = keyCache.ttl === 0 || keyCache.maxRecords < 2 ** 32 || keyCache.maxBytes < 2 ** 50
    const isRotated = !isUsedUp && contestantNamed(envelope.suite) === undefined
    return isRotated && load.duration !== undefined && load.duration < keyCache.rotation
  })
  if (brief === undefined) return []
  const { load, keyCache } = brief.scenario
  const message =
    `${metric.name} needs a load.duration of a rotation or more, which is ${formatDuration(keyCache.rotation)}, and cell ` +
    `${brief.id} has ${formatDuration(load.duration!)}: no key material is used there for as long as it may be`
  return [{ path, at: 'value', message }]
}

/** Without consumers nothing is ever read, and a figure of reading is no figure. */
function checkReaders(metric: Metric, cells: readonly PlannedCell[], path: FaultPath): readonly Draft[] {
  if (!metric.name.startsWith('get.')) return []
  const idle = cells.find((cell) => cell.scenario.fleet.consumers === 0)
  if (idle === undefined) return []
  const message = `${metric.name} needs fleet.consumers of 1 or more, and cell ${idle.id} has 0: nothing is read there`
  return [{ path, at: 'value', message }]
}
