/**
 * What dollars of 30 days are made of: the calls of a run, which may be an hour
 * of them, taken so many times.
 *
 * @module
 */
import type { CellResult, Run } from '../run-store/run-format.ts'
import { describeDuration, parseQuantity } from '../units/quantity.ts'
import { describeCount } from './figures.ts'
import { shortLabel } from './parameters.ts'

const thirtyDaysNs = 30 * 86_400e9
/** Longest lives of key material in a cache: until each has passed once, first fills count for more than they will. */
const lives = ['keyCache.ttl', 'keyCache.rotation', 'readerCache.ttl'] as const

/** `1 h of calls times 720`; undefined where no scenario time has passed. */
export function factorText(cells: readonly Pick<CellResult, 'scenarioTimeNs'>[]): string | undefined {
  const times = cells.map(({ scenarioTimeNs }) => scenarioTimeNs).filter((time) => time > 0)
  if (times.length === 0) return undefined
  const [least, most] = [Math.min(...times), Math.max(...times)].map((time) => ({
    time: describeDuration(time),
    factor: describeCount(Number((thirtyDaysNs / time).toPrecision(3))),
  })) as [Extrapolated, Extrapolated]
  return least.time === most.time
    ? `${least.time} of calls times ${least.factor}`
    : `${least.time} to ${most.time} of calls times ${least.factor} to ${most.factor}`
}

interface Extrapolated {
  readonly time: string
  readonly factor: string
}

/** One sentence on what is extrapolated, and one of caution where a run is too short for it. None without scenario time. */
export function moneyNotes(run: Run, cells: readonly CellResult[] = run.cells): string[] {
  const factor = factorText(cells)
  if (factor === undefined) return []
  const short = cells.flatMap((cell) => tooShort(run, cell) ?? [])
  const [first] = short
  return [
    `USD per 30 days extrapolate the calls of the run: ${factor}, and the KMS key.`,
    ...(first === undefined
      ? []
      : [
          `Caution: ${shortLabel(run, first.cell)}${short.length > 1 ? ` and ${describeCount(short.length - 1)} more` : ''} ran for less than ${first.name} ${String(first.life)}, so that first fills weigh too much in them.`,
        ]),
  ]
}

function tooShort(run: Run, cell: CellResult) {
  const { scenarioTimeNs } = cell
  if (scenarioTimeNs <= 0) return undefined
  return lives
    .map((name) => ({ cell, name, life: settingOf(run, cell, name) }))
    .find(({ life }) => {
      const quantity = parseQuantity('duration', life)
      return quantity.ok && quantity.value > scenarioTimeNs
    })
}

/** As it stands in the cell: swept as itself or with its section, or as the scenario has it. */
function settingOf({ scenario }: Run, { params }: CellResult, name: string): unknown {
  const [section, key] = name.split('.') as [string, string]
  const within = (value: unknown) => (value as Record<string, unknown> | null | undefined)?.[key]
  return params[name] ?? within(params[section]) ?? within(scenario[section])
}
