/**
 * Parses a command line and runs its command.
 *
 * @module
 */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import yargs, { type Argv } from 'yargs'

import { OutputUnwritableError, UsageError } from '../errors.ts'
import { exitCodes } from '../judge/exit-codes.ts'
import { program } from '../program.ts'
import { packageVersion } from '../runner/package-version.ts'
import { outputWidth } from './command.ts'
import { commands } from './commands.ts'
import { explainMistake } from './explain-mistake.ts'
import { exitCodeOf, printError } from './fail.ts'

/** Runs the command that `args` name; gives the exit code and never throws. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.ok
  let unwritable: NodeJS.ErrnoException | undefined
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as head, is no error, and changes no verdict.
    if (error.code !== 'EPIPE') unwritable ??= error
  })
  // Nobody is left to be told.
  process.stderr.on('error', () => undefined)
  try {
    const parser = commandLine(args, (code) => {
      exitCode = code
    })
    await parser.parseAsync()
  } catch (error) {
    exitCode = exitCodeOf(error)
    printError(error, { json: args.includes('--json') })
  }
  await turnOfEventLoop()
  if (unwritable === undefined) return exitCode
  const code = unwritable.code ?? unwritable.message
  printError(new OutputUnwritableError(`Cannot write to stdout (${code}). Give it another place.`), {
    json: false,
  })
  return exitCodes.unusable
}

function commandLine(args: readonly string[], done: (exitCode: number) => void): Argv {
  const parser: Argv = yargs([...args])
    .scriptName(program)
    .parserConfiguration({ 'boolean-negation': false, 'dot-notation': false, 'populate--': true })
    .usage(
      '$0 <command>\n\nMeasures what a stream’s server-side encryption costs in latency, KMS calls and money, ' +
        'and gives a verdict on each claim with its evidence.',
    )
    .option('json', {
      type: 'boolean',
      default: false,
      global: true,
      describe: 'One JSON document on stdout',
    })
    .option('quiet', {
      type: 'boolean',
      default: false,
      global: true,
      describe: 'No progress, errors only on stderr',
    })
    .version(packageVersion)
    .help()
    .alias('help', 'h')
    .wrap(Math.min(110, outputWidth()))
    .strict()
    .recommendCommands()
    .demandCommand(1, 'Name a command.')
    .exitProcess(false)
    .example('$0 run scenarios/kinesis-defaults.yaml', 'measure, judge and report')
    .example('$0 explain scenarios/single-flight.yaml', 'say beforehand what a run will do')
    .example('$0 plan --front-ends 1000 --consumers 4', 'KMS calls, quota and money of a fleet')
    .epilogue(exitCodeHelp)
    .fail((message: string | null, error: Error | undefined) => {
      const options = optionsOf(parser)
      // The parser's own errors are about the command line, those of commands are not.
      const said = error?.name === 'YError' ? error.message : message
      if (error !== undefined && error.name !== 'YError') throw error
      throw new UsageError(explainMistake({ message: said, args, commands, options }))
    })
  for (const { usage, summary, load } of commands) {
    const options = async (of: Argv): Promise<Argv> => (await load()).options(of)
    parser.command(usage, summary, options, async (given) => {
      checkGivenOnce(given)
      const { run } = await load()
      done(await run(given))
    })
  }
  return parser
}

/** Options that may be given several times, and what yargs itself makes a list of. */
const lists = new Set([
  '_',
  '--',
  'runs',
  'metric',
  'by',
  'allow',
  'context',
  'scenario',
  'tlsHost',
  'tls-host',
  'run',
  'to',
  'export',
  'set',
])

function checkGivenOnce(given: Readonly<Record<string, unknown>>): void {
  const twice = Object.keys(given).find((name) => Array.isArray(given[name]) && !lists.has(name))
  if (twice !== undefined) throw new UsageError(`--${twice} is given more than once. Give it once.`)
}

/** Without dashes. The types of yargs leave this method out. */
function optionsOf(parser: Argv): readonly string[] {
  const { key } = (parser as Argv & { getOptions(): { key: Record<string, unknown> } }).getOptions()
  return Object.keys(key).filter((name) => name.length > 1)
}

const exitCodeHelp =
  'Exit codes: 0 ok, 1 error inside sealbench, 2 usage or invalid scenario, 3 threshold failed or plan impossible, 4 regression, ' +
  '5 claim refuted, 6 inconclusive (only with --strict), 7 run invalid, 8 no baseline, 9 KMS or environment unusable, 130 interrupted (what was measured is saved).'
