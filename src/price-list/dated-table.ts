/**
 * Tells from when and where the figures of a plan are, and warns of tables that
 * are too old to be believed.
 *
 * @module
 */
import type { PriceTable, QuotaTable, Tables } from './price-table.ts'

export interface DatedTable {
  /** ISO date from which it holds. */
  readonly date: string
  readonly source: string
  readonly warning: string | null
}

/** Both tables as they are shown with each result; `today` decides which are too old. */
export function datedTables(
  { prices, quotas }: Tables,
  today: Date,
): { readonly prices: DatedTable; readonly quotas: DatedTable } {
  return { prices: datedPrices(prices, today), quotas: datedQuotas(quotas, today) }
}

/** The date is that of the oldest service; none may be still to come. */
function datedPrices({ services }: PriceTable, today: Date): DatedTable {
  const all = [services.kms, services.cloudTrail, services.kinesis]
  const dates = all.map((service) => service.date).toSorted()
  const date = dates[0]!
  const isToCome = dates.at(-1)! > isoDateOf(today)
  const source = [...new Set(all.map((service) => service.source))].join('; ')
  return { date, source, warning: warningOf('prices', isToCome ? dates.at(-1)! : date, today) }
}

function datedQuotas({ date, source }: QuotaTable, today: Date): DatedTable {
  return { date, source, warning: warningOf('quotas', date, today) }
}

/** ISO dates are in the order of their texts. */
function warningOf(noun: string, date: string, today: Date): string | null {
  const now = isoDateOf(today)
  if (date > now) return `The ${noun} hold from ${date} on, which is still to come.`
  const yearLater = `${String(Number(date.slice(0, 4)) + 1).padStart(4, '0')}${date.slice(4)}`
  if (now <= yearLater) return null
  return `The ${noun} are of ${date}, more than a year ago: check them, and give yours with --prices FILE.`
}

function isoDateOf(today: Date): string {
  return today.toISOString().slice(0, 10)
}
