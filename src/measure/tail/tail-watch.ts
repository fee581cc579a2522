/**
 * Looks at the times of every record of one arm as it comes through, and says
 * which may belong to the tail. What it does is paid for by every record.
 *
 * @module
 */
import type { Slowness, TailTime } from './slowness.ts'
import { TailThreshold } from './tail-threshold.ts'

/** Every so many records tell what work takes at the median; so many of them are remembered. */
const sampledEvery = 16
const samplesKept = 63

const slowByBoth: Slowness = { serviceTime: true, responseTime: true }
const slowByService: Slowness = { serviceTime: true, responseTime: false }
const slowByResponse: Slowness = { serviceTime: false, responseTime: true }

export class TailWatch {
  readonly #firstUses: number
  readonly #service = new TailThreshold()
  readonly #response = new TailThreshold()
  readonly #worked = new Float64Array(samplesKept)
  #records = 0

  /** `firstUses` records count as first uses of the code. */
  constructor(firstUses: number) {
    this.#firstUses = firstUses
  }

  /** Takes the times of the next record, in ns, of which `worked` is without waits. Undefined where it is not slow. */
  look(service: number, response: number, worked: number): Slowness | undefined {
    if (this.#records % sampledEvery === 0)
      this.#worked[(this.#records / sampledEvery) % samplesKept] = worked
    this.#records += 1
    const isByService = this.#service.isBeyond(service)
    const isByResponse = this.#response.isBeyond(response)
    if (isByService) return isByResponse ? slowByBoth : slowByService
    return isByResponse ? slowByResponse : undefined
  }

  /** Whether the last record was among the first. */
  get isFirstUse(): boolean {
    return this.#records <= this.#firstUses
  }

  /** What work took at the median lately, in ns; 0 before any. */
  get typicalNs(): number {
    const samples = Math.min(samplesKept, Math.ceil(this.#records / sampledEvery))
    return this.#worked.subarray(0, samples).toSorted()[samples >> 1] ?? 0
  }

  /** From where on a record is slow by `time`, in ns. */
  thresholdOf(time: TailTime): number {
    return time === 'serviceTime' ? this.#service.nanoseconds : this.#response.nanoseconds
  }
}
