/**
 * The fonts of still pictures, which come with sealbench: a picture is the same
 * to the byte whatever fonts a machine has.
 *
 * Arimo has the metrics of Arial and Helvetica, by which drawings are laid out;
 * Noto Sans Symbols 2 has the marks of verdicts.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export const fontName = 'Arimo'

const require = createRequire(import.meta.url)

/** What is asked of a font. The types that are published for its parser would bring those of a browser along. */
export interface Font {
  readonly unitsPerEm: number
  /** 0 where it has none. */
  readonly charToGlyphIndex: (character: string) => number
  /** `advanceWidth` in units of the font. */
  readonly charToGlyph: (character: string) => { readonly advanceWidth: number }
}

const files = {
  regular: '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf',
  bold: '@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf',
  symbols: '@expo-google-fonts/noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf',
} as const

export type FontFace = keyof typeof files

export const fontFaces = Object.keys(files) as readonly FontFace[]

/** The bytes of a font file. */
export function fontBytes(face: FontFace): Uint8Array {
  return readFileSync(require.resolve(files[face]))
}

/** The same, understood. */
export function fontOf(face: FontFace): Font {
  const { parse } = require('opentype.js') as { readonly parse: (bytes: ArrayBuffer) => Font }
  // A copy, as parsing wants a buffer that holds the font and nothing else.
  return parse(Uint8Array.from(fontBytes(face)).buffer)
}

/** Characters of `text` that no font has, each once, in their order; blanks of any kind need none. */
export function charactersWithoutGlyph(text: string): readonly string[] {
  const unusual = [...new Set(text.replaceAll(/[\s\u0020-\u007e]/gu, ''))]
  if (unusual.length === 0) return []
  const fonts = [fontOf('regular'), fontOf('symbols')]
  return unusual.filter((character) => !fonts.some((font) => font.charToGlyphIndex(character) > 0))
}
