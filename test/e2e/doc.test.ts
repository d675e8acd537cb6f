import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProject, type TemporaryProject } from './support/project.ts';

interface Doc {
  readonly entities: readonly {
    readonly entity: string;
    readonly records: number | null;
    readonly classes: readonly string[];
    readonly targets: readonly string[];
    readonly steps: readonly number[];
  }[];
  readonly lost: readonly {
    readonly entity: string;
    readonly field: string;
    readonly because: string;
    readonly records: number;
  }[];
  readonly order: readonly { readonly map: string; readonly pass: number }[];
  readonly lineage: readonly {
    readonly source: string;
    readonly target: string;
    readonly fields: readonly string[];
  }[];
}

interface ProfileText {
  readonly entities: Readonly<
    Record<string, { readonly rows: number; readonly filled: Readonly<Record<string, number>> }>
  >;
}

describe('mapc doc on Function 365', () => {
  let project: TemporaryProject;
  let doc: Doc;

  beforeAll(async () => {
    // It asks neither side: there is no server here.
    project = copyProject('specs/function365-odoo', {});
    const { code, result } = await project.json<Doc>('doc');
    expect(code).toBe(0);
    doc = result;
  });
  afterAll(() => project.remove());

  test('gives every kind of record its class', () => {
    expect(doc.entities.map(({ entity, classes }) => `${entity}: ${classes.join(', ')}`)).toEqual([
      'account: merge, lossy',
      'activityparty: 1:1, lossy',
      'annotation: split, merge, lossy',
      'appointment: split, merge, lossy',
      'businessunit: 1:1, lossy',
      'connection: split, lossy',
      'connectionrole: fold',
      'contact: merge, lossy',
      'email: split, merge, lossy',
      'lead: merge, lossy',
      'new_device: 1:1, lossy',
      'opportunity: merge, lossy',
      'phonecall: split, merge, lossy',
      'plugintype: skipped',
      'processstage: split, lossy',
      'role: manual',
      'sdkmessage: fold',
      'sdkmessagefilter: skipped',
      'sdkmessageprocessingstep: manual',
      'systemuser: 1:1, lossy',
      'team: fold',
      'transactioncurrency: fold',
      'workflow: manual',
    ]);
  });

  test('counts what is lost as the profile does, and forgets no drop of the maps', () => {
    const profile = JSON.parse(project.text('schemas', 'source', '_profile.json')) as ProfileText;
    for (const { entity, field, records } of doc.lost)
      expect(`${entity}.${field} ${records}`).toBe(
        `${entity}.${field} ${profile.entities[entity]?.filled[field] ?? 0}`,
      );
    const plan = JSON.parse(project.text('.mapc', 'plan.json')) as {
      readonly maps: Readonly<
        Record<string, { readonly source: string; readonly drops: readonly { readonly field: string }[] }>
      >;
    };
    const told = new Set(doc.lost.map(({ entity, field }) => `${entity}.${field}`));
    const dropped = Object.values(plan.maps).flatMap(({ source, drops }) =>
      drops.map(({ field }) => `${source}.${field}`),
    );
    expect(dropped.length).toBeGreaterThan(100);
    expect(dropped.filter((field) => !told.has(field))).toEqual([]);
  });

  test('says where each field comes from in the words of the map, and where stages lead', () => {
    const markdown = project.text('.mapc', 'reports', 'mapping.md');
    expect(markdown).toContain('| phone | telephone1 | telephone1 |');
    expect(markdown).toContain('| 4-Close | Proposition | every team | 3 | no | no |');
    expect(markdown).toContain('| Hot | Very High |');
    expect(project.text('.mapc', 'reports', 'mapping.html')).toContain('<h2>What is lost</h2>');
  });
});
