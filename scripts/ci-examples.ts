/**
 * The part of docs/ci.md that shows what each format looks like, made from the
 * stored example; a test holds it to that run.
 *
 * @module
 */
import { renderExport } from '../src/report/exports/export-format.ts'
import { exportFormats } from '../src/report/exports/registry.ts'
import type { Run } from '../src/run-store/run-format.ts'
import { withBlock, type Markers } from './marked-block.ts'

const markers: Markers = {
  begin: '<!-- exports: written by scripts/make-example.ts -->',
  end: '<!-- /exports -->',
}

const linesShown = 12
const columnsShown = 150

/** The beginning of `run` in each format. */
export function ciExamplesBlock(run: Run): string {
  const examples = exportFormats.map((format) => {
    const text = renderExport(format, { kind: 'runs', runs: [run] })
    return [`### ${format.name}`, '', '```text', ...beginning(text), '```', ''].join('\n')
  })
  return [markers.begin, '', ...examples, markers.end].join('\n')
}

/** `page` with `block` where the examples stand. Throws where it has no place for them. */
export function withCiExamples(page: string, block: string): string {
  return withBlock(page, markers, block)
}

function beginning(text: string): string[] {
  const lines = text.trimEnd().split(/\r?\n/)
  const shown = lines.slice(0, linesShown).map(shortened)
  return lines.length > shown.length ? [...shown, '…'] : shown
}

function shortened(line: string): string {
  return line.length > columnsShown ? `${line.slice(0, columnsShown)}…` : line
}
