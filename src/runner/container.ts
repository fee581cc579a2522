/**
 * Whether this process runs in a container, and in whose.
 *
 * @module
 */
import type { Environment } from '../run-store/run-format.ts'
import type { HostFiles } from './host-files.ts'

export type Container = NonNullable<Environment['container']>

/** Null on a system that leaves no traces to go by. */
export function describeContainer(files: HostFiles): Container | null {
  const cgroups = files('/proc/self/cgroup')
  if (cgroups === undefined) return null
  if (
    cgroups.includes('kubepods') ||
    files('/var/run/secrets/kubernetes.io/serviceaccount/namespace') !== undefined
  )
    return 'kubernetes'
  if (files('/run/.containerenv') !== undefined || cgroups.includes('libpod')) return 'podman'
  if (files('/.dockerenv') !== undefined || cgroups.includes('docker')) return 'docker'
  const isOther =
    files('/run/systemd/container') !== undefined || /containerd|lxc|machine\.slice/.test(cgroups)
  return isOther ? 'other' : 'none'
}
