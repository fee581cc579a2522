/**
 * Prints what came of a run, with small pictures where somebody asks for them.
 *
 * @module
 */
import type { Argv } from 'yargs'

import type { ReportData } from '../report/data/report-data.ts'
import { renderDetails } from '../report/terminal-charts/terminal-details.ts'
import { renderSummary } from '../report/terminal.ts'
import { printDrawn } from './command.ts'

export interface DetailsGiven {
  readonly details: boolean
}

export function withDetailsOption(parser: Argv): Argv {
  return parser.option('details', {
    type: 'boolean',
    default: false,
    describe: 'Print small pictures too: sweep, percentile curves, KMS calls over time, causes of the tail',
  })
}

export function printResult(data: ReportData, { details }: DetailsGiven): void {
  printDrawn((options) => {
    const text = renderSummary(data.run, options, details ? renderDetails(data, options) : '')
    // What is printed next is no line of the last picture.
    return details ? `${text}\n` : text
  })
}
