import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import { startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import type { Move, Moved } from './move-notes.ts';

interface Result extends Moved {
  /** SHA-1 of each large file in the source and of each attachment of that size in the target, both sorted. */
  readonly sent: readonly string[];
  readonly arrived: readonly string[];
}

const CHILD = fileURLToPath(new URL('move-notes.ts', import.meta.url));

/** Moves so many notes with files of so many bytes, in a process with so small a heap (MB). */
export async function moveNotes(notes: {
  readonly count: number;
  readonly bytes: number;
  readonly heap: number;
}): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'mapc-notes-'));
  const dataverse = await startDataverseSandbox({ largeNotes: notes });
  const odoo = await startOdooSandbox();
  try {
    const { url, tenant, client, secret } = dataverse;
    const { db, login, password } = odoo;
    const move: Move = {
      source: { url, tenant, client, secret },
      target: { url: odoo.url, db, login, password },
      folder,
    };
    const child = spawn(execPath, [`--max-old-space-size=${notes.heap}`, CHILD, JSON.stringify(move)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (code !== 0) throw new Error(`It ended with ${String(code)}: ${errors.slice(-4000)}`);
    // As the child wrote it.
    const moved = JSON.parse(out) as Moved;
    const dump: unknown = await (await fetch(`${odoo.url}/sandbox/dump?models=ir.attachment`)).json();
    return {
      ...moved,
      sent: sentBy(dataverse.rows('annotation'), notes.bytes),
      arrived: arrivedIn(dump, notes.bytes),
    };
  } finally {
    await Promise.all([dataverse.close(), odoo.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function sentBy(rows: readonly Readonly<Record<string, unknown>>[], bytes: number): readonly string[] {
  return rows
    .filter(({ filesize }) => filesize === bytes)
    .map(({ documentbody }) =>
      createHash('sha1')
        .update(Buffer.from(String(documentbody), 'base64'))
        .digest('hex'),
    )
    .toSorted();
}

/** The content is hashed here: what the target says of itself proves little. */
function arrivedIn(dump: unknown, bytes: number): readonly string[] {
  const found: string[] = [];
  JSON.stringify(dump, (key, value: unknown) => {
    if (key !== 'db_datas' || typeof value !== 'string') return value;
    const content = Buffer.from(value, 'base64');
    if (content.length === bytes) found.push(createHash('sha1').update(content).digest('hex'));
    return undefined;
  });
  return found.toSorted();
}
