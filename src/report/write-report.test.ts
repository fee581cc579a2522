import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'

import { runSchema } from '../run-store/run-format.ts'
import { chartsOf } from './charts/registry.ts'
import { reportDataOf } from './data/report-data.ts'
import { withHostileText } from './hostile-run.fixture.ts'
import { storedRun, withEncrypt } from './run.fixture.ts'
import { writeReport } from './write-report.ts'
import { report, temporaryFolder, usualReport } from './written-report.fixture.ts'

/** Opening and closing tags; quoted attribute values may hold anything. */
const tags = /<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|[^">])*)>/g

describe('writeReport', () => {
  it('works on a run that satisfies the format', () => {
    assert.equal(runSchema.safeParse(storedRun({ recordsPerCell: 200 }).run).success, true)
  })

  it('writes page, summary and every chart, and leaves nothing unfinished', async () => {
    const stored = storedRun({ recordsPerCell: 2000 })

    const { folder, written } = await report(stored)

    const ids = chartsOf(reportDataOf(stored.run, stored.logOf)).map(({ id }) => id)
    assert.ok(ids.length > 10)
    assert.deepEqual(
      written.charts.map((file) => path.basename(file, '.svg')),
      ids,
    )
    assert.deepEqual((await readdir(folder)).toSorted(), ['charts', 'report.html', 'summary.md'])
    assert.deepEqual(
      (await readdir(path.join(folder, 'charts'))).toSorted(),
      written.charts
        .flatMap((file) => [path.basename(file), `${path.basename(file, '.svg')}-dark.svg`])
        .toSorted(),
    )
  })

  it('removes pictures that it wrote before and no longer draws, and no others', async () => {
    const stored = storedRun({ recordsPerCell: 400 })
    const { folder } = await report(stored)
    const summary = path.join(folder, 'summary.md')
    const earlier = '<img alt="" src="charts/bubbles.svg"> srcset="charts/bubbles-dark.svg" src="../kept.svg"'
    await writeFile(summary, `${await readFile(summary, 'utf8')}${earlier}`)
    for (const name of ['bubbles.svg', 'bubbles-dark.svg', 'of-somebody.svg'])
      await writeFile(path.join(folder, 'charts', name), '')
    const before = await readdir(path.join(folder, 'charts'))

    await writeReport(reportDataOf(stored.run, stored.logOf), folder)

    assert.deepEqual(
      await readdir(path.join(folder, 'charts')),
      before.filter((name) => !name.startsWith('bubbles')),
    )
  })

  it('writes the same bytes for the same run', async () => {
    const [one, other] = [await usualReport(), await report(storedRun({ recordsPerCell: 1000 }))]

    assert.equal(one.html, other.html)
    assert.equal(one.summary, other.summary)
    assert.deepEqual(one.svgs, other.svgs)
  })

  it('needs no network and no script but its own, and its policy allows no other', async () => {
    const { html, svgs, policy } = await usualReport()

    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    assert.ok(policy.includes(`style-src 'sha256-${hash}';`), 'the hash is that of the style sheet')
    for (const text of [html, ...svgs]) {
      assert.doesNotMatch(text, /<script|<iframe|<link|<img|@import|\son\w+=|javascript:| style="/i)
      assert.doesNotMatch(text.replaceAll(/xmlns(:xlink)?="[^"]*"/g, ''), /https?:\/\//)
    }
  })

  it('gives every chart a name, ids of its own and marks that describe themselves', async () => {
    const { html, svgs } = await usualReport()

    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    assert.equal(new Set(ids).size, ids.length)
    for (const svg of svgs) {
      assert.match(svg, /^<\?xml[^>]*>\n<svg [^>]*role="img" aria-labelledby="[^"]*"><title id=/)
      assertBalanced(svg)
    }
    assert.match(svgs.join(''), /<title>put-overhead · p50 of put\.overhead per record: holds: /)
  })

  it('shows text of a scenario as text, whatever it says', async () => {
    const { html, summary, svgs } = await report(withHostileText(storedRun({ recordsPerCell: 500 })))

    for (const text of [html, ...svgs]) {
      assert.doesNotMatch(text, /<script/i)
      for (const [tag] of text.matchAll(tags))
        assert.doesNotMatch(tag.replaceAll(/"[^"]*"/g, ''), /onload|alert/, tag)
      assertBalanced(text)
    }
    assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;\]\]&gt;&quot;onload=alert\(2\)/)
    assert.doesNotMatch(summary, /<script|[^\\]`tick|\n# heading|!\[\]/)
    const rows = summary.split('\n').filter((line) => line.startsWith('|'))
    for (const [index, row] of rows.entries())
      assert.ok(
        cellsOf(row) === cellsOf(rows[index - 1] ?? row) || cellsOf(row) === cellsOf(rows[index + 1] ?? row),
        row,
      )
  })

  it('says modelled where something is modelled, and whose choice the envelope is', async () => {
    const { html, summary } = await usualReport()

    for (const text of [html, summary]) {
      assert.match(text, /USD.*modelled/)
      assert.match(text, /project’s own choice/)
    }
  })

  it('says of each p99 whether it is of service or response time, and what two figures of KMS calls are', async () => {
    const { html, summary } = await usualReport()

    assert.match(html, /put, service time per record/)
    assert.match(html, /KMS calls: generate \+ decrypt/)
    for (const text of [html, summary]) assert.match(text, /p\d+ of the service time of a sealed put/)
    assert.match(
      summary,
      /Times of put and get are service times\. KMS calls are GenerateDataKey \+ Decrypt\./,
    )
  })

  it('names Encrypt where a contestant asks for it', async () => {
    const { run, logOf } = storedRun({ recordsPerCell: 300 })

    const { html, summary } = await report({ run: { ...run, cells: run.cells.map(withEncrypt) }, logOf })

    assert.match(html, /KMS calls: generate \+ decrypt \+ encrypt/)
    assert.match(summary, /KMS calls are GenerateDataKey \+ Decrypt, and Encrypt where that is named\./)
    for (const text of [html, summary]) assert.match(text, /0 \+ 14 \+ 7 Encrypt/)
  })

  it('says where a figure without interval is counted and where it is modelled', async () => {
    const { summary } = await usualReport()

    assert.match(summary, /^\| .*calls-per-5-min.* \| none needed, it is counted \| <= 12 \|/m)
    assert.match(
      summary,
      /^\| .*money-per-month.* \| none: modelled from counted calls, 1 h of calls times 720 \| <= 1 USD \|/m,
    )
  })

  it('reports a folder that cannot be written, with a code', async () => {
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, 'file'), '')
    const { run, logOf } = storedRun({ recordsPerCell: 100 })

    await assert.rejects(writeReport(reportDataOf(run, logOf), path.join(folder, 'file')), {
      code: 'ERR_OUTPUT_UNWRITABLE',
    })
  })
})

function cellsOf(row: string): number {
  return row.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length
}

/** Every element that opens closes, in order; enough of a parser for what is written here. */
function assertBalanced(text: string): void {
  const open: string[] = []
  const alone = new Set(['meta', 'br', 'wbr'])
  const body = text.replace(/<!doctype html>|<\?xml[^>]*\?>/gi, '').replaceAll(/<style>[^]*?<\/style>/g, '')
  for (const [, slash, name, rest] of body.matchAll(tags)) {
    if (slash === '/') assert.equal(open.pop(), name)
    else if (!rest!.endsWith('/') && !alone.has(name!)) open.push(name!)
  }
  assert.deepEqual(open, [])
}
