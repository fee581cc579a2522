/**
 * KMS calls of contestants, which have no cache of ours: none, one for each
 * record, or as many as their own caches miss.
 *
 * @module
 */
import type { ExpectedCalls } from './expected-calls.ts'
import type { FleetModel } from './fleet-model.ts'
import { offeredRecords } from './sealing-calls.ts'

const nothing = { GenerateDataKey: 0, Decrypt: 0 }

export function contestantCalls(
  kind: 'none' | 'per-record' | 'by-own-cache',
  model: FleetModel,
): ExpectedCalls {
  switch (kind) {
    case 'none':
      return { method: 'analytic', calls: nothing, sigma: nothing, reason: 'it never asks KMS' }
    case 'per-record':
      return perRecord(model)
    case 'by-own-cache':
      return unknown(
        'it has a cache of its own, which ages in real time',
        'any suite of the envelope is predictable',
      )
    default:
      return kind satisfies never
  }
}

function perRecord(model: FleetModel): ExpectedCalls {
  const { arrivals, consumers, failuresPlanned = false } = model
  if ((arrivals !== 'constant' && arrivals !== 'poisson') || failuresPlanned)
    return unknown(
      'it asks KMS for each record, and how many there will be is not known',
      'constant and poisson arrivals without kms.failures are predictable',
    )
  const { mean, variance } = offeredRecords(model)
  const sigma = Math.sqrt(variance)
  return {
    method: 'analytic',
    calls: { GenerateDataKey: 0, Decrypt: consumers * mean, Encrypt: mean },
    sigma: { GenerateDataKey: 0, Decrypt: consumers * sigma, Encrypt: sigma },
    reason: 'one call for each record that is put and for each that is read',
  }
}

function unknown(reason: string, change: string): ExpectedCalls {
  return { method: 'none', reason, change, callsAtLeast: null }
}
