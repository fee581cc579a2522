import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { SaltMonitor } from './salt-monitor.ts'

describe('SaltMonitor', () => {
  it('counts exactly the salts that came before', () => {
    const salts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3 }), { maxLength: 400 })
    fc.assert(
      fc.property(salts, (seen) => {
        const monitor = new SaltMonitor()

        for (const salt of seen) monitor.see(salt)

        const distinct = new Set(seen.map((salt) => Buffer.from(salt).toString('hex'))).size
        assert.equal(monitor.checked, seen.length)
        assert.equal(monitor.repeated, seen.length - distinct)
      }),
    )
  })

  it('tells 500,000 counted nonces apart, and finds the one that comes again', () => {
    const monitor = new SaltMonitor()
    const nonce = Buffer.alloc(12)
    for (let count = 0; count < 500_000; count += 1) {
      nonce.writeUInt32BE(count >> 17, 0)
      nonce.writeUInt32BE(count & 0x1ffff, 8)
      monitor.see(nonce)
    }
    assert.equal(monitor.repeated, 0)

    monitor.see(Buffer.alloc(12))
    assert.equal(monitor.repeated, 1)
  })

  it('finds each time that a generator is restarted', () => {
    const monitor = new SaltMonitor()
    for (let start = 0; start < 3; start += 1) {
      for (let count = 0; count < 1000; count += 1) monitor.see(Buffer.from(`salt ${count}`))
    }

    assert.equal(monitor.repeated, 2000)
  })
})
