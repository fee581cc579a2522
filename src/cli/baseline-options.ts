/**
 * The options by which a run is kept to compare later ones with.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { program } from '../program.ts'
import { baselinesDefault } from '../run-store/baselines.ts'

export interface BaselineOptions {
  readonly saveBaseline: string | undefined
  readonly baselines: string
}

export function withBaselineOptions(parser: Argv): Argv {
  return parser
    .option('save-baseline', {
      type: 'string',
      describe: `Keep this run under a name, for ${program} compare NAME RUN`,
    })
    .option('baselines', { type: 'string', default: baselinesDefault, describe: 'Folder of baselines' })
}
