/** Where a Dataverse environment is and who reads it: an app registration with an application user in the environment. */
export interface DataverseConfig {
  /** `https://org.crm4.dynamics.com`; a path after it is taken for the root of the Web API. */
  readonly url: string;
  /** Who issues tokens. Default: Microsoft's public cloud; for a loopback address, the address itself. */
  readonly authority?: string;
  readonly tenant: string;
  readonly client: string;
  /** The client secret. Without one there is a certificate. */
  readonly secret?: string;
  /** PEM, or the path of a file that holds it: the certificate and, unless `key` says where that is, its private key. */
  readonly certificate?: string;
  readonly key?: string;
  /** Of a private key that is encrypted. */
  readonly passphrase?: string;
  /** Rows a page, 5000 at most (and by default). */
  readonly page?: number;
  /** Bytes of a file that `download` takes, at most; 50 MiB unless told. */
  readonly largest_download?: number;
  /** Requests that the licence allows in a day. Without it they are not counted. */
  readonly allowance?: number;
  /** Requests in flight at once, at most; as many as the server recommends, or 4, where it is left out. */
  readonly concurrency?: number;
}

const API = '/api/data/v9.2/';
const LARGEST_PAGE = 5000;

/** The configuration with its defaults in place. Addresses are absolute; `api` ends in a slash. */
export interface Addresses {
  readonly api: string;
  /** Origin of `api`: the only one that may ever see a token. */
  readonly origin: string;
  readonly authority: string;
  readonly tokenEndpoint: string;
  readonly scope: string;
  readonly page: number;
}

/** @throws TypeError for an address that is none. */
export function addressesOf(config: DataverseConfig): Addresses {
  const url = new URL(config.url);
  const root = url.pathname.replace(/\/+$/, '');
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  const authority = (
    config.authority ?? (loopback ? url.origin : 'https://login.microsoftonline.com')
  ).replace(/\/+$/, '');
  return {
    api: url.origin + (root === '' ? API : `${root}/`),
    origin: url.origin,
    authority,
    tokenEndpoint: new URL(`${authority}/${encodeURIComponent(config.tenant)}/oauth2/v2.0/token`).href,
    scope: `${url.origin}/.default`,
    page: Math.min(config.page ?? LARGEST_PAGE, LARGEST_PAGE),
  };
}
