/**
 * The steps of `action.yml`, and GitHub's runner as far as they see it: shells
 * with an environment, and outputs that later steps read.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { parse } from 'yaml'

import { root } from './command-line.fixture.ts'

export interface Step {
  readonly id?: string
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly shell?: string
  readonly 'working-directory'?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, string>>
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

export function actionText(): string {
  return readFileSync(path.join(root, 'action.yml'), 'utf8')
}

export function action(): Action {
  return parse(actionText()) as Action
}

export function actionSteps(): readonly Step[] {
  return action().runs.steps
}

/** What a step left: its exit code and what it said. */
export interface StepResult {
  readonly code: number | null
  readonly stdout: string
}

/**
 * Runs the shells of the action one by one in `folder`, with the programs in its `bin` before all others; what the
 * runner would do itself is left to the caller. The event is a pull request, or a push to the default branch.
 */
export class ActionRunner {
  readonly folder: string
  readonly #inputs: Readonly<Record<string, string>>
  readonly #outputs = new Map<string, Record<string, string>>()
  readonly #event: 'pull_request' | 'push'

  constructor(
    folder: string,
    inputs: Readonly<Record<string, string>>,
    event: 'pull_request' | 'push' = 'pull_request',
  ) {
    this.folder = folder
    this.#event = event
    const defaults = Object.entries(action().inputs).map(([name, input]) => [name, input.default ?? ''])
    this.#inputs = { ...Object.fromEntries(defaults), ...inputs }
    mkdirSync(this.#at('temp'))
  }

  /** What later steps read as `steps.<id>.outputs.<name>`. */
  setOutput(step: string, name: string, value: string): void {
    this.#outputs.set(step, { ...this.#outputs.get(step), [name]: value })
  }

  output(step: string, name: string): string {
    return this.#outputs.get(step)?.[name] ?? ''
  }

  /** Everything that was written for the step summary. */
  summary(): string {
    return existsSync(this.#at('summary')) ? readFileSync(this.#at('summary'), 'utf8') : ''
  }

  /** Runs the step of this name, whatever its `if` says. */
  run(name: string): StepResult {
    const step = actionSteps().find((one) => one.name === name)!
    const env = Object.entries(step.env ?? {}).map(([key, text]) => [key, this.#evaluate(text)])
    writeFileSync(this.#at('output'), '')
    const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail'], {
      input: step.run!,
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        PATH: [this.#at('bin'), path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
        RUNNER_TEMP: this.#at('temp'),
        GITHUB_EVENT_NAME: this.#event,
        GITHUB_REF: this.#event === 'push' ? 'refs/heads/main' : 'refs/pull/1/merge',
        GITHUB_OUTPUT: this.#at('output'),
        GITHUB_STEP_SUMMARY: this.#at('summary'),
        ...Object.fromEntries(env),
      },
    })
    for (const line of readFileSync(this.#at('output'), 'utf8').split('\n').filter(Boolean))
      this.setOutput(step.id!, line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1))
    return { code: status, stdout }
  }

  #at(name: string): string {
    return path.join(this.folder, name)
  }

  #evaluate(text: string): string {
    return text
      .replaceAll('${{ github.event.repository.default_branch }}', 'main')
      .replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => this.#inputs[name]!)
      .replaceAll(/\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}/g, (_, step: string, name: string) =>
        this.output(step, name),
      )
  }
}
