import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { ArmOrder } from './arm-order.ts'

const arms = ['plain', 'again', 'sealed'] as const
const seeds = fc.integer({ min: 0, max: 2 ** 32 })

describe('ArmOrder', () => {
  it('gives every order of the arms once in each round', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 20 }), (seed, rounds) => {
        const order = new ArmOrder(arms, randomStream(seed, 'test'))
        take(order, rounds * order.roundLength)

        const round = take(order, 6).map((names) => names.join(' '))

        assert.equal(new Set(round).size, 6)
        assert.ok(round.every((names) => names.split(' ').toSorted().join(' ') === 'again plain sealed'))
      }),
    )
  })

  it('puts each arm at each place, and behind each other, equally often', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const places = new Map<string, number>()
        const followers = new Map<string, number>()
        for (const names of take(new ArmOrder(arms, randomStream(seed, 'test')), 12)) {
          names.forEach((name, place) => {
            count(places, `${name} ${place}`)
            if (place > 0) count(followers, `${names[place - 1]} ${name}`)
          })
        }

        assert.deepEqual([...places.values()], Array.from({ length: 9 }).fill(4))
        assert.deepEqual([...followers.values()], Array.from({ length: 6 }).fill(4))
      }),
    )
  })

  it('never lets the balance go by more than one round, wherever a cell ends', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 100 }), (seed, blocks) => {
        const first = new Map<string, number>(arms.map((name) => [name, 0]))
        for (const names of take(new ArmOrder(arms, randomStream(seed, 'test')), blocks))
          count(first, names[0]!)

        const counts = [...first.values()]
        assert.ok(Math.max(...counts) - Math.min(...counts) <= 2)
      }),
    )
  })

  it('repeats itself under the same seed, and differs from round to round and from seed to seed', () => {
    assert.deepEqual(ordersOf(1), ordersOf(1))
    assert.notDeepEqual(ordersOf(1), ordersOf(2))
    assert.notDeepEqual(ordersOf(1).slice(0, 30), ordersOf(1).slice(30))
  })
})

function ordersOf(seed: number): (readonly string[])[] {
  return take(new ArmOrder(arms, randomStream(seed, 'test')), 60)
}

function take(order: ArmOrder<string>, blocks: number): (readonly string[])[] {
  return Array.from({ length: blocks }, () => order.next())
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
