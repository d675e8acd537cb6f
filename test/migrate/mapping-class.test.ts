import { describe, expect, it } from 'vitest';
import { type Mapping, mapping } from '../../src/migrate/index.ts';
import { compileProject, openProject } from '../../src/project/index.ts';
import type { Profile } from '../../src/schema/model.ts';
import { makeProject } from '../project/support/make-project.ts';

const HEAD = `migration files -> odoo

provision {
  field res.partner.x_id : char(90) unique "Source id"
  field crm.tag.x_id     : char(90) unique "Source id"
  field res.partner.x_on : date "Since"
}
`;

const text = { label: 'Text', type: { kind: 'text', max: 40 } };
const entity = (name: string, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    name,
    label: name,
    id: 'id',
    display: 'name',
    fields: { id: { ...text, required: true, unique: true }, name: { ...text, required: true }, ...fields },
  });
const reference = (to: string): unknown => ({
  label: 'Reference',
  type: { kind: 'reference', targets: [to] },
});

/** What becomes of the entities that a map speaks of, by its classes. */
function mapped(map: string, profile: Profile | null = null): Mapping {
  const folder = makeProject({
    'main.map': `${HEAD}${map}`,
    // By this one nothing is forgotten that a map leaves out.
    'schemas/source/_profile.json': JSON.stringify({
      taken: '2026-01-01',
      entities: {
        customer: { rows: 1, filled: { id: 1, name: 1 } },
        kind: { rows: 0, filled: {} },
        person: { rows: 0, filled: {} },
      },
    }),
    'schemas/source/customer.json': entity('customer', {
      fax: text,
      since: { label: 'Since', type: { kind: 'instant' } },
      kind: reference('kind'),
    }),
    'schemas/source/person.json': entity('person', {}),
    'schemas/source/kind.json': entity('kind', {}),
    'schemas/target/crm.tag.json': JSON.stringify({
      name: 'crm.tag',
      label: 'Tag',
      id: 'id',
      display: 'name',
      fields: {
        id: { label: 'ID', type: { kind: 'integer' }, write: 'never' },
        name: { label: 'Name', type: { kind: 'text' }, required: true },
      },
    }),
    'schemas/target/res.partner.json': JSON.stringify({
      name: 'res.partner',
      label: 'Contact',
      id: 'id',
      display: 'name',
      fields: {
        id: { label: 'ID', type: { kind: 'integer' }, write: 'never' },
        name: { label: 'Name', type: { kind: 'text' }, required: true },
        comment: { label: 'Notes', type: { kind: 'text' } },
      },
    }),
  });
  const { plan, source, target, checked } = compileProject(openProject(folder, null, {}));
  if (plan === null)
    throw new Error(
      JSON.stringify(checked.diagnostics.map(({ severity, message }) => `${severity} ${message}`)),
    );
  return mapping(plan, source, target, profile);
}

const classes = (map: string, profile?: Profile): Readonly<Record<string, string>> =>
  Object.fromEntries(mapped(map, profile).entities.map((one) => [one.entity, one.classes.join(', ')]));

const counts = (filled: Readonly<Record<string, number>>): Profile => ({
  taken: '2026-01-02',
  entities: { customer: { rows: 10, filled } },
});

const CUSTOMER = `map customer -> res.partner {
  key x_id = "customer:{id}"
  name = name
`;
const PERSON = `map person -> res.partner {
  key x_id = "person:{id}"
  name = name
}
`;

