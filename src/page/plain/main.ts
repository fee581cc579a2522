/**
 * Takes over a page that has no pictures: light or dark is all that there is to
 * choose, and stands in the fragment of the address as on other pages.
 *
 * @module
 */
import { themes } from '../../report/theme.ts'
import { followAddress, type Fragments } from '../address.ts'
import { barMarkup } from '../bar.ts'
import { formatShown, splitFragment } from '../fragment.ts'
import { startTheme } from '../theme-switch.ts'
import { storeOf } from '../view-store.ts'

type NoView = Readonly<Record<string, never>>

const fragments: Fragments<NoView> = {
  format: (state) => formatShown(state, {}),
  parse(fragment) {
    const { anchor, dropped, listOf } = splitFragment(fragment, (name) => name === 'theme')
    const [theme] = listOf('theme', themes)
    return { view: {}, anchor, theme, dropped: [...new Set(dropped)] }
  },
}

const host = document.getElementById('controls')!
host.innerHTML = barMarkup(undefined).toString()
const said = host.querySelector('[role=status]')!
const theme = startTheme()
const address = followAddress({
  store: storeOf<NoView>({}),
  fragments,
  say(text) {
    said.textContent = text
  },
  has: 'this page does not have',
  onTheme: theme.show,
})
theme.onChoice(address.setTheme)
