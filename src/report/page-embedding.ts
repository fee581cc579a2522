/**
 * How script and data travel inside a page: compressed, in elements that no
 * browser runs, beside a small loader that unpacks the script. The page's
 * policy lets in exactly these two scripts.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

import type { PackedData } from './data/page-data.ts'
import { html, Markup } from './markup.ts'

/** What a page has at the end of its body, and what its policy must allow for that. */
export interface Embedding {
  readonly markup: Markup
  /** Sources for `script-src`. */
  readonly scriptSources: readonly string[]
}

/** Ids of the elements; the loader and the script find them by these. */
export const embeddedIds = { script: 'page-script', data: 'page-data', details: 'page-details' } as const

/**
 * Where it cannot unpack, the page stays as it is: still pictures, and a line
 * that says what is missing. The class says that a script has taken over.
 */
const loader = [
  '(async()=>{',
  `const packed=document.getElementById('${embeddedIds.script}');`,
  `if(!('DecompressionStream' in window))return;`,
  `document.documentElement.classList.add('scripted');`,
  'const text=atob(packed.textContent);',
  'const bytes=new Uint8Array(text.length);',
  'for(let at=0;at<text.length;at+=1)bytes[at]=text.charCodeAt(at);',
  `const stream=new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));`,
  `const script=document.createElement('script');`,
  'script.textContent=await new Response(stream).text();',
  'document.body.append(script)',
  '})()',
].join('')

/** `packedData`: undefined of a page that has nothing to draw. */
export function embed(script: string, packedData?: PackedData): Embedding {
  const data = packedData && [
    packed(embeddedIds.data, packedData.data),
    packed(embeddedIds.details, packedData.details),
  ]
  return {
    markup: html`${data} ${packed(embeddedIds.script, script)} ${new Markup(`<script>${loader}</script>`)}`,
    scriptSources: [loader, script].map(hashSource),
  }
}

/** Base64 has no character that could end the element. */
function packed(id: string, text: string): Markup {
  return new Markup(
    `<script type="application/gzip" id="${id}">${gzipSync(text, { level: 9 }).toString('base64')}</script>`,
  )
}

/** As a policy names an inline script or style. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
