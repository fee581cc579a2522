import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import yargs from 'yargs'

import { compareWordsOf } from './compare-words.ts'
import type { PlanGiven } from './plan-options.ts'
import { withPlanOptions } from './plan-options.ts'
import { withPlanSettings } from './plan-settings.ts'
import { planWordsOf } from './plan-words.ts'
import { optionWords } from './told-words.ts'

describe('optionWords', () => {
  it('gives each option that was given, a list entry by entry, and no value as an option', () => {
    const given = {
      rate: '100 /s',
      set: ['a=1', 'b=2'],
      verify: true,
      strict: false,
      confirm: 0,
      jitter: '-1',
    }
    assert.deepEqual(
      optionWords(given, ['rate', 'set', 'verify', 'strict', 'confirm', 'jitter', 'missing']),
      ['--rate', '100 /s', '--set', 'a=1', '--set', 'b=2', '--verify', '--confirm', '0', '--jitter=-1'],
    )
  })
})

describe('planWordsOf', () => {
  it('gives back the command line that was read, without where it writes', () => {
    const words = ['plan', '-s.yaml', '--front-ends', '1000', '--rate', '100000 /s', '--set', 'seed=7']
    const more = ['--no-simulation', '--max-usd', '30', '--what-if', 'ttl=1 min']
    const parser = withPlanOptions(withPlanSettings(yargs())).parserConfiguration({
      'boolean-negation': false,
    })
    const given = parser.parseSync([...words.slice(2), ...more, '--output', 'plans/mine'])

    assert.deepEqual(planWordsOf({ ...given, scenario: '-s.yaml' } as unknown as PlanGiven), [
      'plan',
      './-s.yaml',
      ...words.slice(2),
      ...more,
    ])
  })
})

describe('compareWordsOf', () => {
  const given = { runs: ['old/a', 'old/b'], tolerance: '5 %', by: ['envelope.suite'], strict: false }

  it('ends with the sides, apart where there are several runs of them', () => {
    assert.deepEqual(
      compareWordsOf({ ...given, '--': ['new/a'] } as unknown as Parameters<typeof compareWordsOf>[0]),
      'compare|--tolerance|5 %|--by|envelope.suite|old/a|old/b|--|new/a'.split('|'),
    )
    assert.deepEqual(
      compareWordsOf({ ...given, tolerance: '2 %', by: undefined } as unknown as Parameters<
        typeof compareWordsOf
      >[0]),
      ['compare', 'old/a', 'old/b'],
    )
  })
})
