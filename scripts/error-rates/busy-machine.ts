/**
 * Processes that do nothing but keep a core busy, for experiments on what a
 * busy machine does to verdicts. They end with the block that holds them, and
 * by themselves where their parent is killed.
 *
 * @module
 */
import { spawn } from 'node:child_process'

/** Each keeps one core busy; looks now and then whether its parent still lives. */
const hog = `
const parent = process.ppid
for (let turn = 0; ; turn += 1)
  if (turn % 1e8 === 0 && process.ppid !== parent) process.exit()
`

export function busyMachine(hogs: number): Disposable {
  const children = Array.from({ length: hogs }, () =>
    spawn(process.execPath, ['--eval', hog], { stdio: 'ignore' }),
  )
  return {
    [Symbol.dispose]: () => {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}
