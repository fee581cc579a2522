/**
 * A written page as tests look at it: what people read apart from what travels
 * with it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'

import type { PageData } from './data/page-data.ts'
import { hashSource } from './page-embedding.ts'

export interface WrittenPage {
  /** Without the embedded elements: there is no script left that is ours. */
  readonly html: string
  /** The bundle. */
  readonly script: string
  readonly data: PageData
  /** A line of JSON for each cell. */
  readonly details: string
  readonly policy: string
}

const embedded =
  /<script type="application\/gzip" id="page-(?<name>\w+)">(?<base64>[A-Za-z0-9+/=]*)<\/script>|<script>(?<loader>\(async\(\)=>\{.*?\}\)\(\))<\/script>/g

/** Fails where the page has not just what it should have. */
export function writtenPage(text: string): WrittenPage {
  const parts = new Map<string, string>()
  const html = text.replace(embedded, (_, name?: string, base64?: string, loader?: string) => {
    const key = name ?? 'loader'
    assert.ok(!parts.has(key), `two elements are the ${key}`)
    parts.set(key, loader ?? gunzipSync(Buffer.from(base64!, 'base64')).toString('utf8'))
    return ''
  })
  assert.deepEqual([...parts.keys()].toSorted(), ['data', 'details', 'loader', 'script'])
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(text)![1]!
    .replaceAll('&#39;', "'")
  const [script, loader] = [parts.get('script')!, parts.get('loader')!]
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^ ;]+' 'sha256-[^ ;]+'; style-src 'sha256-/)
  assert.ok(policy.includes(`script-src ${hashSource(loader)} ${hashSource(script)};`))
  assert.doesNotMatch(policy, /unsafe|https?:|\*/)
  return {
    html,
    script,
    policy,
    data: JSON.parse(parts.get('data')!) as PageData,
    details: parts.get('details')!,
  }
}
