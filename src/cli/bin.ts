// Nothing is imported above this check: an older Node would stop at what it cannot read, without saying why.
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  process.stderr.write(
    `mapc: needs Node 24 or later, and this is ${process.versions.node}. Install a newer one, or run it with \`npx mapc\` where it was installed.\n`,
  );
  process.exitCode = 2;
} else {
  // A reader that went away (`mapc … | head`) is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const [{ main }, { processIo }] = await Promise.all([import('./main.ts'), import('./process-io.ts')]);
  process.exitCode = await main(process.argv.slice(2), processIo());
}

export {};
