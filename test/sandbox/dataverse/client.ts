import {
  type DataverseSandbox,
  type DataverseSandboxOptions,
  startDataverseSandbox,
} from '../../../src/sandbox/dataverse/index.ts';

/** A JSON object of an answer, looked into without a type of its own. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** @throws where the text is no JSON object */
  readonly json: JsonObject;
}

export interface Client {
  readonly sandbox: DataverseSandbox;
  /** A path below /api/data/v9.2/, or a whole address. */
  get(path: string, prefer?: string, init?: RequestInit): Promise<Answer>;
  /** Follows `@odata.nextLink` to the end. */
  all(path: string, prefer?: string): Promise<readonly JsonObject[]>;
  signIn(): Promise<void>;
}

export function requestToken(
  sandbox: DataverseSandbox,
  changes: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${sandbox.url}/${sandbox.tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: sandbox.client,
      client_secret: sandbox.secret,
      scope: `${sandbox.url}/.default`,
      ...changes,
    }),
  });
}

export function objects(value: Json | undefined): readonly JsonObject[] {
  if (!Array.isArray(value)) throw new Error('Expected a list.');
  return value.map(object);
}

export function object(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('Expected an object.');
  // An object that is no list; TypeScript cannot take readonly arrays out of the union by Array.isArray.
  return value as JsonObject;
}

export async function connect(options: DataverseSandboxOptions = {}): Promise<Client> {
  const sandbox = await startDataverseSandbox(options);
  let token = '';
  const signIn = async (): Promise<void> => {
    token = String(object(await (await requestToken(sandbox)).json()).access_token);
  };
  const get: Client['get'] = async (path, prefer, init) => {
    const address = path.startsWith('http') ? path : `${sandbox.url}/api/data/v9.2/${path}`;
    const headers = { authorization: `Bearer ${token}`, ...(prefer === undefined ? {} : { prefer }) };
    const response = await fetch(address, { ...init, headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get json() {
        return object(JSON.parse(text));
      },
    };
  };
  await signIn();
  return {
    sandbox,
    get,
    signIn,
    all: async (path, prefer) => {
      const rows: JsonObject[] = [];
      let next: Json | undefined = path;
      while (typeof next === 'string') {
        const { json } = await get(next, prefer);
        rows.push(...objects(json.value));
        next = json['@odata.nextLink'];
      }
      return rows;
    },
  };
}
