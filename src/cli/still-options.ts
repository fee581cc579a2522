/**
 * The options of `report` for pictures alone: in which form, how wide, in which
 * colours, and which of them.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { UsageError } from '../errors.ts'
import { stillFormats, stillWidth } from '../report/stills/still.ts'
import type { StillOptions } from '../report/stills/write-stills.ts'
import { themes, type Theme } from '../report/theme.ts'

export interface StillsGiven {
  readonly svg: boolean
  readonly png: boolean
  readonly theme: Theme | undefined
  readonly width: string | undefined
  readonly charts: string | undefined
}

export function withStillOptions(parser: Argv): Argv {
  return parser
    .option('svg', {
      type: 'boolean',
      default: false,
      describe: 'Write the pictures alone, as SVG, into charts/',
    })
    .option('png', {
      type: 'boolean',
      default: false,
      describe: 'Write the pictures alone, as PNG of twice the pixels, into charts/; needs no browser',
    })
    .option('theme', {
      choices: themes,
      describe: `Colours of these pictures; ${themes[0]} if left out`,
    })
    .option('width', {
      type: 'string',
      describe: `Width of these pictures in pixels, ${stillWidth.least} to ${stillWidth.most}; ${stillWidth.usual} if left out`,
    })
    .option('charts', {
      type: 'string',
      describe: 'Only these of the pictures, such as claims,sweep; all if left out',
    })
}

/** Undefined where no pictures are asked for. @throws {UsageError} */
export function stillOptions(given: StillsGiven): StillOptions | undefined {
  const { theme, width, charts } = given
  const formats = stillFormats.filter((format) => given[format])
  if (formats.length > 0)
    return {
      formats,
      theme: theme ?? themes[0],
      width: widthOf(width),
      ...(charts !== undefined && { ids: idsOf(charts) }),
    }
  const needless = Object.entries({ theme, width, charts }).find(([, value]) => value !== undefined)
  if (needless === undefined) return undefined
  throw new UsageError(`--${needless[0]} is for pictures alone. Add --svg, --png or both.`)
}

function widthOf(text: string | undefined): number {
  if (text === undefined) return stillWidth.usual
  const width = Number(text)
  if (/^\d+$/.test(text) && width >= stillWidth.least && width <= stillWidth.most) return width
  throw new UsageError(
    `--width takes whole pixels from ${stillWidth.least} to ${stillWidth.most}, and not ${text}.`,
  )
}

function idsOf(text: string): readonly string[] {
  const ids = text.split(',').map((id) => id.trim())
  if (!ids.includes('')) return ids
  throw new UsageError('--charts takes names of pictures with commas between, such as claims,sweep.')
}
