import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { GridPoint } from '../../../planner/outlook-document.ts'
import { firstPlanView } from '../plan-view.ts'
import { planOf } from '../plan.fixture.ts'
import { timeGridOf } from '../time-grid.fixture.ts'
import { ttlAndRotation } from './ttl-and-rotation.ts'

/** The title, and whether a square has a cross, where all ask for so much. */
function drawnWith(busiestSecond: number) {
  const timeGrid = timeGridOf().map((point) => ({ ...point, busiestSecond }))
  const [chart] = ttlAndRotation(planOf({ timeGrid }), firstPlanView)
  return [chart!.title, JSON.stringify(chart!.spec(900)).includes('"shape"')]
}

describe('ttlAndRotation', () => {
  it('has a row for each setting and figure, in base units, with the quota', () => {
    const points = timeGridOf()
    const [chart] = ttlAndRotation(planOf({ timeGrid: points }), firstPlanView)

    const usd = chart!.data.filter(({ measure }) => measure === 'encryptionUsd')
    assert.deepEqual(
      usd.map(({ ttlS, rotationS, value }) => [ttlS, rotationS, value]),
      points.map(({ ttlS, rotationS, encryptionUsd }) => [ttlS, rotationS, encryptionUsd]),
    )
    assert.deepEqual(
      usd.map(({ isBeyondQuota }) => isBeyondQuota),
      points.map(({ ttlS }) => String(ttlS === 0)),
    )
  })

  it('says what is planned, and where the quota is passed: above it, not at it', () => {
    const [chart] = ttlAndRotation(planOf({ timeGrid: timeGridOf() }), firstPlanView)

    assert.match(chart!.finding, /^As planned \(TTL 5 min, rotation 5 min\): calls 38\.71 \/s, /)
    assert.match(chart!.finding, /beyond the quota in 3 of 9 settings: no cache; no cache; no cache\.$/)
  })

  it('shows the lowest percentile at which a cache lets records wait, or else how many wait', () => {
    const waiting = timeGridOf()
    const still = waiting.map((point) => ({ ...point, waits: { ...point.waits, p99S: 0, p999S: 0 } }))
    const measuresOf = (timeGrid: typeof waiting) =>
      new Set(ttlAndRotation(planOf({ timeGrid }), firstPlanView)[0]!.data.map(({ measure }) => measure))

    assert.ok(measuresOf(waiting).has('waitP99S'))
    assert.ok(measuresOf(still).has('waitShare'))
  })

  it('shows how many wait where a share lies so near a percentile that it waits there by a hair', () => {
    for (const clear of [0.005, 0.02]) assert.ok(measuresWith(clear).includes('waitP99S'))
    for (const near of [0.00501, 0.01, 0.0199]) {
      assert.ok(!measuresWith(near).includes('waitP99S'))
      assert.ok(measuresWith(near).includes('waitShare'))
    }
  })

  it('says in its title where all is beyond the quota, and has no cross then', () => {
    assert.deepEqual(drawnWith(1001), ['What cache TTL and rotation come to: all beyond the quota', false])
    assert.deepEqual(drawnWith(1000), ['What cache TTL and rotation come to', false])
  })

  it('tells where readers go on for longest, in finding, table and marks', () => {
    const timeGrid = timeGridOf().map((point) => ({
      ...point,
      exposure: { ...point.exposure, opensForS: 600 },
    }))
    const [chart] = ttlAndRotation(planOf({ timeGrid }), firstPlanView)

    assert.match(
      chart!.finding,
      /The readers’ TTL is 5 min everywhere, as planned: it, not the cache TTL, is how long a disabled key works in 8 of 9 settings\./,
    )
    const at = chart!.table.columns.findIndex(({ label }) => label === 'a disabled key works longest')
    assert.deepEqual([chart!.table.rows[4]![at], chart!.table.rows[8]![at]], ['for readers', 'for sealing'])
    assert.match(
      JSON.stringify(chart!.spec(900)),
      /TTL 5 min, rotation 5 min; as planned; readers go on for 10 min/,
    )
  })

  it('has columns whose labels do not touch in a narrow picture', () => {
    const timeGrid = [60, 300, 900, 3600, 21_600, 86_400].map((rotationS) => ({
      ...timeGridOf()[0]!,
      rotationS,
    }))
    const [chart] = ttlAndRotation(planOf({ timeGrid }), firstPlanView)

    assert.match(JSON.stringify(chart!.spec(320)), /"labelAngle":-90/)
    assert.match(JSON.stringify(chart!.spec(900)), /"labelAngle":0/)
  })

  it('has the figure of each square from the narrowest phone on, whatever it is', () => {
    for (const size of [1e-9, 0.0123, 0.5, 999.95, 12_345.6, 1e9, 1e200]) {
      const timeGrid = manySettings(size)
      const [chart] = ttlAndRotation(planOf({ timeGrid }), firstPlanView)

      const { concat } = chart!.spec(300) as unknown as { concat: { layer: { mark: { type: string } }[] }[] }
      assert.ok(concat.length > 3)
      for (const { layer } of concat) assert.equal(layer.at(-1)!.mark.type, 'text', `${size}`)
    }
  })

  it('stands in two and three columns where there is room for shortened figures', () => {
    const [chart] = ttlAndRotation(planOf({ timeGrid: manySettings(1 / 777.7) }), firstPlanView)
    const columnsAt = (width: number) => (chart!.spec(width) as unknown as { columns: number }).columns

    assert.deepEqual([699, 700, 920, 1199, 1200].map(columnsAt), [1, 2, 2, 2, 3])
  })

  it('says in the picture what frame and cross stand for, each where there is one', () => {
    const points = timeGridOf()

    assert.equal(keyOf(points), 'frame: as planned; ×: beyond the quota in the busiest second')
    assert.equal(keyOf(points.filter(({ ttlS }) => ttlS > 0)), 'frame: as planned')
    assert.equal(
      keyOf(points.filter(({ isPlanned }) => !isPlanned)),
      '×: beyond the quota in the busiest second',
    )
    assert.equal(keyOf(points.filter(({ ttlS }) => ttlS > 300)), undefined)
  })

  it('shortens small shares per million in place of powers of ten', () => {
    const shares = [6.1e-6, 1e-5]
    const briefs = shares.map((share) => {
      const timeGrid = timeGridOf().map((point) => ({
        ...point,
        waits: { ...point.waits, share: point.ttlS === 300 ? share : 0.5, p99S: 0, p999S: 0 },
      }))
      const { data } = (
        ttlAndRotation(planOf({ timeGrid }), firstPlanView)[0]!.spec(300) as unknown as {
          concat: { data: { values: { brief: string; description: string }[] } }[]
        }
      ).concat.find(({ data: { values } }) => values[0]!.description.startsWith('Records that wait'))!
      return data.values.find(({ description }) => description.includes('as planned'))!.brief
    })

    assert.deepEqual(briefs, ['6.1\nppm', '0.001\n%'])
  })

  it('tells times that read alike apart', () => {
    const [point] = timeGridOf()
    const timeGrid = [300, 300.000_01].map((rotationS) => ({ ...point!, ttlS: 60, rotationS }))
    const [chart] = ttlAndRotation(planOf({ timeGrid }), firstPlanView)

    assert.match(
      JSON.stringify(chart!.spec(900)),
      /"values":\["300 s","300\.00001 s"\]|"sort":\["300 s","300\.00001 s"\]/,
    )
  })

  it('is not there of one setting alone', () => {
    assert.deepEqual(ttlAndRotation(planOf({ timeGrid: timeGridOf().slice(0, 1) }), firstPlanView), [])
    assert.equal(ttlAndRotation(planOf({ timeGrid: timeGridOf().slice(0, 2) }), firstPlanView).length, 1)
  })
})

