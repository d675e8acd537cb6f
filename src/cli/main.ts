/**
 * The command line: one file a command, each of which reads its options, calls a room and shows the result. It joins all
 * rooms and decides nothing of a migration; heavy rooms are loaded by the command that needs them.
 */
import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-code.ts';
import { failureOf } from './failure.ts';
import type { Io } from './io.ts';
import { makeProgram } from './program.ts';
import { version } from './version.ts';

/** Runs one command. Never throws. Returns the exit code. @param argv without the program's name */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = makeProgram(io, version, (given) => {
    code = given;
  });
  try {
    if (argv.length === 0) {
      io.err(program.helpInformation());
      return EXIT.wrong;
    }
    await program.parseAsync(withHelpLast(argv), { from: 'user' });
    return code;
  } catch (error) {
    // Commander has told already what is wrong; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrong;
    const failure = failureOf(error, io.environment.MAPC_DEBUG === '1');
    if (wantsJson(argv)) io.out(`${JSON.stringify({ error: failure }, null, 2)}\n`);
    const { red } = io.errColours;
    io.err(
      failure.exitCode === EXIT.interrupted ? `${failure.message}\n` : `${red('mapc:')} ${failure.message}\n`,
    );
    return failure.exitCode;
  }
}

/** Commander's own `help` takes one word: `help owners resolve` is `owners resolve --help`. */
function withHelpLast(argv: readonly string[]): string[] {
  const [first, ...words] = argv;
  return first === 'help' && words.length > 1 ? [...words, '--help'] : [...argv];
}

function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, index) =>
      word === '--json' || word === '--format=json' || (word === '--format' && argv[index + 1] === 'json'),
  );
}
