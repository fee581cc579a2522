/**
 * Reports as they are written, for tests of what stands in them; folders are
 * removed after the tests of a file.
 *
 * @module
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after } from 'node:test'

import { reportDataOf } from './data/report-data.ts'
import { writtenPage } from './page.fixture.ts'
import { storedRun, type StoredRun } from './run.fixture.ts'
import { writeReport } from './write-report.ts'

const folders: string[] = []
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

let usual: ReturnType<typeof report> | undefined

/** Of a run of ten cells with claims; written once for all tests of a file. */
export function usualReport(): ReturnType<typeof report> {
  usual ??= report(storedRun({ recordsPerCell: 1000 }))
  return usual
}

/** Writes the report of a run, and gives it as people read it. */
export async function report({ run, logOf }: StoredRun) {
  const folder = await temporaryFolder()
  const written = await writeReport(reportDataOf(run, logOf), folder)
  return {
    folder,
    written,
    ...writtenPage(await readFile(written.html, 'utf8')),
    summary: await readFile(written.summary, 'utf8'),
    svgs: await Promise.all(written.charts.map((file) => readFile(file, 'utf8'))),
  }
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sealbench-report-'))
  folders.push(folder)
  return folder
}
