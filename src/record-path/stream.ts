/**
 * A stream as the service keeps it: shards, encryption that is started, stopped
 * and given another KMS key while records flow, and an audit trail of that.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Clock } from '../clock/clock.ts'
import { EdkDictionary } from '../envelope/edk-dictionary.ts'
import { innerLengthMax, partitionKeyLengthField } from '../envelope/layout.ts'
import { recordContext, type RecordContext } from '../envelope/record-context.ts'
import type { EncryptionContext } from '../kms/key-service.ts'
import { bytes, seconds, type Bytes, type Nanoseconds } from '../units/units.ts'
import { ServiceError } from './service-errors.ts'
import { ShardLog } from './shard-log.ts'
import { ShardMap, shardId } from './shards.ts'

export interface StreamOptions {
  readonly name: string
  readonly clock: Clock
  readonly region?: string
  readonly account?: string
  readonly shards?: number
  /** From Start- or StopStreamEncryption until it applies. AWS: a few seconds, sometimes minutes. */
  readonly updateDelay?: Nanoseconds
  /** Largest record, partition key and payload together. Kinesis: 1 MiB, at most 10 MiB by setting. */
  readonly maxRecordBytes?: Bytes
}

/** How records are stored from a moment on, until the next epoch. */
export type EncryptionEpoch =
  | { readonly encryptionType: 'NONE'; readonly since: Nanoseconds }
  | { readonly encryptionType: 'KMS'; readonly keyId: string; readonly since: Nanoseconds }

/** As DescribeStreamSummary gives it. */
export interface StreamDescription {
  readonly streamName: string
  readonly streamArn: string
  readonly streamStatus: 'ACTIVE' | 'UPDATING'
  readonly encryptionType: 'KMS' | 'NONE'
  readonly keyId: string | undefined
  readonly openShardCount: number
}

/** One management event, in the shape of a CloudTrail record. */
export interface ManagementEvent {
  /** On the stream's clock. */
  readonly eventTimeNs: Nanoseconds
  readonly eventSource: 'kinesis.amazonaws.com'
  readonly eventName: 'StartStreamEncryption' | 'StopStreamEncryption'
  readonly userIdentity: { readonly principalId: string }
  readonly requestParameters: Readonly<Record<string, string>>
  readonly errorCode: string | undefined
}

/** Largest record that Kinesis can be set to take, 10 MiB; no envelope holds more. */
const recordBytesMax = innerLengthMax - partitionKeyLengthField

/** Start and Stop each: Kinesis allows 25 in a rolling 24 hours. */
const changesMax = 25
const changesWindow = seconds(86_400)

export class Stream {
  readonly name: string
  readonly arn: string
  readonly shardMap: ShardMap
  readonly logs: readonly ShardLog[]
  readonly shardIds: readonly string[]
  /** What every record of a shard is bound to. */
  readonly contexts: readonly RecordContext[]
  /** What every KMS call for this stream is bound to. */
  readonly encryptionContext: EncryptionContext
  /** EDKs by their id, for records that refer to them so. */
  readonly edks = new EdkDictionary()
  readonly maxRecordBytes: Bytes
  /** Bytes of EDKs that were stored beside the records: dictionary entries and batch tables. */
  sharedEdkBytes = 0
  readonly #clock: Clock
  readonly #updateDelay: Nanoseconds
  readonly #epochs: EncryptionEpoch[]
  readonly #events: ManagementEvent[] = []
  #isUpdating = false

  constructor(options: StreamOptions) {
    const { name, clock, region = 'us-east-1', account = '123456789012', shards = 1 } = options
    this.name = name
    this.arn = `arn:aws:kinesis:${region}:${account}:stream/${name}`
    this.shardMap = new ShardMap(shards)
    this.logs = Array.from({ length: shards }, () => new ShardLog())
    this.shardIds = Array.from({ length: shards }, (_, index) => shardId(index))
    this.contexts = this.shardIds.map((id) => recordContext(this.arn, id))
    this.encryptionContext = { 'aws:kinesis:arn': this.arn }
    this.maxRecordBytes = bytes(Math.min(options.maxRecordBytes ?? 2 ** 20, recordBytesMax))
    this.#clock = clock
    this.#updateDelay = options.updateDelay ?? seconds(2)
    this.#epochs = [{ encryptionType: 'NONE', since: clock.now() }]
  }

