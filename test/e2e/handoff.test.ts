import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProject, type TemporaryProject } from './support/project.ts';
import { startWorld, type World } from './support/world.ts';

/** What people rebuild after a migration from Function 365, as the inventory tells it; its text is a golden file. */
describe('the hand-off of Function 365', () => {
  let world: World;
  let project: TemporaryProject;

  beforeAll(async () => {
    world = await startWorld({});
    project = copyProject('specs/function365-odoo', world.variables);
    expect(await project.mapc('discover', 'source')).toMatchObject({ code: 0 });
    expect(await project.mapc('extract')).toMatchObject({ code: 0 });
    expect(await project.mapc('handoff')).toMatchObject({ code: 0 });
  }, 120_000);
  afterAll(async () => {
    project.remove();
    await world.close();
  });

  const report = (...parts: readonly string[]): string => project.text('.mapc', 'reports', ...parts);

  test('tells as Markdown every process, plug-in step and role', async () => {
    const text = report('handoff.md').replaceAll(/^.*?, rehearsal: /gm, 'function365-odoo, rehearsal: ');
    await expect(text).toMatchFileSnapshot('golden/handoff.md');
  });

  test('tells the same as a page, as data and as tables', () => {
    const { sections } = JSON.parse(report('handoff.json')) as {
      readonly sections: readonly {
        readonly entity: string;
        readonly fate: string;
        readonly rows: readonly Readonly<Record<string, unknown>>[];
      }[];
    };
    const manual = sections.filter(({ fate }) => fate === 'manual');
    expect(manual.map(({ entity }) => entity)).toEqual(['workflow', 'sdkmessageprocessingstep', 'role']);
    const page = report('handoff.html');
    for (const { entity, rows } of manual) {
      expect(rows).toHaveLength(world.dataverse.rows(entity).length);
      const table = report('handoff', `${entity}.csv`);
      expect(table.trimEnd().split('\n')).toHaveLength(1 + rows.length);
      for (const { id, name } of rows) {
        expect(table).toContain(String(id));
        expect(page).toContain(`<td>${String(name)}</td>`);
      }
    }
  });

  test('names the wizard of Odoo for all by which leads are converted', () => {
    const wizard = 'The wizard that turns a lead into an opportunity (crm.lead2opportunity.partner)';
    const lines = ['workflow', 'sdkmessageprocessingstep'].flatMap((entity) =>
      report('handoff', `${entity}.csv`)
        .split('\n')
        .filter((line) => line.includes(wizard)),
    );
    // The workflow and the copy that the platform runs, the business process flow, and the plug-in.
    expect(lines).toHaveLength(4);
  });

  test('leaves nothing of the processes untold that their definitions say', () => {
    const data = report('handoff.json');
    expect(data).not.toContain('a value that cannot be read');
    expect(data.match(/building block that cannot be told/g) ?? []).toEqual([]);
    // One flow is compressed: its steps and its trigger are said to be out of reach.
    expect(data.match(/its definition \(clientdata\) is compressed/g)).toHaveLength(2);
  });
});
