import { expect, test } from 'vitest';
import { check } from '../../src/check/index.ts';
import { lower } from '../../src/lower/index.ts';
import type { Entity } from '../../src/schema/model.ts';
import { checkText, EMPTY_PROFILE } from './support/check-map.ts';
import { entity, SOURCE, schema, TARGET, text } from './support/schemas.ts';

/** Every object of JavaScript answers to these. */
const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', '__proto__'];

test.each(INHERITED)('`%s` is no name of a schema that does not have it', (name) => {
  const lines = [
    `map ${name} -> res.partner { key x_source_id = "a" }`,
    `map account -> ${name} { key x_source_id = "a" }`,
    `map account -> res.partner { key x_source_id = ${name} name = "a" user_id = null }`,
    `map account -> res.partner { key x_source_id = accountid name = "a" user_id = null ${name} = "b" }`,
    `skip ${name} because "nothing"`,
    `table T : account.${name} -> crm.stage[name] { else -> "New" }`,
    `table T : ${name} -> crm.stage[name] { else -> "New" }`,
    `table T : text -> ${name} { else -> "New" }`,
    `provision { row ${name} { key name = "a" } }`,
    `provision { field res.partner.x_a : ${name} "A" }`,
  ];
  for (const line of lines) {
    const { diagnostics } = checkText(line);
    expect(diagnostics.filter(({ code }) => code.startsWith('M02')).length, line).toBeGreaterThan(0);
    for (const { message } of diagnostics) expect(message, line).not.toMatch(/``|undefined|\[object/);
  }
});

test('fields of these names are read and written like any other', () => {
  const names = INHERITED.filter((name) => name !== '__proto__');
  const source = schema('dataverse', [
    entity('thing', 'id', { 'id!': text, ...Object.fromEntries(names.map((name) => [name, text])) }),
  ]);
  const target = schema('odoo', [
    entity('copy', 'id', {
      id: { kind: 'integer' },
      x_id: { type: text, unique: true },
      ...Object.fromEntries(names.map((name) => [name, text])),
    }),
  ]);
  const lines = names.map((name) => `${name} = ${name}`).join(' ');
  const checked = checkText(`map thing -> copy { key x_id = id ${lines} }`, { source, target });
  expect(checked.diagnostics).toEqual([]);
  const plan = lower({ checked, target, settings: { timezone: 'UTC', language: 'en_US' } });
  expect(plan.extract).toEqual([{ entity: 'thing', fields: ['id', ...names.toSorted()] }]);
});

test('only the entities that a project speaks of are loaded', () => {
  const loaded: string[] = [];
  const watched = (side: typeof SOURCE): typeof SOURCE => {
    const entities: Record<string, Entity> = {};
    for (const [name, one] of Object.entries(side.entities))
      Object.defineProperty(entities, name, {
        enumerable: true,
        get: () => {
          loaded.push(name);
          return one;
        },
      });
    return { ...side, entities };
  };
  const target = watched(TARGET);
  const checked = check({
    files: [
      {
        path: 'main.map',
        text: `migration dataverse -> odoo
          provision { field res.partner.x_code : char "Code" }
          map account -> res.partner { key x_source_id = accountid name = name ?? "?" user_id = null }`,
      },
    ],
    load: () => null,
    source: watched(SOURCE),
    target,
    profile: EMPTY_PROFILE,
  });
  lower({ checked, target, settings: { timezone: 'UTC', language: 'en_US' } });
  expect([...new Set(loaded)].toSorted()).toEqual(['account', 'res.partner']);
});
