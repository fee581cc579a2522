/**
 * Plans that cannot be made, and fleets that only a plan can take.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assertTold, sealbench, temporaryFolder } from './command-line.fixture.ts'

const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
  [['--rate', '-5 /s'], /--rate: "-5 \/s" must not be negative/],
  [['--front-ends', '1e308'], /--front-ends: must be at most 1000000000, not 1e\+308/],
  [['--consumers', 'NaN'], /--consumers: must be a number, not the text "NaN"/],
  [['--ttl', '5 ms'], /--ttl: must be longer than the mean latency of KMS, which is 11\.9 ms, .* write 0 s/],
  [['--front-ends', '3,000'], /--front-ends: must be a number, .* did you mean 3000\?/],
  [['--producers', '75'], /--producers is no option .* did you mean --front-ends\?/],
  [['--quota', '0 /s'], /--quota: must be more than 0 \/s/],
  [['--kms-latency', '{ distribution: lognormal, median: 5 ms, p99: 4 ms }'], /must be at least the median/],
  [['--prices', '/dev/zero'], /\/dev\/zero is not a regular file/],
  [['--output', ''], /--output names a folder, and is empty\./],
  [['--ttl', '1 min', '--ttl', '2 min'], /--ttl is given more than once/],
]

describe('what cannot be planned', { concurrency: 2 }, () => {
  for (const [args, message] of mistakes)
    it(`is told in one line: ${args.join(' ')}`, async () => {
      assertTold(await sealbench(['plan', ...args]), { exitCode: 2, message })
    })

  it('is a price list with an empty table', async () => {
    using folder = temporaryFolder()

    const told = await sealbench(['plan', '--prices', folder.write('prices.json', '{"prices":{}}')])

    assertTold(told, { exitCode: 2, message: /is empty at prices/ })
  })

  it('is told at its place in a scenario', async () => {
    using folder = temporaryFolder()
    const file = folder.write(
      'closed.yaml',
      'name: closed\nload: { arrivals: closed, clients: 1, thinkTime: 1 s, duration: 1 h }\n',
    )

    const told = await sealbench(['plan', file])

    assertTold(told, {
      exitCode: 2,
      message: /closed\.yaml:2:19: load\.arrivals: cannot be closed in a plan/,
      lines: 5,
    })
  })
})

describe('a fleet that only a plan can take', { concurrency: 2 }, () => {
  const text =
    'name: huge\nfleet: { frontEnds: 10001 }\nload: { arrivals: poisson, rate: 1 /s, duration: 1 s }\n'

  it('is refused by run, which names sealbench plan', async () => {
    using folder = temporaryFolder()

    const { exitCode, stderr } = await sealbench(['run', folder.write('huge.yaml', text)], {
      cwd: folder.path,
    })

    assert.equal(exitCode, 2)
    assert.match(stderr, /fleet\.frontEnds: must be at most 10,000 in a run, .*npx sealbench plan takes more/)
  })

  it('is valid for a plan alone', async () => {
    using folder = temporaryFolder()

    const { exitCode, stdout } = await sealbench(['validate', folder.write('huge.yaml', text)])

    assert.equal(exitCode, 0)
    assert.match(
      stdout,
      /huge\.yaml: valid for npx sealbench plan alone .*: fleet\.frontEnds must be at most/,
    )
  })
})
