/**
 * A certificate for the HTTPS of this process alone, and the authority that a
 * client must trust to accept it: made at start, so that no private key is kept
 * anywhere.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'

import type * as X509 from '@peculiar/x509'

export interface CertificateOptions {
  /** DNS names or IP addresses besides `localhost`, `127.0.0.1` and `::1`. */
  readonly hosts: readonly string[]
  /** Of whole seconds. */
  readonly notBefore: Date
  readonly days: number
}

/** All PEM. */
export interface Certificates {
  /** What clients trust, such as by `AWS_CA_BUNDLE` or `NODE_EXTRA_CA_CERTS`. */
  readonly caPem: string
  readonly certPem: string
  /** PKCS #8, for the server only. */
  readonly keyPem: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Of an authority that signs once: its private key cannot be exported and is forgotten. */
export async function createCertificates({
  hosts,
  notBefore,
  days,
}: CertificateOptions): Promise<Certificates> {
  assert(days > 0, 'a certificate is valid for more than 0 days')
  const x509 = await loadX509()
  const validity = { notBefore, notAfter: new Date(notBefore.getTime() + days * 86_400_000) }
  const caKeys = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
  const ca = await createAuthority(x509, caKeys, validity)
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...validity,
      subject: 'CN=sealbench KMS',
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(namesOf(hosts)),
        await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey, false, webcrypto),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    caPem: ca.toString('pem'),
    certPem: certificate.toString('pem'),
    keyPem: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  }
}

async function createAuthority(
  x509: typeof X509,
  keys: webcrypto.CryptoKeyPair,
  validity: { readonly notBefore: Date; readonly notAfter: Date },
): Promise<X509.X509Certificate> {
  return x509.X509CertificateGenerator.createSelfSigned(
    {
      ...validity,
      name: 'CN=sealbench local authority',
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
}

function namesOf(hosts: readonly string[]): X509.JsonGeneralNames {
  const names = new Set(['localhost', '127.0.0.1', '::1', ...hosts])
  return Array.from(names, (value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))
}

/**
 * The package asks for a polyfill of decorator metadata while it loads, for
 * constructors that are given parameters. It has none, so for that moment
 * "no metadata" is answer enough, and nothing global remains.
 */
async function loadX509(): Promise<typeof X509> {
  const missing = ['getMetadata', 'getOwnMetadata'].filter((name) => !(name in Reflect))
  for (const name of missing)
    Object.defineProperty(Reflect, name, { value: () => undefined, configurable: true })
  try {
    return await import('@peculiar/x509')
  } finally {
    for (const name of missing) Reflect.deleteProperty(Reflect, name)
  }
}