/** What stands above the panels. */
function keyOf(timeGrid: GridPoint[]): string | undefined {
  const [chart] = ttlAndRotation(planOf({ timeGrid }), firstPlanView)
  return (chart!.spec(900) as { title?: { text: string } }).title?.text
}

/** Of the settings of which that share waits at a TTL of 5 min. */
function measuresWith(share: number): unknown[] {
  const timeGrid = timeGridOf().map((point) =>
    point.ttlS === 300 ? { ...point, waits: { ...point.waits, share } } : point,
  )
  return ttlAndRotation(planOf({ timeGrid }), firstPlanView)[0]!.data.map(({ measure }) => measure)
}

/** Eight TTLs by seven rotations, with figures around `size` and long ones. */
function manySettings(size: number): GridPoint[] {
  const times = [0, 60, 300, 420, 900, 3600, 21_600, 86_400]
  const [point] = timeGridOf()
  return times.flatMap((ttlS) =>
    times.slice(1).map((rotationS, at) => ({
      ...point!,
      ttlS,
      rotationS,
      callsPerSecond: size * (1 + ttlS / 7 + at / 3),
      busiestSecond: size * (3 + at),
      encryptionUsd: size * (2 + ttlS),
      waits: { ...point!.waits, share: 0.999_912_3 / (1 + at) },
      exposure: { ...point!.exposure, sealsForS: 1 + ttlS / 7, keyLivesForS: ttlS + 61.7 * at },
    })),
  )
}
