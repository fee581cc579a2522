/**
 * The controls by which a person chooses what to see of a run.
 *
 * @module
 */
import type { ReportData } from '../report/data/report-data.ts'
import type { ViewStore } from './view-store.ts'

/** Called once, before pictures are drawn for the first time: what the address asks for is set here. */
export function startControls(_store: ViewStore, _data: ReportData): void {}
