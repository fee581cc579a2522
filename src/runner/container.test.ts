import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { describeContainer } from './container.ts'
import { amdVirtualMachine, dockerOfVersion1, filesOf, pod } from './machines.fixture.ts'

describe('describeContainer', () => {
  const bare = { '/proc/self/cgroup': '0::/init.scope\n' }
  const cases: [string, Record<string, string>, ReturnType<typeof describeContainer>][] = [
    ['a process on the host', bare, 'none'],
    ['a virtual machine', { ...amdVirtualMachine }, 'none'],
    ['Docker', { ...dockerOfVersion1 }, 'docker'],
    [
      'Docker whose cgroup namespace is its own',
      { '/proc/self/cgroup': '0::/\n', '/.dockerenv': '' },
      'docker',
    ],
    ['Podman', { '/proc/self/cgroup': '0::/\n', '/run/.containerenv': 'engine="podman-5.2"' }, 'podman'],
    ['a pod', { ...pod }, 'kubernetes'],
    [
      'a pod whose cgroup namespace is its own',
      {
        '/proc/self/cgroup': '0::/\n',
        '/.dockerenv': '',
        '/var/run/secrets/kubernetes.io/serviceaccount/namespace': 'bench',
      },
      'kubernetes',
    ],
    ['systemd-nspawn', { ...bare, '/run/systemd/container': 'systemd-nspawn' }, 'other'],
    ['LXC', { '/proc/self/cgroup': '0::/lxc.payload.web\n' }, 'other'],
    ['a system without such files', {}, null],
  ]
  for (const [name, files, expected] of cases) {
    it(`calls ${name} ${expected ?? 'nothing'}`, () => {
      assert.equal(describeContainer(filesOf(files)), expected)
    })
  }
})
