/**
 * The cache policies that a scenario can choose, with what each costs in KMS
 * calls by theory, for people who choose among them.
 *
 * Symbols: lambda arrivals per second at one cache, T its TTL (as long as its
 * rotation), d the latency of KMS, N front ends, C the EDKs that a reader holds.
 *
 * @module
 */
export interface PolicyEntry {
  /** The key of the scenario that asks for it, and its value that does not. */
  readonly setting: string
  readonly name: string
  /** KMS calls per second of one cache, or what it changes in them; `published-formulas.ts` has them as code. */
  readonly calls: string
  /** What it trades for what. */
  readonly trade: string
}

export const policyCatalogue: readonly PolicyEntry[] = [
  {
    setting: 'keyCache.ttl',
    name: 'TTL; 0 s is no cache',
    calls: '1 / (T + d + 1/lambda); with 0 s one for each record',
    trade: 'fewer calls for key material that lies in memory longer, and a later revocation',
  },
  {
    setting: 'keyCache.rotation',
    name: 'rotation',
    calls: 'GenerateDataKey once in a rotation, Decrypt at each expiry of the TTL within it',
    trade: 'fewer records under one key material for more EDKs, which every consumer decrypts',
  },
  {
    setting: 'keyCache.policy',
    name: 'single flight, or independent',
    calls: 'independent: (1 + lambda d) times as many',
    trade: 'one call for all who miss together, or one for each of them',
  },
  {
    setting: 'keyCache.maxRecords',
    name: 'limit by records',
    calls: 'lambda / (1 + sum over j < R of P[Poisson(lambda T) >= j])',
    trade: 'a leaked key opens R records at most, for lambda / R calls where that is more',
  },
  {
    setting: 'keyCache.maxBytes',
    name: 'limit by bytes',
    calls: 'as by records, with R = bytes / mean size',
    trade: 'a leaked key opens so many bytes at most',
  },
  {
    setting: 'keyCache.jitter',
    name: 'TTL with jitter j',
    calls: '1 / (T (1 - j/2) + d + 1/lambda)',
    trade: 'caches that began together expire apart, for a few more calls',
  },
  {
    setting: 'keyCache.refreshAhead',
    name: 'refresh ahead, grace g',
    calls: '1 / (T - g + d + 1/lambda)',
    trade: 'busy caches never make a record wait, for g/T more calls',
  },
  {
    setting: 'keyCache.xfetch',
    name: 'XFetch, eagerness beta',
    calls: '1 / (integral of S + S(T)/lambda + d), S(t) the chance of no early fetch until t',
    trade: 'the same without a fixed grace: the slower KMS, the earlier',
  },
  {
    setting: 'keyCache.sharedBy',
    name: 'one cache for k front ends',
    calls: 'N/k caches instead of N, each with k times the arrivals',
    trade: 'k times fewer calls and cold misses, and one leak is that of all k',
  },
  {
    setting: 'keyCache.branchKey',
    name: 'hierarchy: data keys under a branch key',
    calls: 'one for each branch key TTL, front end and consumer, whatever their number of data keys',
    trade: 'a data key for each record if wanted, and one branch key in memory opens the whole stream',
  },
  {
    setting: 'keyCache.negativeTtl',
    name: 'refusals remembered when sealing',
    calls: 'of refused callers: 1 / (3/4 Tn + d + 1/lambda)',
    trade: 'a denied producer costs few calls, and is let in again that much later',
  },
  {
    setting: 'readerCache.ttl',
    name: 'TTL of the reading side',
    calls: 'one for each EDK and consumer where it is as long as rotation',
    trade: 'as keyCache.ttl, for records that are read',
  },
  {
    setting: 'readerCache.capacity',
    name: 'LRU of the reading side',
    calls: 'with N EDKs at a time: lambda (1 - C/N) where C < N',
    trade: 'less memory; below the number of EDKs that are read at a time, a cliff',
  },
  {
    setting: 'readerCache.negativeTtl',
    name: 'refusals remembered when reading',
    calls: 'of refused EDKs: 1 / (3/4 Tn + d + 1/lambda)',
    trade: 'junk EDKs cost few calls',
  },
  {
    setting: 'readerCache.negativeCapacity',
    name: 'how many refusals are remembered',
    calls: 'as without memory for those beyond it',
    trade: 'junk EDKs never evict good ones',
  },
]
