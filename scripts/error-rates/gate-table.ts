/**
 * Writes what `gate-experiment.ts` measured into `docs/method.md`, between its
 * markers.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { environmentLine } from '../../bench/bench-report.ts'
import { meanOf } from '../../src/statistics/repeated.ts'
import { describeShare, describeSize } from '../../src/units/share.ts'
import { withBlock, type Markers } from '../marked-block.ts'
import { markdownTable } from '../markdown-table.ts'
import { repetitionsTried, type Figure, type GateExperiment, type GateTrial } from './gate-trials.ts'

export const gateMarkers: Markers = {
  begin: '<!-- gate: written by scripts/error-rates/gate-experiment.ts -->',
  end: '<!-- /gate -->',
}

const page = path.join(import.meta.dirname, '../..', 'docs', 'method.md')

export function writeGateTable(experiment: GateExperiment): void {
  writeFileSync(page, withBlock(readFileSync(page, 'utf8'), gateMarkers, gateBlock(experiment)))
}

export function gateBlock({ environment, hogs, repetitions, trials }: GateExperiment): string {
  const groups = [...Map.groupBy(trials, ({ planted }) => planted)]
  const names = [...new Set(trials.flatMap(({ same }) => same.map(({ name }) => name)))]
  const experiments = trials.length / groups.length
  return [
    gateMarkers.begin,
    '',
    `${environmentLine(environment)}, ${environment.startedAt.slice(0, 10)}, beside ${hogs} ${hogs === 1 ? 'process' : 'processes'} that ${hogs === 1 ? 'keeps' : 'keep'} a core busy. ` +
      `${trials.length} self-tests of the gate, each ${repetitions} runs of the base, as many of the base again and of the base with a planted slowdown, in turns.`,
    '',
    '```sh',
    `npx node scripts/error-rates/gate-experiment.ts --experiments ${experiments} --hogs ${hogs} --repetitions ${repetitions}`,
    '```',
    '',
    markdownTable(['question', 'answer'], answersOf(trials)),
    '',
    'Of equal code, figure by figure: how often the 95 % interval of the change covers no change, how far single runs lie apart, and how wide the interval is.',
    '',
    markdownTable(
      ['figure', 'covers no change', 'run to run (sd)', 'interval reaches'],
      [
        ...names.map((name) => figureRow(name, figuresOf(trials, name))),
        figureRow(
          'all',
          trials.flatMap(({ same }) => same),
        ),
      ],
    ),
    '',
    'How many runs of each side are needed: the increase of a median put that would be found four times out of five, among the six latencies of one cell, on average over the trials.',
    '',
    markdownTable(
      ['runs of each side', 'increase of a median put that is found'],
      repetitionsTried.map((count) => [
        String(count),
        describeShare(meanOf(trials.map(({ detectable }) => detectable[count] ?? Number.NaN))),
      ]),
    ),
    '',
    gateMarkers.end,
  ].join('\n')
}

function answersOf(trials: readonly GateTrial[]): string[][] {
  return [
    ['equal code not called green', ratio(trials, ({ isGreen }) => !isGreen)],
    [
      'the same runs judged as two independent groups, red',
      ratio(trials, ({ independent }) => independent.isRed),
    ],
    ['single runs of equal code, one against one, red', singles(trials)],
    ...[...Map.groupBy(trials, ({ planted }) => planted)].flatMap(([planted, of]) => [
      [`planted ${planted} of a sealed put found`, ratio(of, ({ isRed }) => isRed)],
      [
        `planted ${planted}, the same runs judged as two independent groups, found`,
        ratio(of, ({ independent }) => independent.isSlowedRed),
      ],
      [`planted ${planted} within the interval of what was found`, ratio(of, isCovered)],
      [`planted ${planted}, on average`, describeShare(meanOf(of.map(({ plantedShare }) => plantedShare)))],
      [
        `found with ${planted} planted, on average`,
        describeShare(meanOf(of.map(({ slowed }) => slowed.change))),
      ],
    ]),
  ]
}

function figuresOf(trials: readonly GateTrial[], name: string): Figure[] {
  return trials.flatMap(({ same }) => same.filter((figure) => figure.name === name))
}

function figureRow(name: string, figures: readonly Figure[]): string[] {
  return [
    name,
    ratio(figures, ({ ci95: [low, high] }) => low <= 0 && high >= 0),
    describeSize(meanOf(figures.map(({ runToRun }) => runToRun))),
    `±${describeSize(meanOf(figures.map(({ ci95: [low, high] }) => (high - low) / 2)))}`,
  ]
}

function isCovered({ plantedShare, slowed: { ci95 } }: GateTrial): boolean {
  return ci95[0] <= plantedShare && plantedShare <= ci95[1]
}

function singles(trials: readonly GateTrial[]): string {
  const all = trials.flatMap(({ single: { red, of } }) =>
    Array.from({ length: of }, (_, index) => index < red),
  )
  return ratio(all, (isRed) => isRed)
}

function ratio<Item>(items: readonly Item[], is: (item: Item) => boolean): string {
  const count = items.filter(is).length
  return `${count} of ${items.length} (${((100 * count) / items.length).toFixed(1)} %)`
}
