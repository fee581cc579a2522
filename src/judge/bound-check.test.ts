import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { keeps, shareKept } from './bound-check.ts'
import { boundOf } from './cell.fixture.ts'

describe('keeps', () => {
  it('knows both sides of every comparison', () => {
    assert.deepEqual(sides('<'), [true, false, false])
    assert.deepEqual(sides('<='), [true, true, false])
    assert.deepEqual(sides('>'), [false, false, true])
    assert.deepEqual(sides('>='), [false, true, true])
    assert.deepEqual(sides('=='), [false, true, false])
  })
})

describe('shareKept', () => {
  it('tells whole, split and empty intervals apart', () => {
    assert.equal(share('<=', 8, 10), 'all')
    assert.equal(share('<', 8, 10), 'some')
    assert.equal(share('<=', 10, 12), 'some')
    assert.equal(share('<=', 10.1, 12), 'none')
    assert.equal(share('<', 10, 12), 'none')
    assert.equal(share('>=', 10, 12), 'all')
    assert.equal(share('>', 8, 10), 'none')
    assert.equal(share('==', 10, 10), 'all')
    assert.equal(share('==', 9, 11), 'some')
    assert.equal(share('==', 11, 12), 'none')
  })
})

/** Whether 9, 10 and 11 keep a bound of 10. */
function sides(op: string): boolean[] {
  return [9, 10, 11].map((value) => keeps(boundOf(`${op} 10`, 10), value))
}

function share(op: string, low: number, high: number) {
  return shareKept(boundOf(`${op} 10`, 10), [low, high])
}
