import { expect, test } from 'vitest';
import { migratePair } from './support/pairs/migrate-pair.ts';
import { opex365, opex365Small } from './support/pairs/opex365.ts';

/** The part of `mapc doc --json` that says how far records are. */
interface StageMatrix {
  readonly lines: readonly {
    readonly field: string;
    readonly cases: readonly {
      readonly team: string | null;
      readonly from: readonly string[];
      readonly records: number;
      readonly becomes: { readonly kind: string; readonly name?: string };
      readonly archived: boolean | null;
    }[];
  }[];
  readonly stages: readonly { readonly name: string; readonly process: string | null }[];
  readonly toMake: readonly { readonly stage: string; readonly records: number }[];
}

migratePair(opex365, opex365Small, (at) => {
  test('what was provisioned is no drift, and what a person made is', async () => {
    const { world, project } = at();
    expect(await project.mapc('discover', 'target', '--check')).toMatchObject({ code: 0 });
    const stage = await world.call('crm.stage', 'create', { name: 'Somebody else’s' });
    const { code, out } = await project.mapc('discover', 'target', '--check');
    await world.call('crm.stage', 'unlink', [stage]);
    expect(code).toBe(1);
    expect(out).toContain('rows of crm.stage: "Somebody else’s"');
    expect(out).not.toContain('Closing');
  });

  test('the stage matrix told beforehand what became of every opportunity', async () => {
    const { world, project } = at();
    const { code, result } = await project.json<{ stages: StageMatrix }>('doc');
    expect(code).toBe(0);
    const { lines, stages, toMake } = result.stages;
    const line = lines.find(({ field }) => field === 'crm.lead.stage_id');
    const cases = line?.cases ?? [];
    const total = (list: typeof cases): number => list.reduce((sum, { records }) => sum + records, 0);
    expect(total(cases)).toBe(world.rows('opportunity').length);
    const rows = (await world.call(
      'crm.lead',
      'search_read',
      [
        ['x_source_id', 'in', world.rows('opportunity').map((row) => String(row.opportunityid))],
        ['active', 'in', [true, false]],
      ],
      ['stage_id', 'active'],
    )) as readonly { stage_id: readonly [number, string]; active: boolean }[];
    const became = Map.groupBy(rows, ({ stage_id: [, stage], active }) => `${stage} ${active}`);
    const told = Map.groupBy(
      cases.filter(({ becomes, records }) => becomes.kind === 'stage' && records > 0),
      ({ becomes, archived }) => `${becomes.name} ${archived === false}`,
    );
    expect([...told].map(([name, list]) => `${name}: ${total(list)}`).sort()).toEqual(
      [...became].map(([name, list]) => `${name}: ${list.length}`).sort(),
    );
    // The source's own stages, by category, and its teams.
    expect(stages.filter(({ process }) => process?.startsWith('Lead to')).map(({ name }) => name)).toEqual([
      '1-Qualify',
      '2-Develop',
      '3-Propose',
      '4-Close',
    ]);
    expect(new Set(cases.map(({ team }) => team ?? ''))).toEqual(
      new Set([...world.rows('businessunit').map(({ name }) => String(name))]),
    );
    // What the map rejects is what a person has to make a stage for.
    expect(
      toMake
        .filter(({ records }) => records > 0)
        .map(({ stage }) => stage)
        .sort(),
    ).toEqual(
      [
        ...new Set(
          cases
            .filter(({ becomes, records }) => becomes.kind === 'rejected' && records > 0)
            .map(({ from }) => from[0]),
        ),
      ].sort(),
    );
    expect(project.text('.mapc', 'reports', 'stages.csv')).toContain('to be made (rejected');
    expect(project.text('.mapc', 'reports', 'stages.md')).toContain('| Lead to Opportunity Sales Process |');
  });
});
