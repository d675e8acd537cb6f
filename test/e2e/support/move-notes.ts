/**
 * A process that moves the notes of a Dataverse environment into an Odoo and tells how much memory it took. Its one
 * argument is a {@link Move}, as JSON; a {@link Moved} goes to standard output.
 */
import { existsSync, readFileSync } from 'node:fs';
import { argv, memoryUsage, resourceUsage, stdout } from 'node:process';
import type { DataverseConfig } from '../../../src/connectors/dataverse/index.ts';
import type { OdooSettings } from '../../../src/connectors/odoo/index.ts';
import { extract, preflight, run, verify } from '../../../src/migrate/index.ts';
import { notesMigration } from './notes-plan.ts';

export interface Move {
  readonly source: DataverseConfig;
  readonly target: OdooSettings;
  /** Of the project. */
  readonly folder: string;
}

export interface Moved {
  readonly files: { readonly count: number; readonly bytes: number };
  /** What was said before anything moved. */
  readonly findings: readonly string[];
  readonly states: Readonly<Record<string, number>>;
  readonly verified: { readonly fields: number; readonly wrong: number };
  /** Bytes of memory before anything was read, and at most. */
  readonly memory: { readonly before: number; readonly peak: number };
}

// The test that starts this process wrote it.
const move = JSON.parse(argv[2] ?? '') as Move;
const { context, close } = await notesMigration(move.source, move.target, move.folder);
const before = memoryUsage.rss();
const { entities } = await extract(context, { again: false });
const { findings } = await preflight(context);
const { maps } = await run(context, { retry: false, dryRun: false });
const { fields, wrong } = await verify(context, { sample: null, seed: 1 });
await close();
const moved: Moved = {
  files: entities[0]?.files ?? { count: 0, bytes: 0 },
  findings: findings.map(({ message }) => message),
  states: { ...maps[0]?.states },
  verified: { fields, wrong },
  memory: { before, peak: peakOfThisProcess() },
};
stdout.write(JSON.stringify(moved));

/** What `getrusage` says may be that of the process that started this one; Linux counts anew for each program. */
function peakOfThisProcess(): number {
  const status = '/proc/self/status';
  const kilobytes = existsSync(status)
    ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : undefined;
  return kilobytes === undefined ? resourceUsage().maxRSS * 1024 : Number(kilobytes) * 1024;
}
