/**
 * Runs several versions of one scenario in turns on this machine, each run in a
 * fresh process: what differs between them is then the version, and not the
 * hour. A round runs each version once, in an order that chance decides and
 * that is balanced over every two rounds.
 *
 * @module
 */
import path from 'node:path'

import type { StoredRun } from '../run-store/read-run.ts'
import { randomStream, shuffle } from '../random.ts'
import { freshRun, type FreshProgress, type Program } from './fresh-run.ts'

/** What is compared: a program and a scenario file. */
export interface Version {
  /** Names its folder below `output`. */
  readonly name: string
  readonly program: Program
  readonly scenarioFile: string
}

export interface InterleavedOptions {
  readonly versions: readonly Version[]
  readonly rounds: number
  /** Name of the scenario. */
  readonly scenario: string
  /** Cells to run; all if left out. */
  readonly cells?: readonly string[] | undefined
  /** Folder of the whole experiment. */
  readonly output: string
  readonly workers?: number | undefined
  readonly seed: number
  readonly signal?: AbortSignal | undefined
  /** Called before each run; both count from 1. */
  readonly onRun?: (round: number, version: string) => void
  /** Told now and then how far that run is. */
  readonly onProgress?: ((progress: FreshProgress) => void) | undefined
}

/** The runs of each version, in the order of `versions` and of the rounds: run k of all versions was made in round k. */
export async function interleave(options: InterleavedOptions): Promise<StoredRun[][]> {
  const { versions, rounds, scenario, cells, output, workers, seed, signal, onRun, onProgress } = options
  const orders = balancedOrders(versions.length, rounds, seed)
  const runs = versions.map((): StoredRun[] => [])
  for (const [round, order] of orders.entries()) {
    const ofRound = new Map<number, StoredRun>()
    for (const index of order) {
      const { name, program, scenarioFile } = versions[index]!
      onRun?.(round + 1, name)
      const run = await freshRun({
        program,
        scenario: scenarioFile,
        name: scenario,
        workers,
        signal,
        onProgress,
        output: path.join(output, name),
        cells: program.knows('--cells') ? cells : undefined,
      })
      if (run === undefined || signal?.aborted === true) return runs
      ofRound.set(index, run)
    }
    // A round that was cut off is no round.
    for (const [index, run] of ofRound) runs[index]!.push(run)
  }
  return runs
}

/** Every second round goes backwards through the order of the one before. */
function balancedOrders(versions: number, rounds: number, seed: number): number[][] {
  const random = randomStream(seed, 'order-of-versions')
  const orders: number[][] = []
  while (orders.length < rounds) {
    const order = [...shuffle([...Array.from({ length: versions }).keys()], random)]
    orders.push(order, order.toReversed())
  }
  return orders.slice(0, rounds)
}
