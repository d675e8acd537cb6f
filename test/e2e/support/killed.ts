import { expect } from 'vitest';
import { shuffled } from '../../../src/migrate/random.ts';
import { start } from './built.ts';
import type { Gate } from './gate.ts';
import type { TemporaryProject } from './project.ts';

/** Which call of a process it is killed at, and whether the call is carried out all the same. */
interface Moment {
  /** Counted among those that write; `reading`: among all. */
  readonly call: number;
  readonly reading: boolean;
  readonly verdict: 'before' | 'after';
}

/** Moments in an order that the seed gives: early and late ones, while it reads and while it writes. */
export function moments(seed: number): readonly Moment[] {
  const writing = [1, 2, 3, 5, 8, 13].flatMap((call, index): Moment[] => [
    { call, reading: false, verdict: (index + seed) % 2 === 0 ? 'after' : 'before' },
  ]);
  return shuffled([...writing, { call: 4, reading: true, verdict: 'before' }], seed);
}

/**
 * Runs the built command behind the gate, kills it at the first moment, starts it again and kills it at the next, until
 * no moment is left or it ends by itself; then to its end. @returns at which calls it was killed
 */
export async function killedUntilDone(
  project: TemporaryProject,
  gate: Gate,
  when: readonly Moment[],
  ...argv: readonly string[]
): Promise<readonly string[]> {
  const kills: string[] = [];
  for (const { call, reading, verdict } of when) {
    let seen = 0;
    const running = start(project, ...argv);
    gate.watch((one) => {
      if (reading || one.writes) seen += 1;
      if (seen < call) return 'pass';
      if (seen > call || !(reading || one.writes)) return 'before';
      running.process.kill('SIGKILL');
      kills.push(`${argv.join(' ')}, ${verdict} ${one.model}.${one.method}`);
      return verdict;
    });
    const { code, signal, out, err } = await running.ended;
    if (signal === 'SIGKILL') continue;
    expect({ argv, code, said: out + err }).toMatchObject({ code: 0 });
    break;
  }
  gate.watch(() => 'pass');
  const { code, out, err } = await start(project, ...argv).ended;
  expect({ argv, code, said: out + err }).toMatchObject({ code: 0 });
  return kills;
}
