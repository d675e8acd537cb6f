import { Command } from 'commander';
import type { Finish, Register } from './command.ts';
import { check } from './commands/check.ts';
import { compile } from './commands/compile.ts';
import { delta } from './commands/delta.ts';
import { discover } from './commands/discover.ts';
import { doc } from './commands/doc.ts';
import { explain } from './commands/explain.ts';
import { extract } from './commands/extract.ts';
import { fmt } from './commands/fmt.ts';
import { handoff } from './commands/handoff.ts';
import { owners } from './commands/owners.ts';
import { preflight } from './commands/preflight.ts';
import { provision } from './commands/provision.ts';
import { reconcile } from './commands/reconcile.ts';
import { rollback } from './commands/rollback.ts';
import { run } from './commands/run.ts';
import { sample } from './commands/sample.ts';
import { sandbox } from './commands/sandbox.ts';
import { scaffold } from './commands/scaffold.ts';
import { scan } from './commands/scan.ts';
import { test } from './commands/test.ts';
import { verify } from './commands/verify.ts';
import type { Io } from './io.ts';

/** In the order in which a migration uses them. */
const COMMANDS: readonly Register[] = [
  discover,
  scaffold,
  check,
  explain,
  fmt,
  test,
  compile,
  doc,
  provision,
  extract,
  scan,
  owners,
  preflight,
  sample,
  run,
  delta,
  verify,
  reconcile,
  rollback,
  handoff,
  sandbox,
];

const EXIT_CODES = `
Exit codes: 0 done; 1 findings; 2 the command or the configuration is wrong; 3 done, but records are rejected or queued
(or rows were left alone); 4 the other side failed, resumable later; 130 interrupted, resumable.`;

/** The program with all its commands. It throws where commander would end the process. */
export function makeProgram(io: Io, version: string, finish: Finish): Command {
  const program = new Command('mapc')
    .description('Maps between CRM systems, checked before anything moves.')
    .usage('<command> [project folder] [options]')
    .version(version, '--version', 'the version of mapc')
    .helpOption('-h, --help', 'help, also for one command')
    .helpCommand('help [command]', 'help for a command')
    .showHelpAfterError('(mapc --help lists the commands, mapc <command> --help the options)')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  for (const register of COMMANDS) register(program, io, finish);
  return program;
}
