import { EXIT, type ExitCode } from './exit-code.ts';

/** An error as the command line tells it. */
interface Failure {
  readonly exitCode: ExitCode;
  /** Stable, for programs. */
  readonly kind: string;
  /** For a person; one sentence, or one a line. */
  readonly message: string;
}

/** A command that cannot be carried out as it was given. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command that ends with findings, in a sentence. */
export class FindingsError extends Error {
  override readonly name = 'FindingsError';
}

/**
 * What to tell a person of an error, and the exit code. Errors are told apart by name, so that no room has to be loaded
 * for it. What nobody expected is a fault of ours, and says so; `MAPC_DEBUG=1` adds where it came from.
 */
export function failureOf(error: unknown, debug: boolean): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof Error ? error.name : '';
  const kind = error instanceof Error && 'kind' in error ? String(error.kind) : '';
  switch (name) {
    case 'FindingsError':
      return { exitCode: EXIT.findings, kind: 'findings', message };
    case 'UsageError':
      return { exitCode: EXIT.wrong, kind: 'usage', message };
    case 'ProjectError':
      return { exitCode: EXIT.wrong, kind: 'project', message };
    case 'PlanError':
      return { exitCode: EXIT.wrong, kind: 'plan', message };
    case 'SnapshotError':
      return { exitCode: EXIT.wrong, kind: 'snapshot', message };
    case 'StoreError':
      return { exitCode: EXIT.wrong, kind: 'stage', message };
    case 'ConnectionError':
      return { exitCode: EXIT.wrong, kind: 'connection', message };
    case 'ConnectorError':
      return {
        exitCode: kind === 'configuration' ? EXIT.wrong : EXIT.failed,
        kind: kind || 'connector',
        message,
      };
    case 'MigrationError':
      return { exitCode: migrationExit(kind), kind, message };
    default:
      return unexpected(error, message, debug);
  }
}

function migrationExit(kind: string): ExitCode {
  switch (kind) {
    case 'drift':
      return EXIT.findings;
    case 'stopped':
    case 'busy':
      return EXIT.failed;
    case 'interrupted':
      return EXIT.interrupted;
    default:
      return EXIT.wrong;
  }
}

function unexpected(error: unknown, message: string, debug: boolean): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // The file system's own refusals are nobody's fault but need a person: no space, no right, read-only.
  if (/^(EACCES|EPERM|ENOSPC|EROFS|EMFILE|EDQUOT|EISDIR|ENOTDIR)$/.test(code))
    return {
      exitCode: EXIT.wrong,
      kind: 'files',
      message: `${sentence(message)} Make room or rights for it and start again.`,
    };
  const stack = debug && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  const hint = debug ? '' : ' MAPC_DEBUG=1 shows where it came from.';
  return {
    exitCode: EXIT.wrong,
    kind: 'fault',
    message: `This is a fault of mapc: ${sentence(message)} Please report it.${hint}${stack}`,
  };
}

function sentence(message: string): string {
  const first = message.split('\n')[0] ?? '';
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
