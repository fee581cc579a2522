/**
 * What the system files of several machines say: cut to what sealbench reads,
 * with the wording of Linux.
 *
 * @module
 */
import type { HostFiles } from './host-files.ts'

export function filesOf(files: Readonly<Record<string, string>>): HostFiles {
  return (path) => files[path]
}

/** Two sockets of four cores with two threads each, as a rack server with Ubuntu has them. */
export const intelServer: Readonly<Record<string, string>> = {
  '/proc/cpuinfo': cpuinfo(16, (index) => ({
    vendor_id: 'GenuineIntel',
    'model name': 'Intel(R) Xeon(R) Gold 5122 CPU @ 3.60GHz',
    'physical id': `${Math.floor(index / 4) % 2}`,
    siblings: '8',
    'core id': `${index % 4}`,
    'cpu cores': '4',
    flags: 'fpu vme de pse tsc msr sse4_1 sse4_2 popcnt aes xsave avx avx2 avx512f',
  })),
  '/sys/devices/system/cpu/intel_pstate/no_turbo': '0\n',
  ...Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => [
      `/sys/devices/system/cpu/cpu${index}/cpufreq/scaling_governor`,
      'powersave\n',
    ]),
  ),
  '/proc/self/cgroup': '0::/user.slice/user-1000.slice/session-2.scope\n',
  '/sys/fs/cgroup/user.slice/cpu.max': 'max 100000\n',
  '/sys/fs/cgroup/user.slice/user-1000.slice/cpu.max': 'max 100000\n',
  '/sys/fs/cgroup/user.slice/cpu.stat':
    'usage_usec 812345\nuser_usec 600000\nsystem_usec 212345\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n',
  '/proc/meminfo': 'MemTotal:       97400000 kB\nSwapTotal:       8388604 kB\nSwapFree:        8380412 kB\n',
}

/** Two cores of an EPYC of which the hypervisor tells no frequency; no cgroup is mounted. */
export const amdVirtualMachine: Readonly<Record<string, string>> = {
  '/proc/cpuinfo': cpuinfo(2, (index) => ({
    vendor_id: 'AuthenticAMD',
    'model name': 'AMD EPYC',
    'physical id': '0',
    siblings: '2',
    'core id': `${index}`,
    'cpu cores': '2',
    flags: 'fpu vme sse4_2 aes avx rdrand hypervisor avx2 avx512f vaes vpclmulqdq',
  })),
  '/proc/self/cgroup': '2:cpuacct:/\n1:cpu:/\n0::/\n',
  '/proc/meminfo': 'MemTotal:       24684084 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n',
}

/** Docker of 2019 with `--cpus 1.5`; its cgroup namespace is that of the host, whose folders it does not see. */
export const dockerOfVersion1: Readonly<Record<string, string>> = {
  '/.dockerenv': '',
  '/proc/self/cgroup':
    '4:cpu,cpuacct:/docker/8a1f\n3:memory:/docker/8a1f\n1:name=systemd:/docker/8a1f\n0::/system.slice/containerd.service\n',
  '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '150000\n',
  '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
  '/sys/fs/cgroup/cpu,cpuacct/cpu.stat': 'nr_periods 400\nnr_throttled 100\nthrottled_time 2500000000\n',
}

/** A pod of Kubernetes with `limits.cpu: 500m`, whose parent allows 4 cores. */
export const pod: Readonly<Record<string, string>> = {
  '/proc/self/cgroup': '0::/kubepods.slice/pod7.slice\n',
  '/sys/fs/cgroup/kubepods.slice/cpu.max': '400000 100000\n',
  '/sys/fs/cgroup/kubepods.slice/pod7.slice/cpu.max': '50000 100000\n',
  '/sys/fs/cgroup/kubepods.slice/cpu.stat': 'usage_usec 9\nnr_periods 10\nnr_throttled 0\nthrottled_usec 0\n',
  '/sys/fs/cgroup/kubepods.slice/pod7.slice/cpu.stat':
    'usage_usec 9\nnr_periods 80\nnr_throttled 60\nthrottled_usec 3000000\n',
}

/** An ARM server; its cpuinfo names neither sockets nor cores. */
export const armServer: Readonly<Record<string, string>> = {
  '/proc/cpuinfo': cpuinfo(4, () => ({
    BogoMIPS: '243.75',
    Features: 'fp asimd evtstrm aes pmull sha1 sha2 crc32',
  })),
  '/sys/devices/system/cpu/cpu0/topology/thread_siblings_list': '0\n',
  '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'performance\n',
  '/sys/devices/system/cpu/cpu3/cpufreq/scaling_governor': 'ondemand\n',
  '/sys/devices/system/cpu/cpufreq/boost': '0\n',
  '/proc/self/cgroup': '0::/\n',
}

function cpuinfo(processors: number, valuesOf: (index: number) => Readonly<Record<string, string>>): string {
  return Array.from({ length: processors }, (_, index) =>
    Object.entries({ processor: `${index}`, ...valuesOf(index) })
      .map(([name, value]) => `${name}\t: ${value}\n`)
      .join(''),
  ).join('\n')
}
