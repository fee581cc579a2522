/**
 * What was tried against the tail, one choice at a time, and what became of it.
 *
 * @module
 */
import {
  baselineDerivation,
  baselineEncryption,
  currentOpenParsed,
  currentSealInto,
  sealingPath,
  type PathChoice,
  type SealOnce,
} from './tail-paths.ts'

export interface Collector {
  /** Flags of Node. */
  readonly flags?: readonly string[]
  /** Of V8, for the whole process, set before the first record. */
  readonly flagsAtRuntime?: string
  /** Runs in a worker with such a young generation; 0 for what workers have by default. */
  readonly workerYoungMb?: number
  /** What happens after every block of records, outside their times. */
  readonly between?: 'turn of the event loop' | 'nothing' | 'minor collection'
  readonly blockRecords?: number
  /** What reads the time. */
  readonly timer?: 'performance.now' | 'hrtime.bigint'
}

export interface Variant {
  readonly name: string
  readonly group: string
  /** Whether sealbench does so, or why not. */
  readonly kept: string
  readonly choice: PathChoice | 'sealInto' | 'openParsed' | 'arithmetic'
  readonly collector: Collector
}

export function makeSeal({ choice }: Variant, size: number): SealOnce {
  switch (choice) {
    case 'sealInto':
      return currentSealInto(size)
    case 'openParsed':
      return currentOpenParsed(size)
    case 'arithmetic':
      return arithmetic
    default:
      return sealingPath(choice, size)
  }
}

/** Some us of it, without any memory: its tail is that of the machine. */
function arithmetic(): number {
  let seen = 1
  for (let step = 0; step < 1500; step += 1) seen = (Math.imul(seen, 1_664_525) + 1_013_904_223) | 0
  return seen
}

export const baseline: Variant = {
  name: 'baseline',
  group: 'baseline',
  kept: 'yes',
  choice: { derive: baselineDerivation, encrypt: baselineEncryption },
  collector: {},
}

/** What differs here is chance. */
const again: Variant = { ...baseline, name: 'baseline again', kept: '' }

const asItIs: Variant = { ...baseline, name: 'sealInto() as it is', choice: 'sealInto' }

const openAsItIs: Variant = { ...baseline, name: 'openParsed() as it is', choice: 'openParsed' }

const control: Variant = { ...baseline, name: 'nothing but arithmetic', kept: '', choice: 'arithmetic' }

function derivation(derive: NonNullable<PathChoice['derive']>, kept: string): Variant {
  return { name: derive, group: 'derivation', kept, choice: { derive }, collector: {} }
}

function encryption(encrypt: NonNullable<PathChoice['encrypt']>, group: string, kept: string): Variant {
  return { name: encrypt, group, kept, choice: { encrypt }, collector: {} }
}

function collected(name: string, collector: Collector, kept: string): Variant {
  return { ...baseline, name, group: 'collector', kept, collector }
}

const leftToOperator = 'no: left to whoever starts Node'

const oneKey = { derive: 'nothing: one key for all records' } as const

/** The first is the baseline. */
export const variants: readonly Variant[] = [
  baseline,
  again,
  asItIs,
  openAsItIs,
  control,

  derivation('two hash() calls, digest between them as a Buffer', 'no'),
  derivation('two hash() calls, both digests as latin1', 'never: the record key would be text'),
  derivation('createHmac with a Buffer', 'no'),
  derivation('createHmac with a cached KeyObject', 'no'),
  derivation('copies of two begun hashes', 'no: key state that cannot be wiped'),
  derivation('hkdfSync for every record', 'no'),
  derivation('two blocks of a lasting AES-ECB cipher (XAES)', 'as a suite'),
  derivation('nothing: one key for all records', 'as a suite'),

  encryption('plaintext put together in a reserved Buffer', 'copies', 'no'),
  encryption('two updates, payload not copied', 'copies', 'no'),
  encryption('outputs put together by Buffer.concat', 'copies', 'no'),
  encryption('a target of its own, from the pool', 'copies', 'no'),
  encryption('a target of its own, unpooled', 'copies', 'no'),
  encryption('ciphertext as latin1 text', 'copies', 'no'),
  {
    ...encryption('a target of its own, unpooled', 'copies', 'no'),
    name: 'the same, the last 10,000 kept alive',
    choice: { encrypt: 'a target of its own, unpooled', retained: 10_000 },
  },

  encryption('record key copied into a reserved Buffer', 'key and cipher', 'no'),
  encryption('a KeyObject for every record', 'key and cipher', 'no'),
  {
    ...encryption('a cached KeyObject', 'key and cipher', 'no: it cannot be wiped'),
    name: 'one key for all records, as a cached KeyObject',
    choice: { ...oneKey, encrypt: 'a cached KeyObject' },
  },
  encryption('ChaCha20-Poly1305', 'key and cipher', 'as a suite'),
  encryption('no additional data', 'key and cipher', 'never: it binds the record to its place'),
  encryption(
    'no final(), so no tag',
    'key and cipher',
    'never: keys stay in memory, and nothing is authentic',
  ),
  encryption('no getAuthTag()', 'key and cipher', 'never: nothing is authentic'),

  collected('no turn of the event loop', { between: 'nothing' }, 'no'),
  collected('a minor collection after every 64 records', { between: 'minor collection' }, 'no'),
  collected(
    'a minor collection after every 1,024 records',
    { between: 'minor collection', blockRecords: 1024 },
    'no',
  ),
  ...[1, 4, 16, 64, 128].map((mb) =>
    collected(`semi-space of at most ${mb} MiB`, { flags: [`--max-semi-space-size=${mb}`] }, 'no'),
  ),
  collected(
    'semi-space of 16 MiB from the start',
    { flags: ['--min-semi-space-size=16', '--max-semi-space-size=16'] },
    'no',
  ),
  collected(
    'semi-space of 64 MiB from the start',
    { flags: ['--min-semi-space-size=64', '--max-semi-space-size=64'] },
    'no',
  ),
  ...[0, 3, 48, 192].map((workerYoungMb) =>
    collected(
      workerYoungMb === 0 ? 'in a worker' : `in a worker with maxYoungGenerationSizeMb ${workerYoungMb}`,
      { workerYoungMb },
      workerYoungMb === 0 ? 'yes' : 'no',
    ),
  ),
  ...[
    '--no-parallel-scavenge',
    '--no-concurrent-array-buffer-sweeping',
    '--no-concurrent-sweeping',
    '--single-threaded-gc',
  ].map((flag) => collected(flag, { flags: [flag] }, leftToOperator)),
  collected(
    '--no-concurrent-array-buffer-sweeping --no-parallel-scavenge',
    { flags: ['--no-concurrent-array-buffer-sweeping', '--no-parallel-scavenge'] },
    leftToOperator,
  ),
  collected(
    '--no-concurrent-array-buffer-sweeping, semi-space of 16 MiB from the start',
    { flags: ['--no-concurrent-array-buffer-sweeping', '--min-semi-space-size=16'] },
    leftToOperator,
  ),
  collected(
    '--no-concurrent-array-buffer-sweeping, set while it runs',
    { flagsAtRuntime: '--no-concurrent-array-buffer-sweeping' },
    leftToOperator,
  ),
  collected('time read by process.hrtime.bigint', { timer: 'hrtime.bigint' }, 'yes'),
]
