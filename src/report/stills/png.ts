/**
 * Turns a drawn SVG into a PNG without a browser: the only place that knows the
 * renderer. It is resvg as WebAssembly and not as a native module, so that one
 * file does for every platform, and pixels are equal on all of them.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

import { fontBytes, fontFaces, fontName } from './fonts.ts'

/** Pixels of a PNG for each of the drawing, so that it is sharp on paper and on dense screens. */
export const pngScale = 2

export interface PngPicture {
  readonly bytes: Uint8Array
  /** In pixels. */
  readonly width: number
  readonly height: number
}

let ready: Promise<readonly Uint8Array[]> | undefined

/** Equal drawings give equal bytes. The file is `pngScale` times as wide and high as the drawing. */
export async function renderPng(svg: string): Promise<PngPicture> {
  ready ??= prepare()
  const fontBuffers = await ready
  const drawing = new Resvg(svg, {
    font: { fontBuffers: [...fontBuffers], defaultFontFamily: fontName, sansSerifFamily: fontName },
    fitTo: { mode: 'zoom', value: pngScale },
  })
  const image = drawing.render()
  const { width, height } = image
  const bytes = image.asPng()
  image.free()
  drawing.free()
  return { bytes, width, height }
}

async function prepare(): Promise<readonly Uint8Array[]> {
  await initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')))
  return fontFaces.map(fontBytes)
}
