import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../../src/connectors/contract.ts';
import { MigrationError } from '../../src/runtime/migration-error.ts';
import { WriteQueue } from '../../src/runtime/write-queue.ts';

/** Lets everything that can go on go on. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A call that ends when it is told to. */
function call(
  said: string[],
  name: string,
): { readonly run: () => Promise<string>; readonly end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    run: async () => {
      said.push(name);
      await ended;
      return name;
    },
    end,
  };
}

describe('turns', () => {
  test('go by the order of places, whoever is ready first', async () => {
    const queue = new WriteQueue(1);
    const [first, second] = [queue.enter([]), queue.enter([])];
    const said: string[] = [];
    const [a, b] = [call(said, 'a'), call(said, 'b')];
    const later = second.turn(b.run);
    await pause();
    expect(said).toEqual([]);
    const earlier = first.turn(a.run);
    await pause();
    expect(said).toEqual(['a']);
    a.end();
    await pause();
    expect(said).toEqual(['a', 'b']);
    b.end();
    expect(await Promise.all([earlier, later])).toEqual(['a', 'b']);
  });

  test.each([1, 2, 3])('of %i at once', async (concurrency) => {
    const queue = new WriteQueue(concurrency);
    expect(queue.lanes).toBe(concurrency + 1);
    const said: string[] = [];
    const calls = ['a', 'b', 'c', 'd'].map((name) => call(said, name));
    const turns = calls.map(({ run }) => queue.enter([]).turn(run));
    await pause();
    expect(said).toHaveLength(concurrency);
    for (const { end } of calls) end();
    await Promise.all(turns);
    expect(said).toEqual(['a', 'b', 'c', 'd']);
  });

  test('are not waited for by those who come after one that never had any', async () => {
    const queue = new WriteQueue(1);
    const [first, second, third] = [queue.enter([]), queue.enter([]), queue.enter([])];
    const said: string[] = [];
    const [a, c] = [call(said, 'a'), call(said, 'c')];
    second.leave();
    const last = third.turn(c.run);
    await pause();
    expect(said).toEqual([]);
    const turn = first.turn(a.run);
    a.end();
    c.end();
    await Promise.all([turn, last]);
    expect(said).toEqual(['a', 'c']);
  });

  test('come to an end when one call fails for good', async () => {
    const queue = new WriteQueue(1);
    const [first, second] = [queue.enter([]), queue.enter([])];
    const said: string[] = [];
    const b = call(said, 'b');
    await expect(first.turn(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const why = new ConnectorError('lost', 'no answer');
    queue.fail(why);
    queue.fail(new Error('what came of it'));
    await expect(second.turn(b.run)).rejects.toBeInstanceOf(MigrationError);
    expect(said).toEqual([]);
    expect(queue.failed).toBe(true);
    expect(() => queue.check()).toThrow(why);
  });
});

describe('what is looked at before a call', () => {
  test('is looked at again where a call that may have changed it ended meanwhile', async () => {
    const queue = new WriteQueue(1);
    const before = queue.enter(['customer']);
    let looks = 0;
    const seen = await queue.settled(
      async () => {
        looks += 1;
        if (looks === 1) before.leave();
        return looks;
      },
      () => ['customer'],
    );
    expect(seen).toBe(2);
  });

  test('waits for the calls that are to change it, and for no others', async () => {
    const queue = new WriteQueue(1);
    const before = queue.enter(['customer', 'another']);
    let value = 'before';
    const look = (name: string): Promise<string> =>
      queue.settled(
        async () => value,
        () => [name],
      );
    expect(await look('a third')).toBe('before');
    const waits = look('customer');
    await pause();
    value = 'after';
    before.leave();
    expect(await waits).toBe('after');
  });

  test("is nobody else's once there is nothing of it", async () => {
    const queue = new WriteQueue(1);
    queue.enter(['customer']);
    expect(
      await queue.settled(
        async () => 'seen',
        () => [],
      ),
    ).toBe('seen');
  });
});
