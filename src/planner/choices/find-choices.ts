/**
 * The search: which settings satisfy what is asked for, which of those are
 * beaten by none, and why the others fall out.
 *
 * @module
 */
import type { PriceTable } from '../../price-list/price-table.ts'
import { encryptionUsdOf } from '../costs/bill.ts'
import type { CostSettings } from '../costs/cost-settings.ts'
import { analyseAsItIs } from '../long-run/analyse.ts'
import type { Choices } from '../plan-document.ts'
import type { PlanModel } from '../plan-model.ts'
import { mapInSteps, toTheEnd, type Steps } from '../steps.ts'
import { answerOf } from './answer.ts'
import { worstOf, type Candidate } from './candidate.ts'
import { exposureSecondsOf, missesOf, type Constraints, type Outcome } from './constraints.ts'
import { paretoFront } from './pareto-front.ts'
import { settingsGrid } from './settings-grid.ts'
import { effortOf, paramsOf, settingsOf, withSettings, type Settings } from './settings.ts'

export interface Question {
  /** As planned; the search goes on from its settings. */
  readonly model: PlanModel
  readonly constraints: Constraints
  readonly costs: CostSettings
  readonly prices: PriceTable
  readonly region: string
  /** Keys of the scenario that stay as they are, as whoever asks has given them; a section holds its keys. */
  readonly held: readonly string[]
}

/** Options that are kept, though all of the front are. */
const keptMax = 200

export function findChoices(question: Question): Choices {
  return toTheEnd(choicesInSteps(question))
}

/** Some hundred settings, each by theory, one in each step. */
export function* choicesInSteps(question: Question): Steps<Choices> {
  const planned = settingsOf(question.model)
  const looked = yield* mapInSteps(settingsGrid(question), (settings) => judge(settings, question))
  const candidates = withFront(looked)
  const satisfying = candidates.filter(({ misses }) => misses.length === 0)
  return {
    constraints: question.constraints,
    lookedAt: looked.length,
    satisfying: satisfying.length,
    options: kept(candidates, planned).map(({ settings, outcome, misses, isOnFront }) => ({
      params: paramsOf(settings, planned),
      ...outcome,
      fallsOut: misses.map(({ reason }) => reason),
      isOnFront,
      isPlanned: isSame(settings, planned),
    })),
    ...answerOf(candidates, planned),
  }
}

type Judged = Omit<Candidate, 'isOnFront'>

function judge(settings: Settings, question: Question): Judged {
  const { model, constraints, costs, prices, region } = question
  const { callsPerSecond, callsPer30Days, waits, exposure, quota } = analyseAsItIs(
    withSettings(model, settings),
  )
  const outcome: Outcome = {
    encryptionUsd: encryptionUsdOf(callsPer30Days, costs, prices, region),
    waitP99S: waits.p99S,
    exposureS: exposureSecondsOf(exposure),
    recordsPerKey: exposure.recordsPerKey,
    callsPerSecond,
    headroom: quota.headroom,
  }
  return {
    settings,
    outcome,
    misses: missesOf(outcome, constraints),
    effort: effortOf(settings, settingsOf(model)),
  }
}

/** The front is that of cost, wait and exposure, among those that satisfy. */
function withFront(looked: readonly Judged[]): readonly Candidate[] {
  const satisfying = looked.filter(({ misses }) => misses.length === 0)
  const isBest = paretoFront(
    satisfying.map(({ outcome }) => [outcome.encryptionUsd, outcome.waitP99S, outcome.exposureS]),
  )
  const front = new Set(satisfying.filter((_, index) => isBest[index]))
  return looked.map((candidate) => ({ ...candidate, isOnFront: front.has(candidate) }))
}

/** What is planned, the front, and of the rest what is nearest to satisfying, then to the plan. Of what comes to the same, the nearest to the plan alone. */
function kept(candidates: readonly Candidate[], planned: Settings): readonly Candidate[] {
  const sorted = candidates.toSorted(
    (one, other) =>
      Number(isSame(other.settings, planned)) - Number(isSame(one.settings, planned)) ||
      Number(other.isOnFront) - Number(one.isOnFront) ||
      worstOf(one) - worstOf(other) ||
      one.effort - other.effort,
  )
  const seen = new Set<string>()
  const distinct = sorted.filter(({ outcome }) => {
    const key = Object.values(outcome).join()
    return !seen.has(key) && seen.add(key)
  })
  const front = distinct.findLastIndex(({ isOnFront }) => isOnFront) + 1
  return distinct.slice(0, Math.max(keptMax, front))
}

function isSame(one: Settings, other: Settings): boolean {
  return (Object.keys(one) as (keyof Settings)[]).every((key) => one[key] === other[key])
}
