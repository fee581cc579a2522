/**
 * Light or dark: as the system has it, until somebody chooses.
 *
 * @module
 */
import type { Theme } from '../report/theme.ts'

export interface ThemeSwitch {
  /** Undefined: that of the system. */
  readonly show: (theme: Theme | undefined) => void
  readonly onChoice: (choose: (theme: Theme) => void) => void
}

/** Puts a button into the first line of the page. */
export function startTheme(): ThemeSwitch {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'theme'
  document.querySelector('.brand')?.append(button)
  let shown: Theme | undefined
  const other = (): Theme => ((shown ?? (system.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark')
  const refresh = () => {
    button.textContent = other() === 'dark' ? 'Dark' : 'Light'
    button.setAttribute('aria-label', `Show the page ${other()}`)
  }
  system.addEventListener('change', refresh)
  refresh()
  return {
    show(theme) {
      shown = theme
      if (theme === undefined) delete document.documentElement.dataset['theme']
      else document.documentElement.dataset['theme'] = theme
      refresh()
    },
    onChoice(choose) {
      button.addEventListener('click', () => choose(other()))
    },
  }
}
