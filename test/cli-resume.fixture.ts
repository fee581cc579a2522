/**
 * A scenario whose runs last long enough to be killed in the middle.
 *
 * @module
 */
/** Six cells of about a second each. */
export const scenario = `name: six-cells
seed: 11
fleet: { consumers: 1 }
load: { arrivals: constant, rate: 100 /s, duration: 1 min }
records: { size: 64 B }
measure: { warmUpRecords: 100 }
sweep: { keyCache.ttl: [1 min, 2 min, 3 min, 4 min, 5 min, 10 min] }
`
