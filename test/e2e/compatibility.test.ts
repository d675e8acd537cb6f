import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProject, type TemporaryProject } from './support/project.ts';

/** An object of a pair's description: the class that it is given there, and the tables that hold it. */
type Described = readonly [
  object: string,
  described: '1:1' | 'lossy' | 'many:1',
  ...entities: readonly string[],
];

/** The compatibility tables of both descriptions, row by row. */
const DESCRIBED: Readonly<Record<string, readonly Described[]>> = {
  'function365-odoo': [
    ['Contact', '1:1', 'contact'],
    ['Account', '1:1', 'account'],
    ['Opportunity', '1:1', 'opportunity'],
    ['Lead', '1:1', 'lead'],
    ['PhoneCall / Email / Meeting', '1:1', 'phonecall', 'email', 'appointment'],
    ['Annotation (Notes/Attachments)', '1:1', 'annotation'],
    ['SystemUser', '1:1', 'systemuser'],
    ['BusinessUnit', '1:1', 'businessunit'],
    ['Stage (ProcessStage)', '1:1', 'processstage'],
    ['Custom Entity (x_ tables)', '1:1', 'new_device'],
    ['LeadToOpportunityProcess (workflow)', '1:1', 'workflow'],
    ['Connection (record relationships)', 'many:1', 'connection'],
  ],
  'opex365-odoo': [
    ['Contact', '1:1', 'contact'],
    ['Account', '1:1', 'account'],
    ['Opportunity', '1:1', 'opportunity'],
    ['Lead', '1:1', 'lead'],
    ['Pipeline and Stage', 'lossy', 'processstage'],
    ['Case (Incident)', 'lossy', 'incident'],
    ['Activity: Email', '1:1', 'email'],
    ['Activity: Phone Call', '1:1', 'phonecall'],
    ['Activity: Task', '1:1', 'task'],
    ['Activity: Meeting/Appointment', '1:1', 'appointment'],
    ['ActivityParty', '1:1', 'activityparty'],
    ['Note (annotation)', '1:1', 'annotation'],
    ['Product', '1:1', 'product', 'productpricelevel'],
    ['Custom Entity (Dataverse)', 'lossy', 'new_device'],
    ['User / Owner', '1:1', 'systemuser'],
  ],
};

interface Doc {
  readonly entities: readonly { readonly entity: string; readonly classes: readonly string[] }[];
}

/** What a line of a map says of an object whose class is another: `// Lead (1:1) is merge, lossy: why`. */
const LINE = /^\/\/ (.+ \((?:1:1|lossy|many:1)\) is (?:1:1|[a-z]+)(?:, [a-z]+)*): \S/gm;

describe.each(Object.entries(DESCRIBED))('the compatibility table of %s', (pair, described) => {
  let project: TemporaryProject;
  let computed: ReadonlyMap<string, string>;

  beforeAll(async () => {
    project = copyProject(`specs/${pair}`, {});
    const { code, result } = await project.json<Doc>('doc');
    expect(code).toBe(0);
    const classes = new Map(result.entities.map((one) => [one.entity, one.classes]));
    computed = new Map(
      described.map(([object, , ...entities]) => {
        const found = entities.map((entity) => classes.get(entity)?.join(', ') ?? `nothing of ${entity}`);
        return [object, [...new Set(found)].join(' and ')];
      }),
    );
  });
  afterAll(() => project.remove());

  test('has every object of the description', () => {
    expect([...computed].filter(([, found]) => found.startsWith('nothing') || found === '')).toEqual([]);
  });

  test('says why where it differs from the description, and only there', () => {
    const differing = described
      .filter(([object, said]) => computed.get(object) !== (said === 'many:1' ? 'merge' : said))
      .map(([object, said]) => `${object} (${said}) is ${computed.get(object)}`);
    const explained = readdirSync(project.folder)
      .filter((name) => name.endsWith('.map'))
      .flatMap((name) => [...project.text(name).matchAll(LINE)])
      .map(([, said = '']) => said);
    expect(explained.toSorted()).toEqual(differing.toSorted());
  });
});
