/**
 * KMS's request quotas: AWS counts the calls in each one-second interval and
 * throttles all that follow in that second, so the window is fixed. One quota
 * is shared by the symmetric operations of an account and region.
 *
 * @module
 */
import { builtInTables } from '../price-list/price-table.ts'
import { symmetricQuotaOf } from '../price-list/quotas.ts'
import { perSecond, type Nanoseconds, type PerSecond } from '../units/units.ts'

export interface QuotaSettings {
  /** Of the symmetric operations together; the table's of the region if left out. */
  readonly symmetric?: PerSecond | undefined
  /** Whether the other operations have the table's quotas too, each its own. */
  readonly others: boolean
}

const { quotas } = builtInTables
const symmetricOperations: ReadonlySet<string> = new Set(quotas.symmetric.operations)

/** The quotas of one account in one region. */
export class RequestQuotas {
  readonly #symmetric: RequestQuota
  readonly #others = new Map<string, RequestQuota>()

  constructor(region: string, settings: QuotaSettings) {
    this.#symmetric = new RequestQuota(settings.symmetric ?? symmetricQuotaOf(region))
    if (!settings.others) return
    for (const [operation, quota] of Object.entries(quotas.others))
      this.#others.set(operation, new RequestQuota(perSecond(quota)))
  }

  /** Whether a call that arrives at `time` is still within its quota. Times do not run backwards. */
  admits(operation: string, time: Nanoseconds): boolean {
    if (symmetricOperations.has(operation)) return this.#symmetric.admits(time)
    return this.#others.get(operation)?.admits(time) ?? true
  }
}

const windowLength = 1e9

export class RequestQuota {
  readonly #perSecond: PerSecond
  #window = -1
  #admitted = 0

  constructor(quota: PerSecond) {
    this.#perSecond = quota
  }

  /** Whether a call that arrives at `time` is still within the quota. Times do not run backwards. */
  admits(time: Nanoseconds): boolean {
    const window = Math.floor(time / windowLength)
    if (window !== this.#window) {
      this.#window = window
      this.#admitted = 0
    }
    if (this.#admitted >= this.#allowanceOf(window)) return false
    this.#admitted += 1
    return true
  }

  /** A quota that is no whole number, such as 0.5 /s, is kept on average: one call in every second window. */
  #allowanceOf(window: number): number {
    return Math.ceil((window + 1) * this.#perSecond) - Math.ceil(window * this.#perSecond)
  }
}
