import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Clients of Odoo that others wrote, each driven by a Python program beside this file. */
export const clients = [
  { name: "Python's xmlrpc.client", program: 'with_xmlrpc_client.py', module: 'xmlrpc.client' },
  { name: 'OdooRPC', program: 'with_odoorpc.py', module: 'odoorpc' },
] as const;
export type Client = (typeof clients)[number];

export interface Server {
  readonly url: string;
  readonly db: string;
  readonly login: string;
  readonly password: string;
}

/** A Python that has the client; null where there is none. Debian's packages belong to Debian's own Python. */
export function pythonWith(module: string): string | null {
  for (const python of ['python3', '/usr/bin/python3']) {
    try {
      execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
      return python;
    } catch {
      // Not this one: it is not here, or has not the module.
    }
  }
  return null;
}

/** The client's steps against a server, a line each. Ids that the server gave are left out. */
export async function steps(python: string, client: Client, server: Server): Promise<readonly unknown[]> {
  const { url, db, login, password } = server;
  const { stdout } = await promisify(execFile)(python, [beside(client.program), url, db, login, password], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
  });
  return linesOf(stdout);
}

/** What a real Odoo 17.0 answered (Community, the modules that the sandbox's data names). */
export function recorded(client: Client): readonly unknown[] {
  return linesOf(readFileSync(beside(client.program.replace(/\.py$/, '-17.0.jsonl')), 'utf8'));
}

function linesOf(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line.replace(/res\.partner\((?!999999)\d+,\)/g, 'res.partner(…,)')));
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
