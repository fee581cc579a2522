/**
 * A fleet, record by record: every arrival is an event of its own. Slow and
 * plain, to hold the event simulation and theory against; it shares nothing
 * with them but the model.
 *
 * What happens at or after the horizon is not counted: neither are waits and
 * losses whose answer would come later.
 *
 * @module
 */
import { randomStream, type Random } from '../../random.ts'
import { samplerOf } from '../../statistics/distributions.ts'
import { cachesOf } from '../fleet-model.ts'
import type { FleetTally, PlanModel } from '../plan-model.ts'
import { AskedKms } from './asked-kms.ts'
import { DataKeys, type StreamBranchKey } from './branch-keys.ts'
import { Consumer } from './consumer.ts'
import { Credential } from './credential.ts'
import { EventQueue } from './event-queue.ts'
import { pastOf, type FleetPast } from './fleet-past.ts'
import { callTimes } from './offered-calls.ts'
import { ReadStream } from './read-stream.ts'
import { RetryClient } from './retry-client.ts'
import { RunningTally } from './running-tally.ts'
import { SealingCache } from './sealing-cache.ts'

export interface RecordOptions {
  /**
   * Whether front ends and consumers of one principal share an SDK client, and with it its retry tokens, as those of
   * a run do in its one process. In a fleet each has its own.
   */
  readonly sharesClients?: boolean
}

interface World {
  readonly model: PlanModel
  readonly sharesClients: boolean
  readonly past: FleetPast
  readonly queue: EventQueue
  readonly tally: RunningTally
  readonly keys: DataKeys
  /** Of phases, beginnings, jitter and pauses. */
  readonly random: Random
  readonly newEdk: () => number
}

interface SimulatedStream {
  readonly sealing: readonly SealingCache[]
  readonly reading: ReadStream
}

/** One run; some 10^6 records take a second. The same `seed` gives the same run. */
export function simulateRecords(
  model: PlanModel,
  seed: number,
  { sharesClients = false }: RecordOptions = {},
): FleetTally {
  const past = pastOf(model)
  const beginsAt = -(past.settledS + past.spreadS)
  const world = { ...newWorld(model, past, beginsAt, seed), sharesClients }
  const { queue, tally } = world
  const streams = Array.from({ length: model.streams }, () => newStream(world))
  const restart = (): void => restartAll(streams)
  if (model.start === 'cold' && beginsAt < 0) queue.at(0, restart)
  // Behind all else of its moment, such as a poll that is due then.
  const restartAt = (time: number): void => queue.at(time, () => queue.at(time, restart))
  for (const one of model.disturbances) if (one.kind === 'restart') restartAt(one.atS)

  const random = randomStream(seed, 'record-simulation/arrivals')
  const ofStream = cachesOf(model.fleet)
  for (const time of callTimes(model.load, model.streams, [beginsAt, model.horizonS], random)) {
    queue.runUntil(time)
    const cache = random.below(model.streams * ofStream)
    streams[Math.floor(cache / ofStream)]!.sealing[cache % ofStream]!.put()
  }
  queue.runUntil(model.horizonS)
  return tally.sums()
}

function newWorld(
  model: PlanModel,
  past: FleetPast,
  beginsAt: number,
  seed: number,
): Omit<World, 'sharesClients'> {
  const queue = new EventQueue(beginsAt)
  const tally = new RunningTally()
  const latency = samplerOf(model.fleet.kmsLatency, randomStream(seed, 'record-simulation/latency'))
  const random = randomStream(seed, 'record-simulation/kms')
  const kms = new AskedKms({ model, queue, tally, latency, random })
  let edks = 0
  return {
    model,
    past,
    queue,
    tally,
    keys: new DataKeys(kms, queue, (model.fleet.branchKeyTtlNs ?? 0) / 1e9),
    random: randomStream(seed, 'record-simulation/fleet'),
    newEdk: () => (edks += 1),
  }
}

function newStream(world: World): SimulatedStream {
  const { model, queue } = world
  const { fleet, catchUp, start } = model
  const reading = new ReadStream(model, queue)
  // What runs for ever has made its branch key once.
  const branchKey: StreamBranchKey = { isMade: start === 'steady', maker: undefined, waiting: [] }
  const credentials = Array.from({ length: fleet.principals }, () => newCredential(world))
  const clients = Array.from({ length: fleet.principals }, () => new RetryClient(model, world.random))
  const clientOf = (index: number) =>
    world.sharesClients ? clients[index % fleet.principals]! : new RetryClient(model, world.random)
  const { stored, failed } = reading
  const sealing = Array.from({ length: cachesOf(fleet) }, (_, index) => {
    const credential = credentials[index % fleet.principals]!
    const owner = { client: clientOf(index), beginsAt: beginningOf(world) }
    return new SealingCache({ ...world, ...owner, credential, branchKey, stored })
  })
  for (let index = 0; index < fleet.consumers; index += 1) {
    const owner = { client: clientOf(index), beginsAt: catchUp === null ? beginningOf(world) : 0 }
    const credential = newCredential(world)
    reading.consumers.push(new Consumer({ ...world, ...owner, credential, branchKey, failed }))
  }
  return { sealing, reading }
}

/** When one cache begins, in the past that makes a fleet steady. */
function beginningOf({ past, random }: World): number {
  return -past.settledS - random.uniform() * past.spreadS
}

function newCredential({ model, random }: World): Credential {
  const { credentialLifetimeS } = model
  const phase = credentialLifetimeS === Infinity ? 0 : random.uniform() * credentialLifetimeS
  return new Credential(phase, credentialLifetimeS)
}

function restartAll(streams: readonly SimulatedStream[]): void {
  for (const { sealing, reading } of streams) {
    for (const cache of sealing) cache.restart()
    for (const consumer of reading.consumers) consumer.restart()
  }
}
