import { afterEach, expect, test } from 'vitest';
import { ConnectorError } from '../../src/connectors/contract.ts';
import { run } from '../../src/migrate/index.ts';
import type { Expr } from '../../src/plan/types.ts';
import { arm, assign, forgetWorlds, get, makeWorld, map, PLAN, type World } from './support/world.ts';

afterEach(forgetWorlds);

const file: Expr = { op: 'download', of: get('status') };
const orNone: Expr = {
  op: 'else',
  of: file,
  handlers: [{ kind: 'value', value: { op: 'literal', value: 'none' } }],
  at: 0,
};

function planOf(stage: Expr): typeof PLAN {
  return {
    ...PLAN,
    extract: [{ entity: 'Contact', fields: ['id', 'name', 'status'] }],
    maps: {
      leads: map('leads', 'Contact', [
        arm('partner', {
          key: [assign('x_id', get('id'))],
          assignments: [assign('name', get('name')), assign('note', stage)],
        }),
      ]),
    },
    order: [{ map: 'leads', pass: 1 }],
    requires: [],
    thresholds: [],
  };
}

const ONCE = { retry: false, dryRun: false };
const contact = (id: string, status: string | null) => ({ id, name: `Lead ${id}`, status });

async function worldOf(stage: Expr): Promise<World> {
  const contacts = [
    contact('c1', 'a.pdf'),
    contact('c2', 'gone.pdf'),
    contact('c3', null),
    contact('c4', 'a.pdf'),
  ];
  const world = await makeWorld({ Contact: contacts }, planOf(stage));
  world.source.files.set('a.pdf', 'A');
  return world;
}

const notes = (world: World): readonly unknown[] =>
  world.target.rows('partner').flatMap(({ x_id, note }) => (x_id ? [note] : []));

test('a file is asked of the source once for all records of a batch that name it', async () => {
  const world = await worldOf(orNone);
  await run(world.context, ONCE);
  const a = { sha1: '6dcd4ce23d88e2ee9568ba546c007c63d9131c1b', size: 1 };
  expect(notes(world)).toMatchObject([a, 'none', null, a]);
  expect(world.source.downloads.toSorted()).toEqual(['a.pdf', 'gone.pdf']);
});

test('a file that nobody answers for rejects its record alone, with the reason', async () => {
  const world = await worldOf(file);
  const { maps, worklist } = await run(world.context, ONCE);
  expect(maps[0]?.states).toMatchObject({ created: 3, rejected: 1 });
  expect(worklist.troubles.map(({ reason }) => reason)).toEqual([
    'note: the file could not be read: gone.pdf: there is no such file.',
  ]);
});

test('a source that cannot be worked with stops the run, which goes on later', async () => {
  const world = await worldOf(orNone);
  const download = world.source.download.bind(world.source);
  world.source.download = async () => {
    throw new ConnectorError('authentication', 'The token is refused.');
  };
  await expect(run(world.context, ONCE)).rejects.toThrow(/^memory failed: The token is refused\./);
  world.source.download = download;
  const { maps } = await run(world.context, ONCE);
  expect(maps[0]?.states).toMatchObject({ created: 4 });
});

test('an empty address has no file, and nobody is asked for it', async () => {
  const world = await worldOf(orNone);
  world.source.files.set(' ', 'a file without a name');
  await world.stage({ Contact: [contact('c1', ' ')] });
  await run(world.context, ONCE);
  expect(notes(world)).toEqual(['none']);
  expect(world.source.downloads).toEqual([]);
});

test('where no source is at hand every file fails', async () => {
  const world = await worldOf(orNone);
  await run({ ...world.context, source: null }, ONCE);
  expect(notes(world)).toEqual(['none', 'none', null, 'none']);
});
