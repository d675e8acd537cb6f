import { describe, expect, it } from 'vitest';
import { ConnectorError, type PreflightNeeds } from '../../../../src/connectors/contract.ts';
import { createOdooTarget, type OdooTransport } from '../../../../src/connectors/odoo/index.ts';
import { type Answers, fakeOdoo, where } from '../fake-odoo.ts';
import { linesOf, needs } from './suite.ts';

/** What the sandbox is not: other versions, hosts and logins. */
async function ask(
  answers: Answers,
  more: Partial<PreflightNeeds> = {},
  server: {
    readonly url?: string;
    readonly version?: string;
    readonly protocol?: OdooTransport['protocol'];
  } = {},
): Promise<readonly string[]> {
  const usual: Answers = {
    'res.lang.search_read': [{ id: 1, active: true }],
    'ir.model.fields.check_access_rights': true,
    'ir.module.module.search_read': [{ id: 1, name: 'crm' }],
    'ir.cron.search_read': [],
    'ir.mail_server.search_read': [],
    'mail.mail.search_count': 0,
    'crm.lead.check_access_rights': true,
  };
  const fake = fakeOdoo({ ...usual, ...answers }, server.version);
  const transport = { ...fake.transport, protocol: server.protocol ?? 'jsonrpc' };
  const settings = { ...where, url: server.url ?? where.url, password: 'secret' };
  return linesOf(await createOdooTarget(settings, { transport }).preflight(needs(more)));
}

const forbidden = (): never => {
  throw new ConnectorError('forbidden', 'no');
};

const hosted = (lines: readonly string[]): string =>
  lines.find((line) => /^info: Odoo \d|^info: Odoo saas/.test(line)) ?? '';

describe('which Odoo it is', () => {
  it('Enterprise by its web client', async () => {
    const modules = [
      { id: 1, name: 'crm' },
      { id: 2, name: 'web_enterprise' },
    ];
    expect(hosted(await ask({ 'ir.module.module.search_read': modules }))).toBe(
      'info: Odoo 17.0, Enterprise; who hosts it cannot be told from its address',
    );
  });

  it('unsaid where the login may not see the modules', async () => {
    const lines = await ask(
      { 'ir.module.module.search_read': forbidden },
      { modules: [{ name: 'crm', where: 'main.map:3' }] },
    );
    expect(hosted(lines)).toContain('whether Community or Enterprise cannot be told');
    expect(lines).toContain(
      'info: The maps were compiled for an Odoo with the module crm (main.map:3); whether it is installed cannot be told, for the login may not see the modules',
    );
  });

  it.each([
    [
      'https://kaya.odoo.com',
      '17.0',
      'on Odoo Online or Odoo.sh, which its address does not tell apart',
      true,
    ],
    ['https://kaya-staging-123.dev.odoo.com', '17.0', 'on Odoo.sh, as its address says', true],
    ['https://erp.kaya.com', 'saas~17.2', 'on Odoo Online, which alone has these versions', true],
    ['https://notodoo.com', '17.0', 'who hosts it cannot be told from its address', false],
  ])('%s with %s', async (url, version, words, plan) => {
    const lines = await ask({}, {}, { url, version });
    expect(hosted(lines)).toBe(`info: Odoo ${version}, Community; ${words}`);
    expect(lines.some((line) => /^warning: .* belongs to the Custom plan/.test(line))).toBe(plan);
  });

  it.each([
    ['jsonrpc', '19.0', 'warning: Odoo 19.0 is spoken to by JSON-RPC, which is deprecated'],
    ['xmlrpc', '19.0', 'warning: Odoo 19.0 is spoken to by XML-RPC, which is deprecated'],
    ['json2', '19.0', null],
    ['jsonrpc', '18.0', null],
  ] as const)('%s to %s', async (protocol, version, start) => {
    const lines = await ask({}, {}, { protocol, version });
    const told = lines.filter((line) => line.includes('deprecated'));
    expect(told.map((line) => line.slice(0, start?.length))).toEqual(start === null ? [] : [start]);
  });
});

describe('what a login may not see', () => {
  it('is said, with who has to look where', async () => {
    const lines = await ask(
      {
        'base.automation.search_read': forbidden,
        'ir.cron.search_read': forbidden,
        'ir.mail_server.search_read': forbidden,
        'mail.mail.search_count': forbidden,
        'ir.config_parameter.search_read': forbidden,
      },
      { written: { 'crm.lead': ['name'] }, files: { count: 1, bytes: 1, largest: 0, unknown: 0 } },
    );
    expect(lines.filter((line) => line.includes('may not read')).map((line) => line.split(';')[0])).toEqual([
      'info: admin may not read the automation rules',
      'info: admin may not read the scheduled actions',
      'info: admin may not read where Odoo stores files',
      'info: admin may not read the outgoing mail servers',
    ]);
  });
});

describe('rights', () => {
  it('to read are enough for what is only read', async () => {
    const answers: Answers = { 'crm.lead.check_access_rights': (call) => call.args[0] === 'read' };
    const errors = async (more: Partial<PreflightNeeds>): Promise<readonly string[]> =>
      (await ask(answers, more)).filter((line) => line.startsWith('error: '));
    expect(await errors({ entities: ['crm.lead'] })).toEqual([]);
    expect(await errors({ written: { 'crm.lead': [] } })).toEqual([
      'error: admin may not create, change, delete crm.lead; give it the rights, or another login to the environment',
    ]);
  });
});

describe('an automation rule of 16.0', () => {
  it('is an action itself', async () => {
    const lines = await ask(
      {
        'base.automation.search_read': (call) =>
          (call.args[1] as readonly string[]).includes('state')
            ? [{ id: 4, state: 'email' }]
            : [{ id: 4, name: 'Thanks', model_id: 7, trigger: 'on_create' }],
        'base.automation.fields_get': { name: { type: 'char' }, state: { type: 'selection' } },
        'ir.model.search_read': [{ id: 7, model: 'crm.lead' }],
      },
      { written: { 'crm.lead': ['name'] } },
      { version: '16.0' },
    );
    expect(lines[0]).toMatch(
      /^warning: The automation rule "Thanks" on crm\.lead runs when a record is made, and would send an e-mail\. /,
    );
  });
});

describe('a proxy that lets no large calls through', () => {
  const files = { count: 1, bytes: 3_000_000, largest: 3_000_000, unknown: 0 };
  const answers = (limit: number): Answers => ({
    'ir.config_parameter.search_read': [],
    'res.lang.search_count': (call) => {
      if (JSON.stringify(call.kwargs).length > limit)
        throw new ConnectorError('large', 'The call to search_count is too large for the server (HTTP 413)');
      return 1;
    },
  });

  it('is found by a call as large as the largest file', async () => {
    expect((await ask(answers(1_000_000), { files })).filter((line) => line.startsWith('warning: '))).toEqual(
      [
        'warning: A call of 4.0 MB, as the largest file needs, does not get through: The call to search_count is too large for the server (HTTP 413). Where a proxy stands before Odoo, raise what it lets through (nginx: client_max_body_size); otherwise the records with such files are rejected',
      ],
    );
    const wide = await ask(answers(5_000_000), { files });
    expect(wide.filter((line) => line.startsWith('warning: '))).toEqual([]);
  });
});
