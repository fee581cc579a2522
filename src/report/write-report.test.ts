import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'

import type { CellResult, Run } from '../run-store/run-format.ts'
import { runSchema } from '../run-store/run-format.ts'
import { chartsOf } from './charts/registry.ts'
import { reportDataOf } from './data/report-data.ts'
import { withHostileText } from './hostile-run.fixture.ts'
import { writtenPage } from './page.fixture.ts'
import { storedRun, withEncrypt, type StoredRun } from './run.fixture.ts'
import { writeReport } from './write-report.ts'

const folders: string[] = []
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

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
    const [one, other] = [
      await report(storedRun({ recordsPerCell: 1000 })),
      await report(storedRun({ recordsPerCell: 1000 })),
    ]

    assert.equal(one.html, other.html)
    assert.equal(one.summary, other.summary)
    assert.deepEqual(one.svgs, other.svgs)
  })

  it('stays below 1 MB for ten cells', async () => {
    const { written } = await report(storedRun())

    const { size } = await stat(written.html)
    assert.ok(size < 1e6, `${size} B`)
  })

  it('needs no network and no script but its own, and its policy allows no other', async () => {
    const { html, svgs, policy } = await report(storedRun({ recordsPerCell: 1000 }))

    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    assert.ok(policy.includes(`style-src 'sha256-${hash}';`), 'the hash is that of the style sheet')
    for (const text of [html, ...svgs]) {
      assert.doesNotMatch(text, /<script|<iframe|<link|<img|@import|\son\w+=|javascript:| style="/i)
      assert.doesNotMatch(text.replaceAll(/xmlns(:xlink)?="[^"]*"/g, ''), /https?:\/\//)
    }
  })

  it('gives every chart a name, ids of its own and marks that describe themselves', async () => {
    const { html, svgs } = await report(storedRun({ recordsPerCell: 1000 }))

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
    const { html, summary } = await report(storedRun({ recordsPerCell: 500 }))

    for (const text of [html, summary]) {
      assert.match(text, /USD.*modelled/)
      assert.match(text, /project’s own choice/)
    }
  })

  it('says of each p99 whether it is of service or response time, and what two figures of KMS calls are', async () => {
    const { html, summary } = await report(storedRun({ recordsPerCell: 500 }))

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
    const { summary } = await report(storedRun({ recordsPerCell: 500 }))

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

describe('writeReport in other states', () => {
  it('draws one cell without sweep or consumers', async () => {
    const { html, written } = await report(storedRun({ sweep: {}, hasConsumers: false, recordsPerCell: 500 }))

    const ids = written.charts.map((file) => path.basename(file, '.svg'))
    assert.ok(ids.includes('percentiles-put') && ids.includes('noise'))
    assert.ok(ids.every((id) => !/-get|by-cell|sweep/.test(id)))
    assert.doesNotMatch(html, /NaN|undefined|Infinity/)
  })

  it('draws bars over one swept parameter', async () => {
    const { html } = await report(
      storedRun({ sweep: { 'keyCache.ttl': ['0 s', '5 min'] }, recordsPerCell: 300 }),
    )

    assert.match(html, /What keyCache\.ttl costs/)
  })

  it('draws five hundred cells', async () => {
    const sweep = { 'put.batch': numbers(25), 'fleet.frontEnds': numbers(20) }
    const { html, summary, written } = await report(
      storedRun({ sweep, recordsPerCell: 30, hasConsumers: false }),
    )

    assert.ok(Buffer.byteLength(html) < 4e6, `${Buffer.byteLength(html)} B`)
    assert.match(summary, /450 of 500 are left out/)
    assert.ok(written.charts.some((file) => file.endsWith('sweep.svg')))
  })

  it('fixes the third swept parameter and says at what', async () => {
    const sweep = { 'put.batch': numbers(2), 'fleet.frontEnds': numbers(2), 'fleet.principals': numbers(2) }
    const { html } = await report(storedRun({ sweep, recordsPerCell: 100 }))

    assert.match(html, /of the others one value is shown: [\w.]+ is 1\./)
  })

  it('says that there are no claims, that a run was interrupted, and why cells are not valid', async () => {
    const { run, logOf } = storedRun({ recordsPerCell: 300 })
    const validities: CellResult['validity'][] = [
      { verdict: 'invalid', reasons: ['the generator saturated'] },
      { verdict: 'valid', reasons: [] },
      { verdict: 'interrupted', reasons: ['stopped before its load had ended'] },
      { verdict: 'failed', reasons: ['the worker died'] },
    ]
    const cells = validities.map((validity, index) => ({ ...run.cells[index]!, validity }))
    const interrupted: Run = {
      ...run,
      cells,
      claims: [],
      status: 'interrupted',
      verdict: 'none',
      exitCode: 130,
    }

    const { html, summary } = await report({ run: interrupted, logOf })

    for (const text of [html, summary]) {
      assert.match(text, /makes no claims/)
      assert.match(text, /interrupted after 2 of 10 cells/)
      assert.match(text, /the generator saturated/)
    }
  })

  it('has something to say when nothing was measured', async () => {
    const { run } = storedRun({ recordsPerCell: 0 })
    const nothing = await report({ run, logOf: () => new Map() })
    const none = await report({ run: { ...run, cells: [], claims: [] }, logOf: () => new Map() })

    assert.doesNotMatch(nothing.html, /NaN|undefined|Infinity/)
    assert.match(none.html, /No cell has been measured/)
    assert.match(none.html, /Nothing was measured that could be drawn/)
  })

  it('survives claims without estimate, with a bound of 0 and with negative intervals', async () => {
    const { run, logOf } = storedRun({ recordsPerCell: 300 })
    const [first] = run.claims
    assert.ok(first)
    const claims = [
      { ...first, estimate: null, ci95: null, verdict: 'invalid' as const },
      { ...first, bound: { text: '== 0', op: '==', value: 0 } },
      { ...first, estimate: -120, ci95: [-500, 260] as [number, number] },
    ]

    const { html } = await report({ run: { ...run, claims }, logOf })

    assert.match(html, /nothing measured/)
    assert.doesNotMatch(html, /NaN|undefined|Infinity/)
  })
})

function cellsOf(row: string): number {
  return row.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length
}

async function report({ run, logOf }: StoredRun) {
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

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sealbench-report-'))
  folders.push(folder)
  return folder
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

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1))
}
