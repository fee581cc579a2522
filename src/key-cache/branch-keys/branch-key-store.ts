/**
 * The branch keys of a stream, each as the EDK that KMS made of it: shared by
 * all front ends and consumers, and without any secret. It stands for the key
 * store that the AWS Encryption SDK keeps in DynamoDB; asking it takes no time.
 *
 * @module
 */
import type { BranchKeyName } from './local-edk.ts'

export interface BranchKey extends BranchKeyName {
  /** As KMS returned it. */
  readonly edk: Buffer
}

/** Under way; others wait for it rather than make another. */
export interface BranchKeyCreation {
  /** Who asked KMS: the others need not fail as it does. */
  readonly owner: string
  readonly created: Promise<unknown>
}

export class BranchKeyStore {
  readonly #byBinding = new Map<string, BranchKey>()
  readonly #byId = new Map<string, BranchKey>()
  readonly #creations = new Map<string, BranchKeyCreation>()

  /** The branch key under which new key material is wrapped for `binding`. */
  current(binding: Buffer): BranchKey | undefined {
    return this.#byBinding.get(textOf(binding))
  }

  find(id: Buffer): BranchKey | undefined {
    return this.#byId.get(textOf(id))
  }

  add(branchKey: BranchKey): void {
    this.#byBinding.set(textOf(branchKey.binding), branchKey)
    this.#byId.set(textOf(branchKey.id), branchKey)
  }

  creation(binding: Buffer): BranchKeyCreation | undefined {
    return this.#creations.get(textOf(binding))
  }

  /** Lets others know of `creation` until it is over. */
  begin(binding: Buffer, creation: BranchKeyCreation): void {
    const name = textOf(binding)
    const end = (): void => void this.#creations.delete(name)
    this.#creations.set(name, creation)
    creation.created.then(end, end)
  }
}

function textOf(publicBytes: Buffer): string {
  return publicBytes.toString('latin1')
}
