/**
 * Looks at every sealed record of a run, outside of what is timed and before
 * the log lets go of it: whether its salt is its own, and what the key under
 * which it lies opens besides.
 *
 * @module
 */
import { SaltMonitor } from '../conformance/salt-monitor.ts'
import type { Contestant } from '../contestants/contestant.ts'
import { contestantNamed } from '../contestants/registry.ts'
import { resolveEdk } from '../envelope/edk-dictionary.ts'
import { parseEnvelope } from '../envelope/parse.ts'
import { branchKeyIdOf } from '../key-cache/branch-keys/local-edk.ts'
import type { StoredRecord } from '../record-path/shard-log.ts'
import type { Stream } from '../record-path/stream.ts'
import { KeyUse } from './key-use.ts'

const theOnlyKey = Buffer.alloc(1)

export class StoredWatch {
  /** Of key material; contestants that change theirs do not tell. */
  readonly keyMaterial = new KeyUse()
  /** Of branch keys, where key material was made from them. */
  readonly branchKeys = new KeyUse()
  /** Bytes of partition key and payload of the largest record. */
  largestRecord = 0
  readonly #stream: Stream
  readonly #salts = new SaltMonitor()
  readonly #positions: Float64Array
  readonly #see: (record: StoredRecord) => void

  /** `suite` is that of the scenario: a suite of the envelope or a contestant. */
  constructor(stream: Stream, suite: string) {
    const contestant = contestantNamed(suite)
    this.#stream = stream
    this.#positions = new Float64Array(stream.logs.length)
    if (contestant === undefined) this.#see = (record) => this.#seeEnvelope(record)
    else if (contestant.isSealing) this.#see = (record) => this.#seeSealed(contestant, record)
    else this.#see = () => undefined
  }

  /** Looks at what was stored since the last time. */
  look(): void {
    for (const [shard, log] of this.#stream.logs.entries()) {
      for (let at = Math.max(this.#positions[shard]!, log.first); at < log.next; at += 1) {
        const record = log.read(at)
        this.largestRecord = Math.max(this.largestRecord, record.contentBytes)
        if (record.isSealed) this.#see(record)
      }
      this.#positions[shard] = log.next
    }
  }

  /** What is wrong, in words; undefined where no salt or nonce came again. */
  get fault(): string | undefined {
    const { repeated, checked } = this.#salts
    if (repeated === 0) return undefined
    return `does not conform, and its times are dropped; uniqueness: ${repeated} of ${checked} records of the run have the salt or nonce of another`
  }

  #seeSealed({ uniquePart, keyReach }: Contestant, { bytes, contentBytes, arrivedAt }: StoredRecord): void {
    this.#salts.see(uniquePart(bytes))
    if (keyReach === 'all') this.keyMaterial.see(theOnlyKey, contentBytes, arrivedAt)
  }

  #seeEnvelope({ bytes, batchTable, contentBytes, arrivedAt }: StoredRecord): void {
    const parsed = parseEnvelope(bytes)
    this.#salts.see(bytes.subarray(parsed.saltAt, parsed.commitmentAt))
    const edk = resolveEdk(parsed, this.#stream.edks, batchTable)
    this.keyMaterial.see(edk, contentBytes, arrivedAt)
    const branchKey = branchKeyIdOf(edk)
    if (branchKey !== undefined) this.branchKeys.see(branchKey, contentBytes, arrivedAt)
  }
}
