import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { before, describe, it } from 'node:test'
import { connect, createServer, type ConnectionOptions } from 'node:tls'

import { createCertificates, type Certificates } from './certificate.ts'

// Tests must pass at any time, and TLS looks at the true one.
const notBefore = new Date('2020-01-01T00:00:00Z')
const days = 36_500

describe('createCertificates', () => {
  let certificates: Certificates
  let ca: X509Certificate
  let certificate: X509Certificate

  before(async () => {
    certificates = await createCertificates({
      hosts: ['kms.example', '192.0.2.7', '2001:db8::7', 'localhost'],
      notBefore,
      days,
    })
    ca = new X509Certificate(certificates.caPem)
    certificate = new X509Certificate(certificates.certPem)
  })

  it('names the loopback addresses and the hosts, each once', () => {
    assert.equal(
      certificate.subjectAltName,
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:kms.example, ' +
        'IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7',
    )
  })

  it('signs with an authority that is one, and makes a server certificate that is none', () => {
    assert.equal(ca.ca, true)
    assert.equal(certificate.ca, false)
    assert.ok(ca.verify(ca.publicKey))
    assert.ok(certificate.verify(ca.publicKey))
    assert.ok(certificate.checkIssued(ca))
    assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  })

  it('is valid for the days asked for', () => {
    assert.equal(certificate.validFromDate.getTime(), notBefore.getTime())
    assert.equal(certificate.validToDate.getTime() - notBefore.getTime(), days * 86_400_000)
  })

  it('gives the private key of the server and not that of the authority', () => {
    assert.match(certificates.keyPem, /^-----BEGIN PRIVATE KEY-----\n[^-]+\n-----END PRIVATE KEY-----\n?$/)
    assert.doesNotMatch(certificates.caPem + certificates.certPem, /PRIVATE/)
  })

  it('makes other keys each time', async () => {
    const others = await createCertificates({ hosts: [], notBefore, days })

    assert.notEqual(others.keyPem, certificates.keyPem)
    assert.equal(certificate.verify(new X509Certificate(others.caPem).publicKey), false)
  })

  it('leaves nothing global behind', () => {
    assert.equal('getMetadata' in Reflect, false)
    assert.equal('getOwnMetadata' in Reflect, false)
  })

  it('refuses a certificate that is never valid', async () => {
    await assert.rejects(createCertificates({ hosts: [], notBefore, days: 0 }), { code: 'ERR_ASSERTION' })
  })

  it('is accepted by a client that trusts the authority, under each name', async () => {
    for (const servername of ['localhost', 'kms.example'])
      assert.equal(await handshake(certificates, { ca: certificates.caPem, servername }), 'accepted')
  })

  it('is refused by a client that does not trust the authority', async () => {
    const others = await createCertificates({ hosts: [], notBefore, days })

    assert.equal(
      await handshake(certificates, { servername: 'localhost' }),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    )
    assert.notEqual(await handshake(certificates, { ca: others.caPem, servername: 'localhost' }), 'accepted')
  })

  it('is refused under a name that was not asked for', async () => {
    assert.equal(
      await handshake(certificates, { ca: certificates.caPem, servername: 'other.example' }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
    )
  })
})

/** `accepted`, or the code of what the client has against the certificate. */
async function handshake({ certPem, keyPem }: Certificates, options: ConnectionOptions): Promise<string> {
  const server = createServer({ cert: certPem, key: keyPem }).listen(0, '127.0.0.1')
  server.on('tlsClientError', () => {})
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect({ host: '127.0.0.1', port, ...options })
  try {
    await once(client, 'secureConnect')
    return 'accepted'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'without a code'
  } finally {
    client.destroy()
    server.close()
  }
}
