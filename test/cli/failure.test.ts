import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/cli/failure.ts';
import type { Io } from '../../src/cli/io.ts';
import { Interrupted, interruptible } from '../../src/cli/migration.ts';
import { ConnectorError } from '../../src/connectors/contract.ts';
import { MigrationError, type MigrationErrorKind } from '../../src/migrate/index.ts';
import { PlanError } from '../../src/plan/plan-error.ts';
import { ProjectError } from '../../src/project/index.ts';
import { SnapshotError } from '../../src/schema/index.ts';
import { QUIET_IO } from './support/quiet-io.ts';

const EXIT_OF: Readonly<Record<MigrationErrorKind, number>> = {
  usage: 2,
  drift: 1,
  busy: 4,
  format: 2,
  unready: 2,
  stopped: 4,
  interrupted: 130,
};

describe('how an error ends', () => {
  it.each(Object.entries(EXIT_OF))('a migration that is %s ends with %d', (kind, code) => {
    // The keys are the kinds.
    const error = new MigrationError(kind as MigrationErrorKind, 'So it is.');
    expect(failureOf(error, false)).toEqual({ exitCode: code, kind, message: 'So it is.' });
  });

  it('the errors of each room keep their message', () => {
    expect(failureOf(new ConnectorError('authentication', 'No.'), false)).toEqual({
      exitCode: 4,
      kind: 'authentication',
      message: 'No.',
    });
    expect(failureOf(new ConnectorError('configuration', 'No.'), false)).toMatchObject({
      exitCode: 2,
      kind: 'configuration',
    });
    expect(failureOf(new ProjectError('No.'), false)).toMatchObject({
      exitCode: 2,
      kind: 'project',
      message: 'No.',
    });
    expect(failureOf(new PlanError('No.'), false)).toMatchObject({
      exitCode: 2,
      kind: 'plan',
      message: 'No.',
    });
    expect(failureOf(new SnapshotError('a.json', 'broken'), false)).toMatchObject({
      exitCode: 2,
      kind: 'snapshot',
    });
  });

  it('what nobody expected is a fault of ours, with a stack only for who asks', () => {
    const plain = failureOf(new TypeError('x is not a function'), false);
    expect(plain).toMatchObject({ exitCode: 2, kind: 'fault' });
    expect(plain.message).toBe(
      'This is a fault of mapc: x is not a function. Please report it. MAPC_DEBUG=1 shows where it came from.',
    );
    expect(failureOf(new TypeError('x'), true).message).toMatch(/\n\s+at /);
    expect(failureOf('a text', false).message).toContain('a text.');
  });

  it('a full disk is not a fault of ours', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(failureOf(full, false).message).not.toContain('fault');
  });
});

describe('an interrupt', () => {
  const io = (stop: (now: () => void) => void): Io => ({
    ...QUIET_IO,
    onInterrupt: (now: () => void) => {
      stop(now);
      return () => undefined;
    },
  });

  it('turns whatever the broken-off call threw into one end', async () => {
    const work = interruptible(
      io((now) => setImmediate(now)),
      async (signal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        throw new DOMException('This operation was aborted', 'AbortError');
      },
    );
    await expect(work).rejects.toThrow(Interrupted);
    expect(failureOf(await work.catch((error: unknown) => error), false).exitCode).toBe(130);
  });

  it('that comes when the work is done changes nothing', async () => {
    expect(
      await interruptible(
        io((now) => setImmediate(now)),
        async () => 'done',
      ),
    ).toBe('done');
  });
});
