/**
 * The scenario that `sealbench init` writes: small, complete, and commented so
 * that it can be changed without reading anything else.
 *
 * @module
 */
import { program } from '../program.ts'

/** YAML of the starter scenario; `name` becomes the scenario's name. */
export function scenarioTemplate(name = 'my-first-scenario'): string {
  return template.replace('NAME', name)
}

const template = `# Question: does sealing one of my records cost 0.2 ms or less?
# Expected: yes at the median; KMS is called once in five minutes by each cache.
#
# Every quantity carries its unit: 5 min, 1 KiB, 200 /s, 3 USD.
# ${program} validate FILE checks this file, ${program} explain FILE says what a run will do.

name: NAME # lower-case letters, digits and hyphens
question: Does sealing one of my records cost 0.2 ms or less?
seed: 1 # the same seed gives the same records and the same KMS calls
clock: virtual # hours pass in seconds; real paces itself and waits

fleet:
  frontEnds: 2 # each has its own cache of key material
  consumers: 1 # each reads everything; 0 measures puts alone
  principals: 1 # credentials; they never share key material

load:
  arrivals: poisson # constant | poisson | bursts | ramp | steps | trace | closed
  rate: 20 /s # records of the whole stream
  duration: 10 min # on the scenario's clock

records:
  # Or the same size for all: size: 1 KiB
  size: { distribution: lognormal, median: 1 KiB, p99: 24 KiB, max: 1 MiB }
  partitionKeys: { count: 1000, distribution: zipf, exponent: 1.1 }
  # Or your own, from a file beside this one, instead of size and partitionKeys:
  # source: { file: events.ndjson, partitionKey: user, payload: whole-line }

put: { batch: 1 } # records in a call, up to 500

envelope: { suite: aes-256-gcm+hkdf-sha512, keyReference: inline }

keyCache:
  ttl: 5 min # how long plaintext key material stays in memory; 0 s: no cache
  rotation: 5 min # how long one key material seals new records
  policy: single-flight # concurrent misses share one KMS call; independent: they do not

readerCache: { ttl: 5 min, capacity: 1000 }

kms:
  latency: { distribution: lognormal, median: 10 ms, p99: 40 ms }
  quota: 10000 /s
  # What breaks, and when:
  # failures: [{ fault: throttling, from: 2 min, to: 3 min, share: 0.5 }]

# For ${program} plan alone, which answers for fleets that no run can take:
# plan: { horizon: 30 d, streams: 100, start: cold, credentials: { lifetime: 1 h } }

# Lists of values for any parameter; every combination is a cell.
sweep:
  keyCache.ttl: [1 min, 5 min]

# What should be true, and who says so; each gets a verdict with its evidence.
claims:
  - id: put-overhead
    statement: Sealing adds 0.2 ms or less to a put, typically
    source: AWS Big Data Blog, 2017
    metric: put.overhead
    unit: record # or call
    statistic: p50
    bound: <= 0.2 ms
    where: { keyCache.ttl: 5 min } # the cells it speaks of; all if left out

# What must be true, or the run fails with exit code 3.
thresholds:
  - put.sealed.serviceTime.p99 < 20 ms
`
