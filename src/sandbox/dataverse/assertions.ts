import { constants, verify, X509Certificate } from 'node:crypto';

interface Expected {
  /** PEM; null where none is registered. */
  readonly certificate: string | null;
  readonly client: string;
  /** The address of the token endpoint. */
  readonly audience: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Refusal {
  /** Of `AADSTS…`. */
  readonly code: number;
  readonly message: string;
}

const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Assertions by which an application signs in with its certificate (Microsoft identity platform, "application
 * authentication certificate credentials"): PS256 with `x5t#S256`, or RS256 with `x5t` as older clients send.
 */
export class Assertions {
  readonly #expected: Expected;

  constructor(expected: Expected) {
    this.#expected = expected;
  }

  /** Why the token endpoint does not take it; null where it does. */
  refuses(assertion: string, given: string | null): Refusal | null {
    const { certificate, client, audience, now } = this.#expected;
    if (given !== type) return { code: 50027, message: 'JWT token is invalid or malformed.' };
    const parts = assertion.split('.');
    const [header, claims] = [read(parts[0]), read(parts[1])];
    if (parts.length !== 3 || header === null || claims === null || header.get('typ') !== 'JWT')
      return { code: 50027, message: 'JWT token is invalid or malformed.' };
    const registered = certificate === null ? null : new X509Certificate(certificate);
    const [name, print] =
      header.get('alg') === 'PS256'
        ? (['x5t#S256', registered?.fingerprint256] as const)
        : (['x5t', registered?.fingerprint] as const);
    const thumbprint = Buffer.from(String(header.get(name) ?? ''), 'base64url')
      .toString('hex')
      .toUpperCase();
    if (registered === null || thumbprint !== print?.replaceAll(':', ''))
      return {
        code: 700027,
        message: `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}'].`,
      };
    const signed = verify(
      'sha256',
      Buffer.from(`${parts[0]}.${parts[1]}`),
      header.get('alg') === 'PS256'
        ? { key: registered.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
        : { key: registered.publicKey, padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(parts[2] ?? '', 'base64url'),
    );
    if (!signed || !['PS256', 'RS256'].includes(String(header.get('alg'))))
      return {
        code: 700027,
        message: `Client assertion contains an invalid signature. [Reason - The key used is not the one of the certificate., Thumbprint of key used by client: '${thumbprint}'].`,
      };
    if (claims.get('iss') !== client || claims.get('sub') !== client)
      return {
        code: 700021,
        message: "Client assertion application identifier doesn't match 'client_id' parameter.",
      };
    if (claims.get('aud') !== audience)
      return {
        code: 700023,
        message: `Client assertion audience claim does not match Realm issuer. Expected: '${audience}'.`,
      };
    const seconds = now() / 1000;
    // Clocks may differ by five minutes.
    if (!(Number(claims.get('exp')) > seconds - 300 && Number(claims.get('nbf')) < seconds + 300))
      return {
        code: 700024,
        message: 'Client assertion is not within its valid time range. Please review the documentation.',
      };
    return null;
  }
}

function read(part: string | undefined): ReadonlyMap<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
