/**
 * Three runs to be served, and whether this machine has named pipes.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'

import { runsOfDays } from '../src/report/index/run-index.fixture.ts'

export const runs = runsOfDays([{}, {}, {}])

export const noPipes =
  spawnSync('mkfifo', ['--version']).error === undefined ? false : 'no mkfifo on this machine'
