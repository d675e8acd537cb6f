import { createPrivateKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as oauth from 'oauth4webapi';
import { ConnectorError } from '../contract.ts';
import type { DataverseConfig } from './config.ts';
import type { World } from './world.ts';

/** Seconds that an assertion is good for: Microsoft asks for five to ten minutes. */
const ASSERTED = 600;
/** Bits that a key has at least. */
const SHORTEST = 2048;

/** How the application proves who it is. */
export interface Credential {
  readonly auth: oauth.ClientAuth;
  /** The key of the connection that it comes from, for messages. */
  readonly from: 'secret' | 'certificate';
}

/**
 * The client secret of a connection, or its certificate: an assertion signed with the certificate's key, as PS256 with
 * the certificate's SHA-256 thumbprint (learn.microsoft.com, "Microsoft identity platform application authentication
 * certificate credentials").
 * @param audience the address of the token endpoint
 * @throws ConnectorError `configuration` for a certificate or key that cannot be used, with what to do
 */
export async function credentialOf(
  config: DataverseConfig,
  audience: string,
  world: World,
): Promise<Credential> {
  const { certificate, secret, key, passphrase } = config;
  if (certificate === undefined) return { auth: oauth.ClientSecretPost(secret ?? ''), from: 'secret' };
  const held = pemOf(certificate, 'certificate');
  const x509 = certificateIn(held, world);
  const signing = keyIn(key === undefined ? held : pemOf(key, 'key'), key === undefined, passphrase);
  if (!x509.checkPrivateKey(signing))
    throw unusable('the private key is not the one of the certificate. Give the two that were made together');
  const imported = await webcrypto.subtle.importKey(
    'pkcs8',
    signing.export({ type: 'pkcs8', format: 'der' }),
    { name: 'RSA-PSS', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const thumbprint = Buffer.from(x509.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  const auth = oauth.PrivateKeyJwt(imported, {
    [oauth.modifyAssertion]: (header, claims) => {
      header.typ = 'JWT';
      header['x5t#S256'] = thumbprint;
      const now = Math.floor(world.now() / 1000);
      Object.assign(claims, { aud: audience, iat: now, nbf: now, exp: now + ASSERTED });
    },
  });
  return { auth, from: 'certificate' };
}

/** The PEM that a setting is, or that lies where it says. In variables line breaks are often written `\n`. */
function pemOf(setting: string, name: string): string {
  if (setting.includes('-----BEGIN')) return setting.replaceAll('\\n', '\n');
  try {
    return readFileSync(setting, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw unusable(
      code === 'ENOENT'
        ? `\`${name}\` names the file ${setting}, which is not there`
        : `\`${name}\` names the file ${setting}, which cannot be read (${code})`,
    );
  }
}

function certificateIn(pem: string, world: World): X509Certificate {
  const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(pem)?.[0];
  const found = block === undefined ? null : readOr(() => new X509Certificate(block));
  if (found === null)
    throw unusable(
      'there is no certificate in it: it has to be PEM, with the line -----BEGIN CERTIFICATE-----. A .pfx file becomes one by `openssl pkcs12 -in app.pfx -out app.pem -nodes`',
    );
  const now = world.now();
  if (now > Date.parse(found.validTo))
    throw unusable(
      `it expired on ${day(found.validTo)}. Make a new one, and register it with the application`,
    );
  if (now < Date.parse(found.validFrom))
    throw unusable(`it is good from ${day(found.validFrom)} on only. Look at the clock of this machine`);
  return found;
}

function keyIn(pem: string, beside: boolean, passphrase: string | undefined): KeyObject {
  const block = /-----BEGIN ([A-Z]+ )*PRIVATE KEY-----[\s\S]*?-----END ([A-Z]+ )*PRIVATE KEY-----/.exec(
    pem,
  )?.[0];
  if (block === undefined)
    throw unusable(
      beside
        ? 'its private key does not stand beside it. Put it into the same file, or name its own file as `key`'
        : 'there is no private key in `key`: it has to be PEM, with a line such as -----BEGIN PRIVATE KEY-----',
    );
  const encrypted = /ENCRYPTED/.test(block);
  if (encrypted && passphrase === undefined)
    throw unusable('its private key is encrypted. Give its `passphrase`, from an environment variable');
  const key = readOr(() => createPrivateKey({ key: block, ...(encrypted ? { passphrase } : {}) }));
  if (key === null)
    throw unusable(
      encrypted ? 'the `passphrase` does not open its private key' : 'its private key cannot be read',
    );
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < SHORTEST)
    throw unusable(
      `its key has to be RSA with ${SHORTEST} bits or more, which is what Microsoft Entra ID takes from an application`,
    );
  return key;
}

/** What OpenSSL reads; null for what it does not. Its errors may quote what is secret, and are not repeated. */
function readOr<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

function day(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}

function unusable(why: string): ConnectorError {
  return new ConnectorError(
    'configuration',
    `The certificate of the dataverse connection cannot be used: ${why}.`,
  );
}
