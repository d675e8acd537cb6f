import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { build, start } from './support/built.ts';
import { doubled, withoutIds } from './support/canonical.ts';
import { resolutions } from './support/function365.ts';
import { copyProject, TemporaryProject } from './support/project.ts';
import { type DeltaReport, lost, type OwnersReport, type RunReport } from './support/shapes.ts';
import { startWorld, type World } from './support/world.ts';

const NEW = '0f0f0f0f-0000-4000-8000-00000000cafe';

/** Function 365 moved once, then changed: what `delta` makes of it is what reading everything anew makes of it. */
describe('what changed in the source', () => {
  let world: World;
  /** Run once, before anything changed. */
  let template: TemporaryProject;
  let project: TemporaryProject;
  /** The target when everything was read anew. */
  let wanted: readonly string[];
  let again: RunReport;
  let before: string;
  const changed: Record<string, string> = {};
  /** By how much Function 365 is ahead. */
  let ahead = 0;
  const now = (): number => Date.now() + ahead;

  beforeAll(async () => {
    build();
    world = await startWorld({ scale: 0.1, tracked: ['account', 'contact', 'annotation'], now });
    template = copyProject('specs/function365-odoo', world.variables);
    for (const step of [['compile'], ['extract'], ['provision', '--apply']]) {
      const { code, err } = await template.mapc(...step);
      if (code !== 0) throw new Error(`mapc ${step.join(' ')} ended with ${code}: ${err}`);
    }
    const owners = await template.json<OwnersReport>('owners', 'list');
    await template.mapc('owners', 'resolve', ...resolutions(owners.result));
    expect((await template.mapc('run')).code).toBe(3);
    await steer('save');
    before = await world.dump();
    changeSource();

    await begin();
    expect(await project.mapc('extract', '--again')).toMatchObject({ code: 0 });
    again = (await project.json<RunReport>('run')).result;
    wanted = withoutIds(await world.dump(), before);
    for (const text of ['Renamed Works', 'Newly Founded', 'A better subject'])
      expect(wanted.join('\n')).toContain(text);
  }, 120_000);
  afterAll(async () => {
    project?.remove();
    template?.remove();
    await world?.close();
  });
  beforeEach(begin);

  async function steer(what: 'save' | 'restore'): Promise<void> {
    const { status } = await fetch(`${world.odoo.url}/sandbox/${what}`, { method: 'POST' });
    expect(status).toBe(200);
  }
  async function begin(): Promise<void> {
    ahead = 0;
    world.gate.watch(() => 'pass');
    await steer('restore');
    project?.remove();
    const folder = mkdtempSync(join(tmpdir(), 'mapc-delta-'));
    cpSync(template.folder, folder, { recursive: true });
    project = new TemporaryProject(folder, world.variables);
  }

  /** Of tracked tables and of others: a row is changed, one made, one deleted. */
  function changeSource(): void {
    const { dataverse } = world;
    const ids = (entity: string, wants: (row: Readonly<Record<string, unknown>>) => boolean): string => {
      const id = dataverse.rows(entity).find(wants)?.[`${entity}id`];
      if (typeof id !== 'string') throw new Error(`There is no such ${entity}.`);
      return id;
    };
    const moved = (entity: string): ((row: Readonly<Record<string, unknown>>) => boolean) => {
      const dump = before;
      return (row) => dump.includes(String(row[`${entity}id`])) && row.statecode === 0;
    };
    changed.account = ids('account', moved('account'));
    dataverse.put('account', changed.account, { name: 'Renamed Works', address1_city: 'Leeds' });
    const owner = dataverse.rows('account')[0]?._ownerid_value;
    dataverse.put('account', NEW, {
      name: 'Newly Founded',
      statecode: 0,
      ownerid: { entity: 'systemuser', id: String(owner) },
    });
    changed.contact = ids('contact', moved('contact'));
    dataverse.remove('contact', changed.contact);
    changed.note = ids('annotation', (row) => row.isdocument === true);
    dataverse.put('annotation', changed.note, {
      documentbody: Buffer.from('another file').toString('base64'),
      filesize: 12,
    });
    changed.lead = ids('lead', moved('lead'));
    dataverse.put('lead', changed.lead, { subject: 'A better subject' });
    changed.opportunity = ids('opportunity', moved('opportunity'));
    dataverse.remove('opportunity', changed.opportunity);
  }

  async function expectSame(result: RunReport): Promise<void> {
    const dump = await world.dump();
    expect(doubled(dump)).toEqual([]);
    expect(withoutIds(dump, before)).toEqual(wanted);
    expect(lost(result)).toEqual([]);
    expect(result.maps).toEqual(again.maps);
  }

  test('is moved, and nothing else is read', async () => {
    world.dataverse.reset();
    const { code, result } = await project.json<DeltaReport>('delta');
    expect(code).toBe(3);
    await expectSame(result);
    const found = Object.fromEntries(
      result.entities.map(({ entity, records: _all, ...one }) => [entity, one]),
    );
    expect(found).toMatchObject({
      account: { found: 'tracked', why: null, read: 2, added: 1, changed: 1, deleted: 0 },
      contact: { found: 'tracked', why: null, read: 0, added: 0, changed: 0, deleted: 1 },
      annotation: { found: 'tracked', why: null, read: 1, added: 0, changed: 1, deleted: 0 },
      lead: {
        found: 'dated',
        why: 'change tracking is not enabled for lead',
        added: 0,
        changed: 1,
        deleted: 0,
      },
      opportunity: { found: 'dated', added: 0, changed: 0, deleted: 1 },
      email: { found: 'dated', added: 0, changed: 0, deleted: 0 },
    });
    expect(found.lead?.read).toBeLessThan(4);
    // With an opportunity its stage may be gone from its team.
    const gone = result.maps.flatMap(({ map, states }) =>
      states.gone === 0 ? [] : [`${map} ${states.gone}`],
    );
    expect(gone.filter((one) => !one.startsWith('processstage'))).toEqual([
      'contact->res.partner 1',
      'opportunity->crm.lead 1',
    ]);
    // One body was fetched, of the note that changed.
    const bodies = world.dataverse.requests().filter((request) => /annotations\(|Download/.test(request));
    expect(bodies).toEqual([`GET /api/data/v9.2/annotations(${changed.note})`]);
  });

  test('a second time there is nothing to do', async () => {
    await project.mapc('delta');
    const after = await world.dump();
    world.gate.watch(() => 'pass');
    const { result } = await project.json<DeltaReport>('delta');
    expect(result.entities.filter((one) => one.added + one.changed + one.deleted > 0)).toEqual([]);
    expect(result.entities.find(({ entity }) => entity === 'account')?.read).toBe(0);
    expect(world.gate.calls.filter(({ writes }) => writes)).toEqual([]);
    expect(await world.dump()).toBe(after);
  });

  test('is found by dates where Dataverse does not keep its list any more', async () => {
    ahead = 8 * 86_400_000;
    world.dataverse.reset();
    const { result } = await project.json<DeltaReport>('delta');
    await expectSame(result);
    const found = Object.fromEntries(result.entities.map((one) => [one.entity, one]));
    const why = expect.stringContaining('has expired');
    expect(found).toMatchObject({
      account: { found: 'dated', why, added: 1, changed: 1, deleted: 0 },
      contact: { found: 'dated', why, added: 0, changed: 0, deleted: 1 },
      annotation: { found: 'dated', why, added: 0, changed: 1, deleted: 0 },
    });
    for (const name of ['account', 'contact', 'annotation']) expect(found[name]?.read).toBeLessThan(5);
    // And is tracked again from then on.
    const { result: next } = await project.json<DeltaReport>('delta');
    expect(next.entities.find(({ entity }) => entity === 'account')).toMatchObject({
      found: 'tracked',
      read: 0,
    });
  });

  test('text says how it was found', async () => {
    const { out } = await project.mapc('delta');
    expect(out).toMatch(/^account +1 +1 +· +2 +by change tracking$/m);
    expect(out).toMatch(/^lead .*by date, ids compared: change tracking is not enabled for lead$/m);
    expect(out).toMatch(/^account->res\.partner/m);
  });

  test.each([1, 2, 5])('killed at write %i, the same command finishes it', async (at) => {
    const running = start(project, 'delta');
    let seen = 0;
    world.gate.watch((call) => {
      if (call.writes) seen += 1;
      if (seen < at) return 'pass';
      if (seen === at && call.writes) {
        running.process.kill('SIGKILL');
        return 'after';
      }
      return 'before';
    });
    expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
    world.gate.watch(() => 'pass');
    await expectSame((await project.json<DeltaReport>('delta')).result);
  });
});