  /** Index of the epoch in which a record that arrives now is stored. */
  get epoch(): number {
    return this.#epochs.length - 1
  }

  epochAt(index: number): EncryptionEpoch {
    const epoch = this.#epochs[index]
    assert(epoch !== undefined, 'a stored record names an epoch of its stream')
    return epoch
  }

  /** Management events, oldest first. */
  get events(): readonly ManagementEvent[] {
    return this.#events
  }

  /** Bytes that the stream has stored, EDKs beside the records included. */
  get storedBytes(): number {
    return this.logs.reduce((sum, log) => sum + log.storedBytes, this.sharedEdkBytes)
  }

  describe(): StreamDescription {
    const epoch = this.epochAt(this.epoch)
    return {
      streamName: this.name,
      streamArn: this.arn,
      streamStatus: this.#isUpdating ? 'UPDATING' : 'ACTIVE',
      encryptionType: epoch.encryptionType,
      keyId: epoch.encryptionType === 'KMS' ? epoch.keyId : undefined,
      openShardCount: this.shardMap.count,
    }
  }

  /**
   * Seals what arrives from now on under `keyId`, or changes to that KMS key.
   * Reads and writes go on; it applies when the promise resolves.
   *
   * @throws {ServiceError} at once while the stream is UPDATING or after 25 changes in 24 hours
   */
  startEncryption(keyId: string, principal: string): Promise<void> {
    this.#admit('StartStreamEncryption', principal, { encryptionType: 'KMS', keyId })
    return this.#apply((since) => ({ encryptionType: 'KMS', keyId, since }))
  }

  /** Stores what arrives from now on unsealed; what was sealed stays sealed. Otherwise as `startEncryption`. */
  stopEncryption(principal: string): Promise<void> {
    this.#admit('StopStreamEncryption', principal, {})
    return this.#apply((since) => ({ encryptionType: 'NONE', since }))
  }

  #admit(
    eventName: ManagementEvent['eventName'],
    principal: string,
    parameters: Readonly<Record<string, string>>,
  ): void {
    const now = this.#clock.now()
    const error = this.#refusal(eventName, now)
    this.#events.push({
      eventTimeNs: now,
      eventSource: 'kinesis.amazonaws.com',
      eventName,
      userIdentity: { principalId: principal },
      requestParameters: { streamName: this.name, ...parameters },
      errorCode: error?.errorName,
    })
    if (error !== undefined) throw error
  }

  #refusal(eventName: ManagementEvent['eventName'], now: Nanoseconds): ServiceError | undefined {
    if (this.#isUpdating) {
      return new ServiceError(
        'ResourceInUseException',
        `Stream ${this.name} is UPDATING. Wait until it is ACTIVE, then call ${eventName} again.`,
      )
    }
    const isRecent = (event: ManagementEvent) =>
      event.eventName === eventName &&
      event.errorCode === undefined &&
      event.eventTimeNs > now - changesWindow
    if (this.#events.filter(isRecent).length < changesMax) return undefined
    return new ServiceError(
      'LimitExceededException',
      `Stream ${this.name} had ${changesMax} ${eventName} calls in 24 hours. Wait until the oldest is a day old.`,
    )
  }

  async #apply(epochSince: (since: Nanoseconds) => EncryptionEpoch): Promise<void> {
    this.#isUpdating = true
    await this.#clock.sleep(this.#updateDelay)
    this.#epochs.push(epochSince(this.#clock.now()))
    this.#isUpdating = false
  }
}
