import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Source } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import { all, fakeWorld, json, type Scripted, scripted } from './server.ts';

const sandbox = await startDataverseSandbox();
const source = createDataverseSource(sandbox, fakeWorld());
const {
  workflow,
  sdkmessageprocessingstep: step,
  account,
} = (await source.discover(['workflow', 'sdkmessageprocessingstep', 'account'])).entities;
if (workflow === undefined || step === undefined || account === undefined)
  throw new Error('A table is missing.');
afterAll(async () => {
  await source.close();
  await sandbox.close();
});

const WORDS = ['mapc_does', 'mapc_kind', 'mapc_touches', 'mapc_trigger'];

describe('fields that tell of processes', () => {
  it('are declared as read only, where processes are', () => {
    for (const entity of [workflow, step])
      for (const name of WORDS)
        expect(entity.fields[name]).toMatchObject({ type: { kind: 'text' }, write: 'never', computed: true });
    expect(Object.keys(account.fields).filter((name) => name.startsWith('mapc_'))).toEqual([]);
  });

  it('are told of every process, and of nothing that is not asked for', async () => {
    const records = await all(source.read(workflow, ['name', ...WORDS]));
    expect(records).toHaveLength(sandbox.rows('workflow').length);
    for (const { values } of records) {
      expect(Object.keys(values)).toEqual(['name', ...WORDS]);
      expect(values.mapc_does).toMatch(/^[A-Z].*\.$/);
      expect(values.mapc_trigger).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('look through the lookups of a plug-in step', async () => {
    const records = await all(source.read(step, ['mapc_trigger', 'mapc_does']));
    expect(records.map(({ values }) => values.mapc_trigger)).toContain(
      'When QualifyLead of lead runs, after it is saved.',
    );
    for (const { values } of records)
      expect(values.mapc_does).toMatch(/^Runs the code Function365\.Plugins\.\w+[,.]/);
  });

  it('are not counted as columns that hold values', async () => {
    const { entities } = await source.profile(
      { system: 'dataverse', version: '9.2', language: 'en_US', modules: [], entities: { workflow } },
      '2026-01-01',
    );
    expect(Object.keys(entities.workflow?.filled ?? {})).toContain('category');
    expect(Object.keys(entities.workflow?.filled ?? {}).filter((name) => name.startsWith('mapc_'))).toEqual(
      [],
    );
  });
});

describe('the question for them', () => {
  let server: Scripted | null = null;
  let asking: Source | null = null;
  afterEach(async () => {
    await asking?.close();
    await server?.close();
  });

  it('is for what they are made of, once, and for few rows at a time', async () => {
    const made = await scripted((response) => json(response, { value: [] }));
    server = made;
    asking = createDataverseSource(made.config, fakeWorld());
    await all(asking.read(step, ['mapc_does', 'mapc_trigger']));
    const [call] = made.calls;
    expect(call?.path).toBe(
      'sdkmessageprocessingsteps?$select=sdkmessageprocessingstepid,name,stage,mode,rank,statecode,filteringattributes,configuration,supporteddeployment&$expand=sdkmessageid($select=name),sdkmessagefilterid($select=primaryobjecttypecode),eventhandler_plugintype($select=typename)',
    );
    expect(call?.headers.prefer).toContain('odata.maxpagesize=100');
    await all(asking.read(step, ['name']));
    expect(made.calls[1]?.headers.prefer).toContain('odata.maxpagesize=5000');
  });
});
