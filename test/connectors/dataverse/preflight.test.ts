import { describe, expect, it, onTestFinished } from 'vitest';
import type { PreflightFinding } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { type DataverseSandboxOptions, startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import type { Entity } from '../../../src/schema/model.ts';
import { type Answer, fakeWorld, json, scripted } from './server.ts';

const entity = (name: string): Entity => ({ name, label: name, id: `${name}id`, display: null, fields: {} });

async function asked(
  options: DataverseSandboxOptions,
  names: readonly string[],
): Promise<{ readonly findings: readonly PreflightFinding[]; readonly requests: readonly string[] }> {
  const sandbox = await startDataverseSandbox(options);
  const source = createDataverseSource(sandbox, fakeWorld());
  onTestFinished(async () => {
    await source.close();
    await sandbox.close();
  });
  const findings = (await source.preflight?.(names.map(entity))) ?? [];
  return { findings, requests: sandbox.requests() };
}

const READS = ['account', 'activityparty', 'annotation', 'contact', 'phonecall', 'systemuser', 'task'];

describe('the rights of the application user', () => {
  it('are no matter where it reads and nothing else, which three questions tell', async () => {
    const { findings, requests } = await asked({}, READS);
    expect(findings).toEqual([]);
    expect(requests).toHaveLength(3);
  });

  it('are told where it may change what is read', async () => {
    const { findings } = await asked({ changes: ['annotation', 'contact', 'lead'] }, READS);
    expect(findings).toEqual([
      {
        severity: 'warning',
        message:
          'The application user may change records of the source, which mapc never does: annotation (create, change, delete), contact (create, change, delete). Give it a security role that reads and nothing else',
      },
    ]);
  });

  it('are those of activities for every kind of them', async () => {
    const { findings } = await asked({ changes: ['phonecall'] }, READS);
    expect(findings[0]?.message).toMatch(/: phonecall \(.*\), task \(create, change, delete\)\. Give/);
  });

  it('names five tables at most', async () => {
    const tables = ['account', 'contact', 'lead', 'opportunity', 'incident', 'product', 'team'];
    const { findings } = await asked({ changes: tables }, tables);
    expect(findings[0]?.message).toMatch(/opportunity \(create, change, delete\) and 2 more\. Give/);
  });
});

/** A server with one table, whose privileges and whose user's the test says. */
async function told(
  held: readonly { readonly PrivilegeId: string; readonly Depth: string }[],
): Promise<readonly PreflightFinding[]> {
  const privilege = (PrivilegeType: string) => ({
    PrivilegeType,
    PrivilegeId: `ID-${PrivilegeType}`,
    Name: 'prv',
  });
  return over((response, { path }) => {
    if (path === 'WhoAmI()') json(response, { UserId: 'u1' });
    else if (path === 'systemusers(u1)/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()')
      json(response, { RolePrivileges: held });
    else if (path === "EntityDefinitions?$select=LogicalName,Privileges&$filter=LogicalName eq 'account'")
      json(response, {
        value: [{ LogicalName: 'account', Privileges: ['Read', 'Write', 'Delete'].map(privilege) }],
      });
    else json(response, { error: { code: '0x80060888', message: `no ${path}` } }, 404);
  });
}

async function over(answer: Answer): Promise<readonly PreflightFinding[]> {
  const server = await scripted(answer);
  const source = createDataverseSource(server.config, fakeWorld());
  onTestFinished(async () => {
    await source.close();
    await server.close();
  });
  return (await source.preflight?.([entity('account')])) ?? [];
}

describe('what Dataverse says', () => {
  it('of a table that may not be read', async () => {
    expect(await told([])).toEqual([
      {
        severity: 'warning',
        message:
          'The application user may not read account of Dataverse: give it a security role that reads them, or nothing of them can be extracted',
      },
    ]);
  });

  it('of a table that is read in part, by the farthest depth', async () => {
    expect(
      await told([
        { PrivilegeId: 'id-read', Depth: 'Local' },
        { PrivilegeId: 'id-read', Depth: 'Basic' },
      ]),
    ).toEqual([
      {
        severity: 'warning',
        message:
          'By its own roles the application user reads a part of the records only, and what it does not see is missing without a word: account (Local). Give it a role that reads them in the depth Organization; what a team gives it is told as Basic, however far it reaches',
      },
    ]);
  });

  it('of a single right to change, by its id in any letters', async () => {
    const findings = await told([
      { PrivilegeId: 'id-read', Depth: 'Global' },
      { PrivilegeId: 'ID-WRITE', Depth: 'Basic' },
    ]);
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(': account (change). ')]);
  });

  it('when it does not tell: that it cannot be told', async () => {
    const findings = await over((response, { path }) =>
      path === 'WhoAmI()'
        ? json(response, { UserId: 'u1' })
        : json(response, { error: { code: '0x80040220', message: 'missing prvReadRole privilege' } }, 403),
    );
    expect(findings).toMatchObject([
      {
        severity: 'info',
        message: expect.stringMatching(/^What the application user may do in Dataverse cannot be told/),
      },
    ]);
  });
});