describe('the class of an entity', () => {
  it('is 1:1 where one map makes one row of a kind of its own', () => {
    expect(classes(`${CUSTOMER}}\n`)).toEqual({ customer: '1:1' });
  });

  it('is merge where another entity becomes rows of the same kind', () => {
    expect(classes(`${CUSTOMER}}\n${PERSON}`)).toEqual({ customer: 'merge', person: 'merge' });
  });

  it('is split where the arms of a map write, and not where one leaves behind', () => {
    const arm = '-> crm.tag { key x_id = "customer:{id}"  name = name }';
    expect(classes(`${CUSTOMER}  when fax != null\n} else ${arm}\n`)).toEqual({ customer: 'split' });
    expect(classes(`${CUSTOMER}  when fax != null\n} else skip because "no fax"\n`)).toEqual({
      customer: '1:1',
    });
  });

  it('is split where several maps take it', () => {
    const tag = 'map Tag: customer -> crm.tag { key x_id = "customer:{id}"  name = name }\n';
    expect(classes(`${CUSTOMER}}\n${tag}`)).toEqual({ customer: 'split' });
  });

  it('is split where a record becomes a row for each element of a list', () => {
    const each =
      'map Tag: customer each part in split(fax ?? "", ",") -> crm.tag { key x_id = "{id}:{part}" | sha256  name = part  drop name because "not asked for" }\n';
    expect(classes(each)).toEqual({ customer: 'split, lossy' });
  });

  it('may be split and merge at once', () => {
    const tag = 'map Tag: customer -> crm.tag { key x_id = "customer:{id}"  name = name }\n';
    expect(classes(`${CUSTOMER}}\n${tag}${PERSON}`)).toEqual({ customer: 'split, merge', person: 'merge' });
  });

  it('is fold where only others read it', () => {
    expect(classes(`${CUSTOMER}  comment = kind.name else null\n}\n`)).toMatchObject({ kind: 'fold' });
  });

  it('is configuration where only provision takes it', () => {
    const tag = 'provision { map kind -> crm.tag { key x_id = id  name = name } }\n';
    expect(classes(`${CUSTOMER}}\n${tag}`)).toEqual({ customer: '1:1', kind: 'configuration' });
  });

  it('is manual or skipped where the maps say so', () => {
    const fates = 'manual kind because "by hand"\nskip person because "not used"\n';
    expect(classes(`${CUSTOMER}}\n${fates}`)).toEqual({
      customer: '1:1',
      kind: 'manual',
      person: 'skipped',
    });
  });

  it('is lossy beside it where a field is dropped that records hold, or that nobody counted', () => {
    const map = `${CUSTOMER}  drop fax because "nobody faxes"\n}\n`;
    expect(classes(map, counts({ fax: 3 }))).toEqual({ customer: '1:1, lossy' });
    expect(classes(map, counts({}))).toEqual({ customer: '1:1' });
    expect(classes(map)).toEqual({ customer: '1:1, lossy' });
  });

  it('is lossy where a value is narrowed for a reason, and not by any other reason', () => {
    const narrowed = `${CUSTOMER}  x_on = since | date("UTC") because "a day is enough"\n}\n`;
    expect(classes(narrowed, counts({ since: 1 }))).toEqual({ customer: '1:1, lossy' });
    expect(classes(narrowed, counts({ since: 0 }))).toEqual({ customer: '1:1' });
    const explained = `${CUSTOMER}  comment = fax because "there is no field for it"\n}\n`;
    expect(classes(explained, counts({ fax: 1 }))).toEqual({ customer: '1:1' });
    const whole = `${CUSTOMER}  comment = fax | trim because "nobody means the blanks"\n}\n`;
    expect(classes(whole, counts({ fax: 1 }))).toEqual({ customer: '1:1' });
  });

  it('is lossy where `else warn` leaves a field empty, in a `let` too', () => {
    const direct = `${CUSTOMER}  comment = kind.name else warn "no kind"\n}\n`;
    expect(classes(direct, counts({ kind: 2 }))).toMatchObject({ customer: '1:1, lossy' });
    expect(classes(direct, counts({ kind: 0 }))).toMatchObject({ customer: '1:1' });
    const bound = `${CUSTOMER}  let called = kind.name else warn "no kind"\n  comment = called\n}\n`;
    expect(mapped(bound, counts({ kind: 2 })).lost).toMatchObject([
      {
        entity: 'customer',
        field: 'kind',
        how: 'warned',
        into: 'res.partner.comment',
        because: 'no kind',
        records: 2,
      },
    ]);
  });
});
