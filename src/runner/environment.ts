/**
 * Where a run took place, so that its figures can be judged and repeated.
 *
 * @module
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

import { contestants } from '../contestants/registry.ts'
import type { Environment } from '../run-store/run-format.ts'

/** Packages whose version can change what is measured. */
const measuredPackages = [
  '@aws-sdk/client-kms',
  // Holds the SDK's retries, whose defaults change with its version.
  '@smithy/core',
  '@smithy/node-http-handler',
  'hdr-histogram-js',
  'piscina',
  'pure-rand',
  'vega',
  'vega-lite',
]

export const packageVersion: string = versionIn(path.join(import.meta.dirname, '../../package.json'))

export function describeEnvironment(startedAt: Date): Environment {
  const cpus = os.cpus()
  return {
    sealbench: packageVersion,
    startedAt: startedAt.toISOString(),
    node: process.version,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    platform: `${os.type()} ${os.release()} ${os.arch()}`,
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    loadAverage1Min: os.loadavg()[0]!,
    gitCommit: gitCommit(),
    packages: packageVersions(),
  }
}

/** Of contestants, those that are installed. */
function packageVersions(): Record<string, string> {
  const optional = contestants.flatMap((contestant) => contestant.package ?? [])
  const present = [...new Set(optional)].filter((name) => installedVersion(name) !== unknown)
  return Object.fromEntries([...measuredPackages, ...present].map((name) => [name, installedVersion(name)]))
}

const unknown = 'unknown'

function installedVersion(name: string): string {
  const { resolve } = createRequire(import.meta.url)
  const folders = resolve.paths(name) ?? []
  for (const folder of folders) {
    try {
      return versionIn(path.join(folder, name, 'package.json'))
    } catch {
      // Not in this folder: the next one up may have it.
    }
  }
  return unknown
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** Of the folder where sealbench was started; null outside a repository or where git is missing. */
function gitCommit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return null
  }
}
