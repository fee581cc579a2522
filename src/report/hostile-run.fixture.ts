/**
 * A stored run whose texts try to be anything but text.
 *
 * @module
 */
import type { StoredRun } from './run.fixture.ts'

const turned = '\u001b]0;owned\u0007\u0000\u202e\u200f\u061c'
const hostile = `${turned}<script>alert(1)</script>]]>"onload=alert(2) 'x' | \`tick\` \n# heading ![](http://evil) --> &amp;`

/** Wherever a scenario has a say. */
export function withHostileText({ run, logOf }: StoredRun): StoredRun {
  return {
    run: {
      ...run,
      scenario: { ...run.scenario, name: hostile, question: hostile },
      reasons: [hostile],
      cells: run.cells.map((cell) => ({
        ...cell,
        params: {
          ...cell.params,
          'keyCache.ttl': `${cell.id} ${hostile}`,
          [`key${turned}`]: `${cell.id}${turned}`,
        },
        validity: { ...cell.validity, reasons: [hostile] },
        histograms: `javascript:${hostile}`,
      })),
      claims: run.claims.map((claim) => ({
        ...claim,
        id: `${claim.id}${hostile}`,
        statement: hostile,
        source: hostile,
        reason: hostile,
      })),
    },
    logOf,
  }
}
