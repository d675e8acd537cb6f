import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const MAP = `migration files -> odoo

provision {
  field res.partner.x_id : char unique "Source id"
}

if target has helpdesk.ticket {
  map customer -> helpdesk.ticket {
    key x_id = id
    name = name ?? id
  }
} else {
  map customer -> res.partner {
    key x_id = id
    name = name ?? id
  }
}
`;

const FALLBACK =
  'helpdesk.ticket is not there (Enterprise module "Helpdesk" (helpdesk), which comes with a subscription to Odoo Enterprise): customer becomes res.partner, as main.map:13 says';

interface Told {
  readonly ready: boolean;
  readonly findings: readonly { readonly severity: string; readonly message: string }[];
}

it('preflight tells all at once, for people and for machines, and fails where an error stands', async () => {
  const sandbox = await startOdooSandbox({ db: 'crm' });
  try {
    const environment = { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password };
    const folder = makeProject({ 'main.map': MAP });
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'customer.csv'), 'id,name\na,Kaya\nb,Müller\n');
    const yaml = join(folder, 'mapc.yaml');
    const settings = `${readFileSync(yaml, 'utf8')}discover: { target: { entities: [res.partner] } }\n`;
    writeFileSync(yaml, settings);
    const step = async (code: number, ...words: readonly string[]): Promise<string> => {
      const result = await runCli([words[0] ?? '', folder, ...words.slice(1)], environment);
      expect(result.code === code ? code : result.out + result.err).toBe(code);
      return result.out;
    };
    const told = async (code: number): Promise<Told> =>
      JSON.parse(await step(code, 'preflight', '--json')) as Told;
    await step(0, 'discover');

    const early = await told(1);
    expect(early.ready).toBe(false);
    expect(
      early.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    ).toEqual([
      'customer is not extracted yet. Run "mapc extract".',
      expect.stringContaining('res.partner.x_id is not there yet'),
    ]);
    expect(await step(1, 'preflight')).toMatch(
      /^error {4}customer is not extracted yet[\s\S]*A run cannot begin\.\n$/,
    );

    await step(0, 'extract');
    await step(0, 'provision', '--apply');
    const late = await told(0);
    expect(late.ready).toBe(true);
    expect(late.findings).toContainEqual({ severity: 'info', message: FALLBACK });
    expect(await step(0, 'preflight')).toContain(`info     ${FALLBACK}\n`);

    // The source is asked where it can be, and needed no more once all is extracted.
    writeFileSync(yaml, settings.replace('folder: data', `folder: "\${NOT_SET}"`));
    const without = await told(0);
    expect(without.findings[0]).toMatchObject({
      severity: 'info',
      message: expect.stringMatching(
        /^The source is not asked: The environment variable NOT_SET .* is not set/,
      ),
    });
  } finally {
    await sandbox.close();
  }
});
