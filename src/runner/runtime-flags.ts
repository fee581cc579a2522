/**
 * Flags with which Node was started: some change how V8 compiles and collects
 * garbage, and with it what a record costs.
 *
 * @module
 */

/**
 * The flags of the command line and of NODE_OPTIONS, in their order. Only a
 * number is kept as a value, as `--max-old-space-size=4096` has it: paths and
 * texts are nobody's business.
 */
export function runtimeFlags(execArgv: readonly string[], nodeOptions = ''): string[] {
  return [...nodeOptions.split(/\s+/), ...execArgv].flatMap((word) => {
    const [, name, value] = /^(--[a-z0-9_-]+)(?:=(.*))?$/i.exec(word) ?? []
    if (name === undefined) return []
    return value !== undefined && /^\d+$/.test(value) ? `${name}=${value}` : name
  })
}
