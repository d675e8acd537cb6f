import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import schema from '../../src/plan/plan.schema.json' with { type: 'json' };
import { PlanError } from '../../src/plan/plan-error.ts';
import { checkPlan, readPlan } from '../../src/plan/read.ts';
import { planDigest, planToText } from '../../src/plan/write.ts';
import { everyFieldType, everyHandler, everyOp, samplePlan } from './sample-plan.ts';

type Mutable = { [key: string]: unknown };

/** The objects inside a value that belong to the plan's shape: not free JSON, not records keyed by name. */
function shapedPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const key = path.at(-1) ?? '';
  if (!Array.isArray(value) && 'op' in value && value.op === 'literal') return [path];
  const keyed =
    ['tables', 'maps', 'candidates', 'key', 'values', 'access'].includes(key) && !Array.isArray(value);
  const inside = Object.entries(value).flatMap(([name, item]) => shapedPaths(item, [...path, name]));
  const named = key === 'fields' && path.includes('expects') && !Array.isArray(value);
  return Array.isArray(value) || keyed || named ? inside : [path, ...inside];
}

function at(root: unknown, path: readonly string[]): Mutable {
  let value = root as Mutable;
  for (const step of path) value = value[step] as Mutable;
  return value;
}

const OPTIONAL = new Set(
  'at max min precision scale currency open required default write unique computed companionOf enforced hierarchy provisioned inactive typeField format defaultValue caseless unsearchable part allowed onDelete per access'.split(
    ' ',
  ),
);

describe('a plan', () => {
  it('with one of everything is accepted and comes back the same', () => {
    expect(readPlan(planToText(samplePlan))).toEqual(samplePlan);
  });

  it('has the operators, handlers and field types of its schema, and no others', () => {
    const tags = (branches: readonly { properties: object }[], tag: string): string[] =>
      branches
        .flatMap(({ properties }) => {
          const rule = (properties as Record<string, { const?: string; enum?: string[] }>)[tag];
          return rule?.enum ?? [rule?.const ?? ''];
        })
        .sort();
    expect(tags(schema.$defs.Expr.oneOf, 'op')).toEqual(Object.keys(everyOp).sort());
    expect(tags(schema.$defs.Handler.oneOf, 'kind')).toEqual(Object.keys(everyHandler).sort());
    expect(tags(schema.$defs.FieldType.oneOf, 'kind')).toEqual(Object.keys(everyFieldType).sort());
  });

  it('is written as the same bytes whatever the order of its properties', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, shuffled(item)]),
      );
    };
    const other = checkPlan(shuffled(samplePlan));
    expect(Object.keys(other)).not.toEqual(Object.keys(samplePlan));
    expect(planToText(other)).toBe(planToText(samplePlan));
    expect(planDigest(other)).toBe(planDigest(samplePlan));
    expect(planDigest({ ...samplePlan, source: 'other' })).not.toBe(planDigest(samplePlan));
  });
});

describe('a damaged plan is refused', () => {
  const paths = shapedPaths(samplePlan);

  it('whatever property is missing', () => {
    expect(paths.length).toBeGreaterThan(100);
    for (const path of paths) {
      for (const name of Object.keys(at(samplePlan, path))) {
        if (OPTIONAL.has(name) && (name !== 'at' || 'op' in at(samplePlan, path))) continue;
        if (['required', 'unique', 'provisioned'].includes(name)) continue;
        // An arm must have its key; of a field the word is another.
        if (name === 'key' && 'type' in at(samplePlan, path)) continue;
        const copy = structuredClone(samplePlan);
        delete at(copy, path)[name];
        expect(() => checkPlan(copy), `${path.join('/')} without ${name}`).toThrow(PlanError);
      }
    }
  });

  it('whatever property is added', () => {
    for (const path of paths) {
      const copy = structuredClone(samplePlan);
      at(copy, path).surplus = 1;
      expect(() => checkPlan(copy), path.join('/')).toThrow(/surplus/);
    }
  });

  it('with a sentence that says what to do, for any JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => readPlan(JSON.stringify(value))).toThrow(/compile it again with `mapc compile`\.$/);
      }),
    );
  });

  it.each([
    ['{', /^This file is not a plan: it is not JSON/],
    ['[]', /^This file is not a plan: it names no format/],
    [
      '{"format":1}',
      /^This plan has format 1, this mapc reads format 2: compile it again with `mapc compile`\.$/,
    ],
    ['{"format":2}', /^This plan is damaged: at its top, it must have required property/],
  ])('%s', (text, message) => {
    expect(() => readPlan(text)).toThrow(message);
  });

  it.each([
    ['a wrong operator', 'value', { op: 'eval', code: '1' }, /eval/],
    [
      'an unknown function',
      'value',
      { op: 'call', fn: 'constructor', args: [] },
      /the function "constructor"/,
    ],
    [
      'an unknown table',
      'value',
      { op: 'table', table: 'toString', keys: [{ op: 'this' }] },
      /the table "toString"/,
    ],
    [
      'an unknown map',
      'value',
      { op: 'translate', of: { op: 'this' }, candidates: { a: ['b'] } },
      /the map "b"/,
    ],
    ['a span outside', 'at', 9, /span 9 of 1/],
  ])('for %s', (_what, name, value, message) => {
    const copy = structuredClone(samplePlan);
    at(copy, ['maps', 'account->res.partner', 'arms', '0', 'assignments', '0'])[name] = value;
    expect(() => checkPlan(copy)).toThrow(message);
  });

  it('for an order that names no map', () => {
    expect(() => checkPlan({ ...samplePlan, order: [{ map: 'x', pass: 1 }] })).toThrow(/the map "x"/);
  });
});
