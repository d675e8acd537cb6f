import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProject, type TemporaryProject } from './support/project.ts';
import type { RunReport } from './support/shapes.ts';
import { inOdoo, startWorld, type World } from './support/world.ts';

/** How likely each deal is; Odoo takes 0 to 100 only, which no schema says. */
const DEALS = ['10', '20', '150', '40', '50', '60', '-1', '80', '90', '100'];

const MAP = `migration deals -> odoo

provision { field crm.lead.x_source_id : char unique "Deal" }

map deals -> crm.lead {
  key x_source_id = "deal:{Id}"
  type        = "Opportunity"
  name        = Title
  probability = float(Likely ?? "0") else reject "no number"
  user_id     = null
}
`;

/** A target refuses single records of a batch: only these are lost, each with its reason and its line. */
describe('a record that the target refuses', () => {
  let world: World;
  let project: TemporaryProject;

  beforeAll(async () => {
    world = await startWorld({ scale: 0.01, seed: 'minimal' });
    project = copyProject('examples/northwind', world.variables);
    mkdirSync(project.path('data'), { recursive: true });
    writeFileSync(
      project.path('data', 'deals.csv'),
      `Id,Title,Likely\n${DEALS.map((likely, index) => `D${index},Deal ${index},${likely}`).join('\n')}\n`,
    );
    writeFileSync(project.path('main.map'), MAP);
    writeFileSync(
      project.path('mapc.yaml'),
      `migration: [main.map]
environments:
  rehearsal:
    source: { connector: files, folder: data, files: { deals: { fields: { Title: "text required", Likely: "text" } } } }
    target: { connector: odoo, url: "\${ODOO_URL}", db: "\${ODOO_DB}", login: "\${ODOO_LOGIN}", password: "\${ODOO_PASSWORD}" }
discover:
  source: { entities: [deals] }
  target: { entities: [crm.lead, res.users] }
`,
    );
    for (const step of [['discover'], ['check'], ['provision', '--apply'], ['extract']]) {
      const { code, out, err } = await project.mapc(...step);
      expect({ step, code, out: code === 0 ? '' : out, err: code === 0 ? '' : err }).toEqual({
        step,
        code: 0,
        out: '',
        err: '',
      });
    }
  });
  afterAll(async () => {
    project.remove();
    await world.close();
  });

  test('is lost alone, with what the target said and the line of the map', async () => {
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(3);
    expect(result.maps).toMatchObject([{ units: 10, states: { created: 8, rejected: 2 } }]);
    const made = await inOdoo(world, 'crm.lead', 'search_count', [['x_source_id', '!=', false]]);
    expect(made).toBe(8);
    const troubles = result.worklist.troubles;
    expect(troubles.flatMap(({ examples }) => examples).sort()).toEqual(['D2', 'D6']);
    for (const { reason } of troubles) expect(reason).toMatch(/probability .* between 0% and 100%/);
    const plan = JSON.parse(project.text('.mapc', 'plan.json')) as {
      readonly spans: readonly { readonly file: string; readonly line: number }[];
    };
    const text = project.text('main.map').split('\n');
    const lines = troubles.map(({ at }) =>
      at === null ? '' : (text[(plan.spans[at]?.line ?? 0) - 1] ?? ''),
    );
    expect(lines.map((line) => line.trim().split(' ')[0])).toEqual(lines.map(() => 'probability'));
  });

  test('is tried again when the source has mended it', async () => {
    writeFileSync(
      project.path('data', 'deals.csv'),
      project.text('data', 'deals.csv').replace('Deal 2,150', 'Deal 2,15'),
    );
    expect(await project.mapc('extract', '--again')).toMatchObject({ code: 0 });
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(3);
    expect(result.maps).toMatchObject([{ states: { created: 1, unchanged: 8, rejected: 1 } }]);
  });
});
