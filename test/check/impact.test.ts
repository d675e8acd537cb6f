import { describe, expect, test } from 'vitest';
import { impactOf, type SidedChange } from '../../src/check/index.ts';
import { schemaDrift } from '../../src/schema/index.ts';
import type { Field, Schema } from '../../src/schema/model.ts';
import { account, checkText } from './support/check-map.ts';
import { entity, SOURCE, schema, TARGET } from './support/schemas.ts';

/** The schema with one field of one entity as it is now; null takes it away. */
function withField(from: Schema, name: string, field: string, now: Partial<Field> | null): Schema {
  const one = from.entities[name] ?? entity(name, 'id', {});
  const { [field]: old, ...rest } = one.fields;
  const fields = now === null || old === undefined ? rest : { ...rest, [field]: { ...old, ...now } };
  return schema(from.system, [...Object.values({ ...from.entities, [name]: { ...one, fields } })]);
}

function impact(map: string, now: { readonly source?: Schema; readonly target?: Schema }) {
  const [source, target] = [now.source ?? SOURCE, now.target ?? TARGET];
  const changes: readonly SidedChange[] = [
    ...schemaDrift(SOURCE, source).map((change) => ({ ...change, side: 'source' as const })),
    ...schemaDrift(TARGET, target).map((change) => ({ ...change, side: 'target' as const })),
  ];
  const result = impactOf(checkText(map), checkText(map, { source, target }), changes);
  return {
    ...result,
    told: result.byChange.map((lines) =>
      lines.map(({ effect, diagnostic }) => `${effect} ${diagnostic.name}`),
    ),
  };
}

describe('a change', () => {
  test('breaks the line that writes a field that is gone', () => {
    const { told } = impact(account('website = website'), {
      target: withField(TARGET, 'res.partner', 'website', null),
    });
    expect(told).toEqual([['breaks unknown-field']]);
  });

  test('makes a guard needless', () => {
    const map = account('website = parent.name else null');
    const source = withField(SOURCE, 'account', 'parent', { enforced: true });
    const changes = [
      { kind: 'type-changed', entity: 'account', field: 'parent', side: 'source', message: 'enforced' },
    ] as const;
    const { byChange } = impactOf(checkText(map), checkText(map, { source }), changes);
    expect(byChange.flat().map(({ effect, diagnostic }) => `${effect} ${diagnostic.name}`)).toEqual([
      'needless else-needless',
    ]);
  });

  test('weakens a map that fills in what depends on who is logged in', () => {
    const map = account().replace('user_id = null', '');
    const { told } = impact(map.replace('name =', 'since = null name ='), {
      target: withField(TARGET, 'res.partner', 'since', { default: 'session' }),
    });
    expect(told).toEqual([[]]);
    const other = impact(map, { target: withField(TARGET, 'res.partner', 'since', { default: 'session' }) });
    expect(other.told).toEqual([['weakens session-default']]);
  });

  test('that touches nothing is told with no line', () => {
    const { told, other, mended } = impact(account(), {
      source: withField(SOURCE, 'contact', 'last', { label: 'Surname' }),
    });
    expect([told, other, mended]).toEqual([[[]], [], []]);
  });

  test('mends what was told before', () => {
    const map = account('comment = notes');
    const target = withField(TARGET, 'res.partner', 'comment', { type: { kind: 'text' } });
    expect(impact(map, { target }).mended.map(({ name }) => name)).toEqual(['type-mismatch']);
  });

  test('draws to itself what stands on a line with its field, and on no other line', () => {
    const [some] = checkText(account('website = webiste')).diagnostics;
    if (some === undefined) throw new TypeError('the example has changed');
    const text = 'email = mail\nwebsite = name | tidy\nphone = tel\n';
    const start = text.indexOf('tidy');
    const told = { ...some, message: 'so', schema: null, span: { file: 'a.map', start, end: start + 4 } };
    const changes = ['mail', 'name', 'tel'].map(
      (field): SidedChange => ({
        kind: 'type-changed',
        entity: 'account',
        field,
        side: 'source',
        message: '',
      }),
    );
    const after = { diagnostics: [told], files: [{ path: 'a.map', text }] };
    const { byChange, other } = impactOf({ diagnostics: [] }, after, changes);
    expect(byChange.map((lines) => lines.length)).toEqual([0, 1, 0]);
    expect(other).toEqual([]);
  });

  test('draws its own lines to itself, whatever else changed', () => {
    const source = withField(SOURCE, 'account', 'name', { type: { kind: 'text', max: 4000 } });
    const target = withField(withField(TARGET, 'res.partner', 'website', null), 'res.partner', 'ref', {
      type: { kind: 'text', max: 3 },
    });
    const { changes, told } = (() => {
      const all = [...schemaDrift(SOURCE, source), ...schemaDrift(TARGET, target)];
      const found = impact(account('website = website ref = "four"'), { source, target });
      return { changes: all.map(({ field }) => field), told: found.told };
    })();
    expect(changes).toEqual(['name', 'ref', 'website']);
    expect(told).toEqual([[], ['breaks too-long'], ['breaks unknown-field']]);
  });
});

test('a renamed field is offered by its new name, whatever it looks like', () => {
  const one = TARGET.entities['res.partner'];
  if (one?.fields.employees === undefined) throw new TypeError('the example has changed');
  const { employees, ...rest } = one.fields;
  const fields = { ...rest, headcount: { ...employees, name: 'headcount' } };
  const target = schema('odoo', [...Object.values({ ...TARGET.entities, [one.name]: { ...one, fields } })]);
  const { byChange } = impact(account('employees = employees'), { target });
  const [line] = byChange.flat();
  expect(line?.diagnostic.fixes[0]).toMatchObject({ safety: 'maybe', edits: [{ text: 'headcount' }] });
});
