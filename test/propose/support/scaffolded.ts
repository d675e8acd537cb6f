import { type CheckResult, check } from '../../../src/check/index.ts';
import { lower, lowerTests } from '../../../src/lower/index.ts';
import { runTests } from '../../../src/migrate/test-run.ts';
import { type Scaffold, scaffold } from '../../../src/propose/index.ts';
import type { Entity, Field, Profile, Schema } from '../../../src/schema/model.ts';

/** A project before anything is scaffolded: people, customers, and an Odoo that knows them. */
export const MAIN = `migration crm -> odoo

owners systemuser -> res.users {
  match lower(login) = lower(email ?? "")
} else queue

provision {
  field res.partner.x_source_id : char(64) unique "Id"
}

map account -> res.partner {
  key x_source_id = "account:{accountid}"
  name = name ?? "?"
}

map contact -> res.partner {
  key x_source_id = "contact:{contactid}"
  name = name ?? "?"
}
`;

const ROW: Partial<Field> = { type: { kind: 'integer' }, write: 'never' };

function entity(name: string, id: string, fields: readonly Field[]): Entity {
  const own: Field = {
    name: id,
    label: id,
    type: { kind: 'text', max: 36 },
    unique: true,
    ...(id === 'id' ? ROW : { required: true }),
  };
  return {
    name,
    label: name,
    id,
    display: 'name',
    fields: Object.fromEntries([own, ...fields].map((field) => [field.name, field])),
  };
}

const text = (name: string): Field => ({ name, label: name, type: { kind: 'text' } });

function schema(system: string, entities: readonly Entity[]): Schema {
  const byName = Object.fromEntries(entities.map((one) => [one.name, one]));
  return { system, version: '1', language: 'en_US', modules: [], entities: byName };
}

export const KNOWN: readonly Entity[] = [
  entity('systemuser', 'systemuserid', [text('email')]),
  entity('account', 'accountid', [text('name')]),
  entity('contact', 'contactid', [text('name')]),
];

const TARGET = schema('odoo', [
  entity('res.users', 'id', [text('login'), text('email')]),
  entity('res.partner', 'id', [{ ...text('name'), required: true }]),
  entity('ir.attachment', 'id', [
    { ...text('name'), required: true },
    text('res_model'),
    { name: 'res_id', label: 'Id', type: { kind: 'reference_id', model: 'res_model' } },
    { name: 'datas', label: 'File', type: { kind: 'binary' } },
    {
      name: 'company_id',
      label: 'Company',
      type: { kind: 'reference', targets: ['res.partner'] },
      default: 'session',
    },
  ]),
]);

export interface Scaffolded {
  readonly made: Scaffold;
  readonly checked: CheckResult;
  /** All that `check` says but that lines are proposals, in words. */
  readonly findings: readonly string[];
}

/** Scaffolds entities beside the maps above, and checks both together. */
export function scaffolded(
  entities: readonly Entity[],
  options: { readonly system?: string; readonly main?: string; readonly profile?: Profile } = {},
): Scaffolded {
  const { system = 'dataverse', main = MAIN, profile = { taken: '2026-01-01', entities: {} } } = options;
  const input = {
    files: [{ path: 'main.map', text: main }],
    load: () => null,
    source: schema(system, [...KNOWN, ...entities]),
    target: TARGET,
    profile,
  };
  const before = check(input);
  const made = scaffold({
    program: before.program,
    entities,
    timezone: 'Europe/London',
    source: 'crm',
  });
  const checked = check({ ...input, files: [...input.files, { path: 'made.map', text: made.text }] });
  const findings = checked.diagnostics
    .filter(({ name }) => name !== 'proposal-left')
    .map(({ name, message, span }) => `${name}: ${message} in ${made.text.slice(span.start, span.end)}`);
  return { made, checked, findings };
}

/** What the tests of the maps say that did not hold. */
export async function failuresOf({ checked }: Scaffolded): Promise<readonly string[]> {
  const plan = lower({ checked, target: TARGET, settings: { timezone: 'UTC', language: 'en_US' } });
  const { tests } = await runTests(plan, lowerTests(checked), TARGET);
  return tests.flatMap(({ failures }) =>
    failures.map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`),
  );
}
