/**
 * From where on a cell is not to be trusted: the one table of limits, each with
 * its reason. What merely makes figures noisy is not here, as the intervals and
 * the noise floor say it; a busy neighbour on the other core is no fault.
 *
 * @module
 */

export const validityLimits = {
  /** Real clock, ns: later than this at p99 the load is not the one that the scenario writes down. */
  generatorLagP99Ns: 10e6,
  /** Of the load's length, for a contestant that takes records one by one: beyond it the queue, not the cipher, is measured. */
  overrunShare: 0.05,
  /** Of the median of a plain record: with coarser steps quantiles jump from one to the next. */
  timerResolutionShare: 0.1,
  /**
   * Of the wall time: a quota stops all threads for the rest of its period, up to
   * 100 ms. At 1 % the p99 of anything that waits on the clock is the quota's.
   */
  throttledShare: 0.01,
  /** Of the CPU time of all cores. Paired arms lose alike to a hypervisor, so medians bear a few per cent; tails do not bear a tenth. */
  stealShare: 0.1,
  /** Counters of steal are ticks of 10 ms: less than this in all is too little to take a share of. */
  stolenNs: 200e6,
} as const
