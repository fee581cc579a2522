/**
 * The command line: which commands there are, and what becomes of errors.
 *
 * @module
 */
import { main } from './run-command-line.ts'

process.exitCode = await main(process.argv.slice(2))
