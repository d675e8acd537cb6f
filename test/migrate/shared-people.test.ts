import { expect, test } from 'vitest';
import { preflight, resolveOwners, sharedOwners } from '../../src/migrate/index.ts';
import { sharedPeople } from '../../src/migrate/shared-people.ts';
import { makeWorld } from './support/world.ts';

const person = (source: string, id: number) => ({ source, entity: 'user', id });

test('says who shares a user, the most shared one first', () => {
  expect(sharedPeople([])).toBeNull();
  expect(sharedPeople([person('a', 1), person('b', 2), { ...person('c', 1), entity: 'team' }])).toBeNull();
  expect(sharedPeople(['a:1', 'b:2', 'c:2', 'd:1', 'e:2', 'f:3'].map(read))).toBe(
    '3 people share user 2 (b, c, e); 2 people share user 1 (a, d).',
  );
  expect(sharedPeople([...'abcdefg'].map((source) => person(source, 1)))).toBe(
    '7 people share user 1 (a, b, c, d, e, …).',
  );
});

function read(text: string): ReturnType<typeof person> {
  const [source = '', id] = text.split(':');
  return person(source, Number(id));
}

test('who is resolved to the user whom another one is already: the one who resolves and preflight are told', async () => {
  const world = await makeWorld();
  expect(await sharedOwners(world.context)).toBeNull();
  await resolveOwners(world.context, [{ source: 'u3', target: 'ada@x.test', map: null }], 'tester');
  const shared = `2 people share user ${world.target.rows('user')[0]?.id} (u1, u3).`;
  expect(await sharedOwners(world.context)).toBe(shared);
  const { findings, ready } = await preflight(world.context);
  expect({ findings, ready }).toEqual({ findings: [{ severity: 'warning', message: shared }], ready: true });
});
