import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { openInBrowser, type Desktop } from './open-in-browser.ts'

const url = 'file:///tmp/%3Cscript%3E/report.html'

describe('openInBrowser', () => {
  it('starts what the system opens pages with where there is a display', async () => {
    for (const environment of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }, { WSL_DISTRO_NAME: 'x' }])
      assert.deepEqual(await opened(environment), { obstacle: undefined, started: [[url, undefined]] })
    assert.deepEqual(await opened({}, 'darwin'), { obstacle: undefined, started: [[url, undefined]] })
  })

  it('starts nothing without a display, in CI, or where nothing is wanted', async () => {
    const obstacles: [Desktop['environment'], RegExp][] = [
      [{}, /no display/],
      [{ DISPLAY: '' }, /no display/],
      [{ DISPLAY: ':0', CI: 'true' }, /CI/],
      [{ DISPLAY: ':0', BROWSER: 'none' }, /BROWSER is none/],
    ]
    for (const [environment, expected] of obstacles) {
      const { obstacle, started } = await opened(environment)
      assert.match(obstacle ?? '', expected)
      assert.deepEqual(started, [])
    }
    assert.equal((await opened({ DISPLAY: ':0', CI: 'false' })).obstacle, undefined)
  })

  it('starts the first program that BROWSER names, display or not', async () => {
    assert.deepEqual((await opened({ BROWSER: '/opt/my browser' })).started, [[url, '/opt/my browser']])
    assert.deepEqual((await opened({ BROWSER: 'firefox %s:chromium' })).started, [[url, 'firefox']])
    assert.deepEqual((await opened({ BROWSER: 'C:\\b.exe' }, 'win32')).started, [[url, 'C:\\b.exe']])
    assert.deepEqual((await opened({ BROWSER: ':', DISPLAY: ':0' })).started, [[url, undefined]])
  })

  it('says what happened where the program cannot be started', async () => {
    const obstacle = await openInBrowser(url, {
      environment: { BROWSER: 'gone' },
      platform: 'linux',
      start: async () => {
        throw Object.assign(new Error('spawn gone'), { code: 'ENOENT' })
      },
    })

    assert.equal(obstacle, 'no browser could be started (ENOENT)')
  })
})

async function opened(environment: Desktop['environment'], platform: NodeJS.Platform = 'linux') {
  const started: [string, string | undefined][] = []
  const start: Desktop['start'] = async (...what) => started.push(what)
  return { obstacle: await openInBrowser(url, { environment, platform, start }), started }
}
