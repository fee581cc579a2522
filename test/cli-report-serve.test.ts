/**
 * `sealbench report FOLDER --serve`, as browsers of this machine use it, and as
 * those ask who have no business there.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'

import { runsOfDays } from '../src/report/index/run-index.fixture.ts'
import { noPipes, runs } from './cli-report-serve.fixture.ts'
import { start, temporaryFolder, type Started } from './command-line.fixture.ts'
import { RawConnection, bytesOf, type RawAnswer } from './raw-http.fixture.ts'
import { storeRun } from './stored-runs.fixture.ts'

const newest = runs.at(-1)!.id

const secret = 'nobody may see this'

interface Asking {
  readonly method?: string
  readonly host?: string
  readonly headers?: readonly (readonly [string, string])[]
}

describe('sealbench report --serve', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let reports: string
  let served: Started
  let url: string
  let port: number

  before(async () => {
    folder = temporaryFolder()
    reports = folder.at('reports')
    for (const run of runs) storeRun(reports, run)
    const inside = path.join(reports, 'kinesis-defaults', newest)
    for (const [name, text] of Object.entries({
      'charts/claims.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'histograms/c01.hlog': '#[sealbench]\n',
      'audit/c01.ndjson': '{}\n',
      '.hidden/x.txt': secret,
      '.env': secret,
    })) {
      mkdirSync(path.dirname(path.join(inside, name)), { recursive: true })
      writeFileSync(path.join(inside, name), text)
    }
    folder.write('reports/notes.txt', 'of whoever runs this')
    folder.write('outside.txt', secret)
    mkdirSync(folder.at('reports-of-others/x'), { recursive: true })
    writeFileSync(folder.at('reports-of-others/x/run.json'), secret)
    symlinkSync(folder.at('outside.txt'), path.join(reports, 'link.txt'))
    symlinkSync(folder.path, path.join(reports, 'up'))
    symlinkSync(folder.at('reports-of-others'), path.join(reports, 'others'))
    served = start(['report', reports, '--serve', '--port', '0', '--json'], { cwd: folder.path })
    const [announced] = (await once(served.process.stdout!, 'data')) as [Buffer]
    const said = JSON.parse(announced.toString()) as { url: string; folder: string; pid: number }
    assert.deepEqual(Object.keys(said), ['url', 'folder', 'pid'])
    assert.match(said.url, /^http:\/\/127\.0\.0\.1:\d+\/$/)
    ;({ url } = said)
    port = Number(new URL(url).port)
  })

  after(async () => {
    served.process.kill('SIGINT')
    const { exitCode, stderr } = await served.outcome
    folder[Symbol.dispose]()
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' })
  })

  /** What comes of a request as it stands, without what a client would make of its address. */
  async function ask(
    address: string,
    { method = 'GET', host = `127.0.0.1:${port}`, headers = [] }: Asking = {},
  ): Promise<RawAnswer> {
    // Awaited, as the connection ends with the block.
    using connection = await RawConnection.open(port)
    return await connection.ask(bytesOf({ method, path: address, headers: [['host', host], ...headers] }))
  }

  it('shows scenarios, the runs of one, and the report of a run', async () => {
    const pages = [
      ['', /1 scenario, 3 runs/],
      ['index.html', /1 scenario, 3 runs/],
      ['kinesis-defaults/', /Runs, newest first/],
      ['kinesis-defaults/index.html', /Runs, newest first/],
      [`kinesis-defaults/${newest}/report.html`, /<title>20170701/],
      [`kinesis-defaults/${newest}/`, /<title>20170701/],
      ['notes.txt', /whoever runs this/, 'plain'],
    ] as const
    for (const [address, text, type = 'html'] of pages) {
      const answer = await fetch(url + address)
      assert.equal(answer.status, 200, address)
      assert.equal(answer.headers.get('content-type'), `text/${type}; charset=utf-8`)
      assert.match(await answer.text(), text)
    }
  })

  it('leads to the folder of which links on a page are relative', async () => {
    for (const address of ['kinesis-defaults', `kinesis-defaults/${newest}`]) {
      const answer = await fetch(url + address, { redirect: 'manual' })
      assert.equal(answer.status, 301)
      assert.equal(answer.headers.get('location'), `/${address}/`)
    }
    // Never to another host.
    const { head } = await ask('//kinesis-defaults')
    assert.doesNotMatch(head, /location: \/\//i)
  })

  it('links to pages that are there', async () => {
    const page = await (await fetch(`${url}kinesis-defaults/`)).text()
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!)

    assert.ok(links.includes(`${newest}/report.html`))
    for (const href of new Set(links))
      assert.equal((await fetch(new URL(href, `${url}kinesis-defaults/`))).status, 200, href)
  })

  it('serves files as what they are, for no longer than they stay', async () => {
    const types = {
      'run.json': 'application/json; charset=utf-8',
      'charts/claims.svg': 'image/svg+xml',
      'histograms/c01.hlog': 'text/plain; charset=utf-8',
      'audit/c01.ndjson': 'text/plain; charset=utf-8',
    }
    for (const [name, type] of Object.entries(types)) {
      const { status, headers } = await fetch(`${url}kinesis-defaults/${newest}/${name}`)
      assert.deepEqual([status, headers.get('content-type')], [200, type], name)
      assert.equal(headers.get('cache-control'), 'no-cache')
      assert.match(headers.get('content-security-policy')!, /^default-src 'none'; .*sandbox$/)
      const again = await ask(`/kinesis-defaults/${newest}/${name}`, {
        headers: [['if-none-match', headers.get('etag')!]],
      })
      assert.equal(again.status, 304)
    }
  })

  it('keeps other sites out of what it says', async () => {
    const { headers } = await fetch(url)

    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.equal(headers.get('x-frame-options'), 'DENY')
    assert.equal(headers.get('access-control-allow-origin'), null)
    assert.match(headers.get('content-security-policy')!, /frame-ancestors 'none'/)
  })

  it('answers HEAD without a body', async () => {
    for (const address of ['', `kinesis-defaults/${newest}/run.json`]) {
      const answer = await fetch(url + address, { method: 'HEAD' })
      assert.equal(answer.status, 200)
      assert.equal(await answer.text(), '')
    }
  })

  const hidden = [
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/../outside.txt',
    '/kinesis-defaults/../../outside.txt',
    '/kinesis-defaults/..%2f..%2foutside.txt',
    '/..%5coutside.txt',
    '//outside.txt',
    '/%2foutside.txt',
    '/outside.txt',
    '/link.txt',
    '/up/outside.txt',
    '/up/',
    '/up',
    '/others/',
    '/others/x/run.json',
    '/outside.txt%00.html',
    '/%00',
    '/%',
    '/%ff',
    '/%zz/',
    `/kinesis-defaults/${newest}/.env`,
    `/kinesis-defaults/${newest}/.hidden/x.txt`,
    `/kinesis-defaults/${newest}/%2ehidden/x.txt`,
    `/${'a/'.repeat(4000)}`,
    '/__proto__/',
    '/constructor',
    'http://127.0.0.1/outside.txt',
    '*',
  ]
  for (const address of hidden)
    it(`gives nothing for ${address.slice(0, 60)}`, async () => {
      const { status, head, body } = await ask(address)

      assert.ok([400, 403, 404].includes(status), `${status}`)
      assert.doesNotMatch(body.toString() + head, new RegExp(secret))
      assert.ok(!body.toString().includes(folder.path))
    })

  it('gives nothing for the path of a file on this machine', async () => {
    const { status, body } = await ask(folder.at('outside.txt'))

    assert.equal(status, 404)
    assert.doesNotMatch(body.toString(), new RegExp(secret))
  })

  it('answers under the names of this machine only (DNS rebinding)', async () => {
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      assert.equal((await ask('/', { host })).status, 200, host)
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      'localhost',
      `127.0.0.1:${port}.evil.example`,
      '',
    ])
      assert.equal((await ask('/', { host })).status, 421, host)
  })

  it('reads, and does nothing else', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
      const { status, head } = await ask('/', { method })
      assert.equal(status, 405, method)
      assert.match(head, /^allow: GET, HEAD$/im)
    }
    assert.ok(!readdirSync(reports).includes('index.html'))
  })

  it('opens no named pipe', { skip: noPipes }, async () => {
    const pipes = ['pipe.hlog', 'report.html'].map((name) => path.join(reports, 'pipes', name))
    mkdirSync(path.dirname(pipes[0]!))
    spawnSync('mkfifo', pipes)

    // More than there are threads to wait in.
    const asked = Array.from({ length: 3 }, () => ['/pipes/pipe.hlog', '/pipes/report.html', '/pipes/'])
    const answers = await Promise.all(asked.flat().map((address) => ask(address)))

    rmSync(path.dirname(pipes[0]!), { recursive: true })
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]))
  })

  it('says that a file has no such bytes, and how many it has', async () => {
    const { status, head, body } = await ask(`/kinesis-defaults/${newest}/audit/c01.ndjson`, {
      headers: [['range', 'bytes=999-']],
    })

    assert.equal(status, 416)
    assert.match(head, /^content-range: bytes \*\/3$/im)
    assert.equal(body.toString(), 'The file has no bytes in the range that was asked for.\n')
  })

  it('shows runs that have ended meanwhile, and no longer those that are gone', async () => {
    const [run] = runsOfDays([{ changes: { id: '20261224T000000Z-cafe' } }])
    const added = storeRun(reports, run!)

    const having = await (await fetch(`${url}kinesis-defaults/`)).text()
    rmSync(added, { recursive: true })
    const without = await (await fetch(`${url}kinesis-defaults/`)).text()

    assert.match(having, /20261224T000000Z-cafe/)
    assert.doesNotMatch(without, /20261224T000000Z-cafe/)
  })
})
