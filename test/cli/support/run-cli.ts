import { main } from '../../../src/cli/main.ts';
import { QUIET_IO } from './quiet-io.ts';

interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command in this process, as `mapc` would, with time that does not wait. */
export async function runCli(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  onInterrupt: (stop: () => void) => () => void = () => () => undefined,
): Promise<CliResult> {
  let out = '';
  let err = '';
  const code = await main(argv, {
    ...QUIET_IO,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    environment,
    now: () => new Date('2026-01-02T03:04:05Z'),
    onInterrupt,
  });
  return { code, out, err };
}
