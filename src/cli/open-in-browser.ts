/**
 * Opens a page in the browser of whoever sits at this machine, and says why
 * where nobody seems to.
 *
 * @module
 */
import openWithSystem from 'open'

/** What decides whether there is a browser, and what opens it. */
export interface Desktop {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** Starts `program`, or what the system opens pages with, with `url` as its one argument, never through a shell. */
  readonly start: (url: string, program: string | undefined) => Promise<unknown>
}

const thisDesktop: Desktop = {
  environment: process.env,
  platform: process.platform,
  start: (url, program) =>
    openWithSystem(url, program === undefined ? {} : { app: { name: program, arguments: [] } }),
}

/**
 * Opens `url`, which is a `file:` or `http:` address, with the program that
 * `BROWSER` names or else with that of the system. Gives what is in the way, as
 * half a sentence; undefined where the browser has been started.
 */
export async function openInBrowser(
  url: string,
  desktop: Desktop = thisDesktop,
): Promise<string | undefined> {
  const obstacle = obstacleOf(desktop)
  if (obstacle !== undefined) return obstacle
  try {
    await desktop.start(url, browserOf(desktop))
    return undefined
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return `no browser could be started (${code ?? message})`
  }
}

/** On Linux a browser needs a display; elsewhere the system has one, or says so. */
function obstacleOf({ environment, platform }: Desktop): string | undefined {
  const { BROWSER: browser = '', CI: ci = '', DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = environment
  if (browser === 'none') return 'BROWSER is none'
  if (browser !== '') return undefined
  if (ci !== '' && ci !== 'false') return 'this is CI'
  const isOnDisplay = [DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME].some((value) => (value ?? '') !== '')
  return platform === 'linux' && !isOnDisplay
    ? 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
    : undefined
}

/** `BROWSER` may list programs, and where the address goes, as `firefox %s:chromium`: the first one counts. */
function browserOf({ environment: { BROWSER: browser = '' }, platform }: Desktop): string | undefined {
  const [first = ''] = platform === 'win32' ? [browser] : browser.split(':')
  const program = first.replace(/\s+%s$/, '').trim()
  return program === '' ? undefined : program
}
