import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Bill, SimulatedFleet } from '../plan-document.ts'
import { withAttemptsNoted } from './attempts-beyond-calls.ts'

describe('withAttemptsNoted', () => {
  it('says how many attempts no call is billed for, and what they would cost', () => {
    const { lines, totalUsd } = withAttemptsNoted(bill(null), simulated(130_590), 900)

    assert.equal(
      lines[0]!.note,
      'without 30,590 attempts beyond calls, throttled or retried, in the 15 min simulated: 0.092 USD more if AWS bills them, which it does not document',
    )
    assert.equal(lines[1]!.note, null)
    assert.equal(totalUsd, 1.3)
  })

  it('keeps the note that stands there', () => {
    const { lines } = withAttemptsNoted(bill('the first 20000 are free'), simulated(100_001), 900)

    assert.match(lines[0]!.note!, /^the first 20000 are free; without 1 attempt beyond calls/)
  })

  it('changes nothing where each call is one attempt', () => {
    const before = bill(null)

    assert.equal(withAttemptsNoted(before, simulated(100_000), 900), before)
  })
})

const estimate = (mean: number) => ({ mean, ci95: [mean, mean] as [number, number] })

function bill(note: string | null): Bill {
  const line = { quantity: 100_000, unit: 'requests', usdPerUnit: 3e-6, usd: 0.3 }
  return {
    region: 'us-east-1',
    lines: [
      { group: 'kms', item: 'KMS requests', ...line, note },
      {
        group: 'kms',
        item: 'customer-managed keys',
        quantity: 1,
        unit: 'key-months',
        usdPerUnit: 1,
        usd: 1,
        note: null,
      },
    ],
    encryptionUsd: 1.3,
    streamUsd: 0,
    totalUsd: 1.3,
  }
}

function simulated(attempts: number): Pick<SimulatedFleet, 'calls' | 'attempts'> {
  return {
    calls: { GenerateDataKey: estimate(40_000), Decrypt: estimate(60_000) },
    attempts: estimate(attempts),
  }
}
