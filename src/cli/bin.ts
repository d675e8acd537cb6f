import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;

// Only Node's own modules are imported above: an older Node would stop at the rest without saying why.
const [major] = process.versions.node.split('.');
if (Number(major) >= OLDEST) await start();
else startWithNewer();

async function start(): Promise<void> {
  // What V8 made of the code is kept in the folder for temporary files, so that the next command begins sooner.
  modules.enableCompileCache();
  // A reader that went away (`mapc … | head`) is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const [{ main }, { processIo }] = await Promise.all([import('./main.ts'), import('./process-io.ts')]);
  process.exitCode = await main(process.argv.slice(2), processIo());
}

/** Machines whose own Node is older use the one that was installed beside mapc. */
function startWithNewer(): void {
  const newer = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(newer)) {
    process.stderr.write(
      `mapc: needs Node ${OLDEST} or later, and this is ${process.versions.node}. Install a newer one.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(newer, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // The terminal sends Ctrl-C to both; the child decides when it ends, and with which code.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
