/**
 * Colours and type of everything drawn. Colours come from Okabe and Ito's
 * colour-blind-safe set; each has a twin for dark surroundings.
 *
 * @module
 */

export const themes = ['light', 'dark'] as const
export type Theme = (typeof themes)[number]

type Shade = Readonly<Record<Theme, string>>

const shades = {
  ink: { light: '#1c2128', dark: '#e6edf3' },
  muted: { light: '#57606b', dark: '#9ea7b3' },
  grid: { light: '#e3e7eb', dark: '#2f3742' },
  card: { light: '#fffffe', dark: '#161b22' },
  band: { light: '#d5dae0', dark: '#3a4350' },
  plain: { light: '#0072b2', dark: '#56b4e9' },
  sealed: { light: '#d55e00', dark: '#f08a4b' },
  overhead: { light: '#007f5f', dark: '#35c79c' },
  delta: { light: '#a3417f', dark: '#e08fc0' },
  amber: { light: '#e69f00', dark: '#f0b840' },
  sky: { light: '#56b4e9', dark: '#a9def9' },
  holds: { light: '#00714f', dark: '#3fcf9f' },
  refuted: { light: '#b3400a', dark: '#ff9a62' },
  inconclusive: { light: '#7d5f00', dark: '#e8c14a' },
  /** Words on what is bright in either. */
  onBright: { light: '#0b0d10', dark: '#0b0d10' },
  invalid: { light: '#5f6873', dark: '#a8b1bc' },
} satisfies Record<string, Shade>

export type ColourName = keyof typeof shades

/** As they are drawn: charts are drawn light, and `withCssColours` makes them follow the page. */
export const colours = Object.fromEntries(
  Object.entries(shades).map(([name, { light }]) => [name, light]),
) as Readonly<Record<ColourName, string>>

/** Helvetica's metrics are those of Arial, Liberation Sans and Arimo, so measured widths fit on every system. */
export const fontFamily = 'Helvetica, Arial, "Liberation Sans", Arimo, sans-serif'

/** Custom properties of one colour scheme. */
export function cssColours(scheme: Theme): string {
  return Object.entries(shades)
    .map(([name, shade]) => `--${name}:${shade[scheme]};`)
    .join('')
}

const colourNames = new Map(Object.entries(shades).map(([name, { light }]) => [light, name as ColourName]))

/** The custom property in which a page has a colour of ours; undefined for others. */
export function cssColourOf(colour: string): string | undefined {
  const name = colourNames.get(colour)
  return name === undefined ? undefined : `var(--${name})`
}

/** Lets the colours of a drawn SVG follow the custom properties of the page that holds it. */
export function withCssColours(svg: string): string {
  return withColours(svg, (name) => `var(--${name})`)
}

/** A drawn SVG in the colours of `theme`. */
export function inTheme(svg: string, theme: Theme): string {
  return withColours(svg, (name) => shades[name][theme])
}

function withColours(svg: string, colourOf: (name: ColourName) => string): string {
  return svg.replace(/(fill|stroke)="(#[0-9a-f]{6})"/g, (attribute, property: string, colour: string) => {
    const name = colourNames.get(colour)
    return name === undefined ? attribute : `${property}="${colourOf(name)}"`
  })
}

export const vegaConfig = {
  background: colours.card,
  font: 'Helvetica, Arial, Liberation Sans, Arimo, sans-serif',
  padding: 8,
  view: { stroke: null },
  axis: {
    labelColor: colours.ink,
    titleColor: colours.muted,
    gridColor: colours.grid,
    domainColor: colours.muted,
    tickColor: colours.muted,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
    labelPadding: 4,
  },
  header: { labelColor: colours.ink, titleColor: colours.muted, labelFontSize: 12, labelFontWeight: 'bold' },
  legend: {
    labelColor: colours.ink,
    titleColor: colours.muted,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    orient: 'top',
    symbolStrokeWidth: 2.5,
    labelLimit: 400,
  },
  title: { color: colours.ink, fontSize: 13, anchor: 'start' },
  text: { color: colours.ink, fontSize: 12 },
} as const
