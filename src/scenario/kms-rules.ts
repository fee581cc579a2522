/**
 * What must be true across the fields of the `kms` section.
 *
 * @module
 */
import { isAwsHost } from '../kms/aws-host.ts'
import { program } from '../program.ts'
import type { Draft, FaultPath } from './faults.ts'
import type { Scenario } from './schema.ts'

export function checkKms({ kms, clock }: Scenario): readonly Draft[] {
  const { backend, client } = kms
  const faults: Draft[] = []
  if (client.retryMode === 'adaptive' && clock === 'virtual') {
    const reason = 'must be standard on the virtual clock: the rate limiter of the SDK reads the time of day'
    faults.push(fault(['kms', 'client', 'retryMode'], reason))
  }
  if (backend === 'simulated') return [...faults, ...checkSimulated(kms)]
  if (clock === 'virtual') {
    const reason = `must be simulated on the virtual clock: ${backend} answers in real time (clock: real)`
    faults.push(fault(['kms', 'backend'], reason))
  }
  if (kms.quota !== undefined)
    faults.push(fault(['kms', 'quota'], `is of the embedded KMS: leave it out, as ${backend} has its own`))
  return [...faults, ...(backend === 'aws' ? checkAws(kms) : checkEndpoint(kms))]
}

type Kms = Scenario['kms']

function checkSimulated(kms: Kms): readonly Draft[] {
  // keyId and profiles may stand there for when --kms asks another KMS.
  const elsewhere = ['endpoint', 'ca', 'control'] as const
  return elsewhere
    .filter((key) => kms[key] !== undefined)
    .map((key) => fault(['kms', key], 'is of no use to the embedded KMS: set kms.backend to endpoint or aws'))
}

function checkEndpoint({ endpoint, control, failures }: Kms): readonly Draft[] {
  const faults: Draft[] = []
  if (endpoint === undefined)
    faults.push(fault(['kms', 'endpoint'], 'must name the endpoint, such as http://127.0.0.1:4599'))
  else if (isAwsHost(URL.parse(endpoint)?.hostname ?? '')) {
    const reason = 'is AWS itself, which costs money: write backend: aws, and --kms aws on the command line'
    faults.push(fault(['kms', 'endpoint'], reason))
  }
  if (failures.length > 0 && control === undefined) {
    const reason = `need kms.control, the control port of ${program} kms serve: other endpoints fail when they like`
    faults.push(fault(['kms', 'failures'], reason))
  }
  return faults
}

function checkAws({ endpoint, control, keyId, failures }: Kms): readonly Draft[] {
  const faults: Draft[] = []
  if (endpoint !== undefined)
    faults.push(
      fault(['kms', 'endpoint'], 'must be left out with backend aws, which has its own for each region'),
    )
  if (control !== undefined) faults.push(fault(['kms', 'control'], 'must be left out with backend aws'))
  if (failures.length > 0)
    faults.push(fault(['kms', 'failures'], 'must be empty with backend aws, which fails when it likes'))
  if (keyId === undefined)
    faults.push(
      fault(['kms', 'keyId'], 'must name a key of yours, such as alias/orders: sealbench makes none at AWS'),
    )
  return faults
}

function fault(path: FaultPath, message: string): Draft {
  return { path, at: 'value', message }
}
