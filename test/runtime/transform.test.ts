import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../src/connectors/contract.ts';
import type { Assignment, Expr, MapPlan, Plan, SkipArmPlan, WriteArm } from '../../src/plan/types.ts';
import { createMemoryStore } from '../../src/runtime/store-memory.ts';
import { compileColumnExpr, createTransformer, type TransformEnv } from '../../src/runtime/transform.ts';
import type { Answer, LaterOutcome, Need, Outcome, Trace, Unit } from '../../src/runtime/types.ts';
import { canonicalJson } from '../../src/schema/digest.ts';
import type { JsonValue } from '../../src/schema/model.ts';
import {
  answering,
  anyExpr,
  choose,
  field,
  idMap,
  lit,
  oracle,
  randomIds,
  randomRecords,
  randomTables,
  silent,
  spans,
} from './evaluate-kit.ts';

function assignment(name: string, value: Expr, more: Partial<Assignment> = {}): Assignment {
  return {
    fields: [name],
    type: { kind: 'text' },
    mode: 'set',
    when: 'always',
    exact: false,
    required: false,
    value,
    because: null,
    at: 0,
    ...more,
  };
}

function arm(more: Partial<WriteArm> = {}): WriteArm {
  return {
    kind: 'write',
    target: 'res.partner',
    guard: null,
    lets: [],
    requires: [],
    key: [assignment('x_id', { op: 'text', parts: ['account:', field('id')] })],
    match: [],
    assignments: [],
    at: 0,
    ...more,
  };
}

function planOf(arms: readonly (WriteArm | SkipArmPlan)[], more: Partial<MapPlan> = {}): Plan {
  const map: MapPlan = {
    id: 'accounts',
    kind: 'map',
    phase: 'run',
    reads: ['account'],
    source: 'account',
    each: null,
    arms,
    unmatched: null,
    drops: [],
    at: 0,
    ...more,
  };
  return {
    format: 2,
    source: 'crm',
    target: 'odoo',
    digests: { maps: '', source: '', target: '' },
    settings: { timezone: 'UTC', language: 'en_US' },
    provision: [],
    extract: [],
    expects: [],
    tables: randomTables,
    maps: { accounts: map },
    order: [],
    fates: [],
    requires: [],
    thresholds: [],
    spans,
  };
}

function record(id: string, values: Readonly<Record<string, JsonValue>> = {}): SourceRecord {
  return { id, values: { id, ...values } };
}

interface Run {
  readonly units: readonly Unit[];
  readonly first: readonly Outcome[];
  readonly later: readonly LaterOutcome[];
}

function run(plan: Plan, records: readonly SourceRecord[], env: Partial<TransformEnv> = {}): Run {
  const transformer = createTransformer(plan, {
    store: createMemoryStore({ account: records }),
    ids: idMap({}),
    answers: silent,
    ...env,
  });
  const units = [...transformer.units('accounts')];
  return {
    units,
    first: units.map((unit) => transformer.first(unit)),
    later: units.map((unit) => transformer.later(unit)),
  };
}

function firstOf(
  plan: Plan,
  values: Readonly<Record<string, JsonValue>> = {},
  env: Partial<TransformEnv> = {},
): Outcome {
  const [outcome] = run(plan, [record('a1', values)], env).first;
  if (outcome === undefined) throw new Error('no unit');
  return outcome;
}

const tag: Expr = { op: 'lookup', entity: 'crm.tag', where: [{ path: 'name', value: field('name') }] };
const newTag: Expr = {
  op: 'else',
  of: tag,
  handlers: [{ kind: 'create', entity: 'crm.tag', values: [], at: 0 }],
};
const lost: Expr = { op: 'get', of: lit({ entity: 'account', id: 'lost' }), field: 'name' };

describe('a unit that is written', () => {
  it('has its key, its match sides, and its fields by when they are written', () => {
    const plan = planOf([
      arm({
        match: [
          { pairs: [{ target: { op: 'column', field: 'email' }, source: field('mail'), as: 'text' }], at: 0 },
          { pairs: [{ target: { op: 'column', field: 'name' }, source: field('name'), as: 'text' }], at: 0 },
        ],
        assignments: [
          assignment('name', field('name'), { exact: true }),
          assignment('stage', lit(1), { when: 'initial' }),
          assignment('tags', lit([1]), { mode: 'add' }),
          assignment('parent_id', lit(2), { when: 'later' }),
        ],
      }),
    ]);
    const { first, later } = run(plan, [record('a1', { name: 'Kaya', mail: null })]);
    expect(first).toEqual([
      {
        kind: 'write',
        arm: 0,
        target: 'res.partner',
        key: [{ field: 'x_id', value: 'account:a1', mode: 'set', exact: false, at: 0 }],
        match: [null, ['Kaya']],
        always: [
          { field: 'name', value: 'Kaya', mode: 'set', exact: true, at: 0 },
          { field: 'tags', value: [1], mode: 'add', exact: false, at: 0 },
        ],
        initial: [{ field: 'stage', value: 1, mode: 'set', exact: false, at: 0 }],
        warnings: [],
        trace: { strata: ['arm 0'], references: [] },
      },
    ]);
    expect(later).toEqual([
      {
        kind: 'write',
        writes: [{ field: 'parent_id', value: 2, mode: 'set', exact: false, at: 0 }],
        warnings: [],
        trace: { strata: ['arm 0'], references: [] },
      },
    ]);
  });

  it('fills a pair of fields, with nulls where there is nothing', () => {
    const pair = (value: Expr): Plan =>
      planOf([arm({ assignments: [assignment('', value, { fields: ['res_model', 'res_id'] })] })]);
    expect(firstOf(pair(lit({ model: 'crm.lead', id: 4 })))).toMatchObject({
      always: [
        { field: 'res_model', value: 'crm.lead' },
        { field: 'res_id', value: 4 },
      ],
    });
    expect(firstOf(pair(lit(null)))).toMatchObject({ always: [{ value: null }, { value: null }] });
  });

  it('works a let out once, and only where it is asked for', () => {
    const warned: Expr = {
      op: 'else',
      of: lost,
      handlers: [{ kind: 'warn', message: lit('no name'), at: 0 }],
    };
    const use: Expr = { op: 'local', name: 'title' };
    const lets = [
      { name: 'never', value: lost },
      { name: 'title', value: warned },
    ];
    const outcome = firstOf(
      planOf([arm({ lets, assignments: [assignment('a', use), assignment('b', use)] })]),
    );
    expect(outcome).toMatchObject({ kind: 'write', warnings: [{ message: 'no name', at: 0 }] });
  });
});

describe('a list that is written', () => {
  const some: Expr = { op: 'list', items: [field('name'), field('phone'), lit('x')] };
  const each: Expr = {
    op: 'call',
    fn: 'each',
    args: [
      { op: 'list', items: [lit('a'), lit('b')] },
      {
        op: 'lambda',
        param: 'one',
        body: {
          op: 'if',
          condition: {
            op: 'compare',
            operator: '==',
            as: 'text',
            left: { op: 'local', name: 'one' },
            right: lit('a'),
          },
          then: lit(null),
          otherwise: { op: 'local', name: 'one' },
        },
      },
    ],
  };
  const warned = (value: Expr, values = {}): readonly string[] => {
    const outcome = firstOf(planOf([arm({ assignments: [assignment('tags', value)] })]), values);
    if (outcome.kind !== 'write') throw new Error('it is not written');
    return outcome.warnings.map(({ message }) => message);
  };

  it('leaves nulls out, and counts them', () => {
    expect(warned(some)).toEqual(['tags: 2 elements of the list have no value and were left out']);
    expect(warned(some, { name: 'n' })).toEqual([
      'tags: 1 element of the list has no value and was left out',
    ]);
    expect(warned(some, { name: 'n', phone: 'p' })).toEqual([]);
    expect(warned(each)).toEqual(['tags: 1 element of the list has no value and was left out']);
  });

  it('counts nothing where a text is made of it', () => {
    expect(warned({ op: 'call', fn: 'join', args: [some, lit(', ')] })).toEqual([]);
  });
});

describe('arms', () => {
  const arms = [
    arm({ guard: field('active'), target: 'crm.lead' }),
    { kind: 'skip', because: 'old', at: 0 } satisfies SkipArmPlan,
  ];

  it('take the first guard that holds; null is false', () => {
    expect(firstOf(planOf(arms), { active: true })).toMatchObject({
      kind: 'write',
      arm: 0,
      target: 'crm.lead',
    });
    expect(firstOf(planOf(arms), { active: null })).toMatchObject({
      kind: 'skipped',
      arm: 1,
      because: 'old',
    });
    expect(firstOf(planOf(arms.slice(0, 1)), { active: false })).toMatchObject({
      kind: 'skipped',
      arm: null,
      because: null,
    });
  });

  it('a guard that fails rejects', () => {
    expect(firstOf(planOf([arm({ guard: lost })]))).toMatchObject({ kind: 'rejected', failure: 'dangling' });
  });

  it('a guard that is pending asks for nothing but itself', () => {
    const guard: Expr = { op: 'compare', operator: '!=', as: 'reference', left: tag, right: lit(null) };
    const outcome = firstOf(planOf([arm({ guard, assignments: [assignment('tag', newTag)] })]), {
      name: 'x',
    });
    expect(outcome).toMatchObject({ kind: 'pending', needs: [{ kind: 'lookup', entity: 'crm.tag' }] });
  });
});

describe('ends', () => {
  const handled = (kind: 'reject' | 'queue'): Expr => ({
    op: 'else',
    of: lost,
    handlers: [kind === 'queue' ? { kind, at: 0 } : { kind, message: lit('its own words'), at: 0 }],
  });
  const translated: Expr = {
    op: 'translate',
    of: lit({ entity: 'account', id: 'a9' }),
    candidates: { account: ['others'] },
  };

  it.each<readonly [string, Partial<WriteArm>, object]>([
    [
      'an empty key',
      { key: [assignment('x_id', lit(null))] },
      { kind: 'rejected', reason: 'its key is empty', failure: null },
    ],
    ...[null, '', ' \n '].map((value): [string, Partial<WriteArm>, object] => [
      `a required field with ${JSON.stringify(value)}`,
      { assignments: [assignment('name', lit(value), { required: true })] },
      { kind: 'rejected', reason: 'its name is empty', failure: null },
    ]),
    [
      'a blank text where one may be',
      { assignments: [assignment('name', lit(' '))] },
      { kind: 'write', always: [{ field: 'name', value: ' ' }] },
    ],
    [
      'else reject',
      { assignments: [assignment('f', handled('reject'))] },
      { kind: 'rejected', reason: 'its own words', failure: 'dangling' },
    ],
    [
      'else queue',
      { assignments: [assignment('f', handled('queue'))] },
      { kind: 'queued', failure: 'dangling' },
    ],
    [
      'a failure that nobody took',
      { assignments: [assignment('f', lost)] },
      { kind: 'rejected', failure: 'dangling', reason: 'f: its account lost is not in the source' },
    ],
    [
      'a failure in a match',
      { match: [{ pairs: [{ target: lit(1), source: lost, as: 'text' }], at: 0 }] },
      { kind: 'rejected', failure: 'dangling' },
    ],
    [
      'a requirement',
      { requires: [{ condition: field('none'), action: 'reject', message: lit('needs it'), at: 0 }] },
      { kind: 'rejected', reason: 'needs it', failure: null },
    ],
    [
      'a requirement that warns',
      { requires: [{ condition: field('none'), action: 'warn', message: lit('hm'), at: 0 }] },
      { kind: 'write', warnings: [{ message: 'hm', at: 0 }] },
    ],
  ])('%s', (_name, more, end) => {
    expect(firstOf(planOf([arm(more)]))).toMatchObject(end);
  });

  it('a required field that is empty in the second pass', () => {
    const line = assignment('parent_id', lit(null), { required: true, when: 'later' });
    const plan = planOf([arm({ assignments: [line] })]);
    expect(run(plan, [record('a1', {})]).later[0]).toMatchObject({
      kind: 'rejected',
      reason: 'its parent_id is empty',
    });
  });

  it('a rejected reference rejects with the chain, one that waits makes the unit wait', () => {
    const plan = planOf([arm({ assignments: [assignment('f', translated)] })]);
    expect(
      firstOf(plan, {}, { ids: idMap({ 'others/a9': { state: 'rejected', reason: 'no name' } }) }),
    ).toMatchObject({
      kind: 'rejected',
      failure: 'rejected',
      reason: 'f: its account a9 was rejected: no name',
    });
    expect(firstOf(plan, {}, { ids: idMap({ 'others/a9': { state: 'queued' } }) })).toMatchObject({
      kind: 'queued',
      failure: 'unmatched',
    });
  });
});

describe('each', () => {
  const each = { name: 'line', list: field('lines') };
  const plan = planOf(
    [
      arm({
        assignments: [assignment('qty', { op: 'get', of: { op: 'local', name: 'line' }, field: 'qty' })],
      }),
    ],
    { each },
  );

  it('makes a unit of each element, none of an empty or missing list', () => {
    const { units, first } = run(plan, [
      record('a1', { lines: [{ qty: 1 }, { qty: 2 }] }),
      record('a2', { lines: [] }),
      record('a3', { lines: null }),
    ]);
    expect(units).toHaveLength(2);
    expect(first.map((one) => (one.kind === 'write' ? one.always[0]?.value : one))).toEqual([1, 2]);
  });

  it('tells of each element what its list warned of', () => {
    const warned: Expr = {
      op: 'else',
      of: lost,
      handlers: [{ kind: 'warn', message: lit('no line'), at: 0 }],
    };
    const list: Expr = { op: 'coalesce', left: warned, right: field('lines') };
    const { first } = run({ ...planOf([arm()], { each: { name: 'line', list } }) }, [
      record('a1', { lines: ['a', 'b'] }),
    ]);
    expect(
      first.map((one) => (one.kind === 'write' ? one.warnings.map(({ message }) => message) : one)),
    ).toEqual([['no line'], ['no line']]);
  });

  it('names units by their elements, whatever the order', () => {
    const ids = (lines: readonly JsonValue[]): readonly string[] =>
      run(plan, [record('a1', { lines })]).units.map(({ id }) => id);
    const line = { entity: 'line', id: 'l1' };
    expect(ids([line, 'a', 'a', 7])).toEqual(['a1#line:l1', 'a1#a', 'a1#a#2', 'a1#7']);
    expect(ids(['a#2', 'a', 'a'])).toEqual(['a1#a#2', 'a1#a', 'a1#a#3']);
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<JsonValue>), (lines) => {
        expect(ids(lines.toReversed()).toSorted()).toEqual(ids(lines).toSorted());
        expect(new Set(ids(lines)).size).toBe(lines.length);
      }),
    );
  });

  it('accounts for a record whose list cannot be had', () => {
    const { units, first } = run({ ...planOf([arm()], { each: { name: 'line', list: lost } }) }, [
      record('a1'),
    ]);
    expect(units.map(({ id }) => id)).toEqual(['a1']);
    expect(first).toMatchObject([{ kind: 'rejected', failure: 'dangling' }]);
  });
});

describe('circles in the data', () => {
  const up = (more: Partial<Assignment> = {}): Assignment =>
    assignment(
      'parent_id',
      {
        op: 'else',
        of: { op: 'translate', of: { op: 'local', name: 'above' }, candidates: { account: ['accounts'] } },
        handlers: [{ kind: 'value', value: lit(null) }],
      },
      { when: 'later', type: { kind: 'reference', targets: ['res.partner'] }, ...more },
    );
  const lets = [{ name: 'above', value: field('parent') }];
  const plan = planOf([arm({ guard: { op: 'not', of: field('off') }, lets, assignments: [up()] })]);
  const child = (id: string, parent: string | null, off = false): SourceRecord =>
    record(id, { parent: parent === null ? null : { entity: 'account', id: parent }, off });
  const ends = (records: readonly SourceRecord[], env: Partial<TransformEnv> = {}): readonly string[] =>
    run(plan, records, env).first.map((one) => (one.kind === 'rejected' ? one.reason : one.kind));

  it('reject every record of the circle with its chain, and nobody else', () => {
    expect(
      ends([child('a', 'c'), child('b', 'a'), child('c', 'b'), child('d', 'a'), child('e', null)]),
    ).toEqual([
      'it is its own ancestor by parent_id: a -> c -> b -> a',
      'it is its own ancestor by parent_id: b -> a -> c -> b',
      'it is its own ancestor by parent_id: c -> b -> a -> c',
      'write',
      'write',
    ]);
    expect(ends([child('a', 'a')])).toEqual(['it is its own ancestor by parent_id: a -> a']);
  });

  it('are none where a guard or a missing record breaks them', () => {
    expect(ends([child('a', 'b'), child('b', 'a', true)])).toEqual(['write', 'skipped']);
    expect(ends([child('a', 'lost')])).toEqual(['write']);
  });

  it('are no matter in a field that is no hierarchy', () => {
    expect(ends([child('a', 'a')], { hierarchical: () => false })).toEqual(['write']);
  });

  it('are found exactly, whatever the shape of the data', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(9)), { minLength: 1, maxLength: 10 }), (parents) => {
        const records = parents.map((parent, index) =>
          child(`r${index}`, parent === null ? null : `r${parent}`),
        );
        const isOwnAncestor = (start: number): boolean => {
          let at = parents[start] ?? null;
          for (let steps = 0; at !== null && steps <= 10; steps += 1) {
            if (at === start) return true;
            at = parents[at] ?? null;
          }
          return false;
        };
        const found = ends(records).map((end) => end.startsWith('it is its own ancestor'));
        expect(found).toEqual(parents.map((_, index) => isOwnAncestor(index)));
      }),
    );
  });
});

function split(outcome: Outcome | LaterOutcome): { readonly trace: Trace; readonly rest: object } {
  if (!('trace' in outcome)) return { trace: { strata: [], references: [] }, rest: outcome };
  const { trace, ...rest } = outcome;
  return { trace, rest };
}

describe('rounds of answers', () => {
  it('ask for everything that is missing at once', () => {
    const other: Expr = { op: 'lookup', entity: 'crm.team', where: [{ path: 'name', value: field('name') }] };
    const outcome = firstOf(planOf([arm({ assignments: [assignment('a', tag), assignment('b', other)] })]), {
      name: 'x',
    });
    expect(
      outcome.kind === 'pending'
        ? outcome.needs.map((need) => ('entity' in need ? need.entity : null))
        : outcome,
    ).toEqual(['crm.tag', 'crm.team']);
  });

  it('derive no row for a unit that is rejected anyway', () => {
    const none = answering((need) => (need.kind === 'lookup' ? { kind: 'ids', ids: [] } : undefined));
    const assignments = [assignment('a', newTag), assignment('b', lost)];
    expect(firstOf(planOf([arm({ assignments })]), { name: 'x' }, { answers: none })).toMatchObject({
      kind: 'rejected',
      failure: 'dangling',
    });
    expect(
      firstOf(planOf([arm({ assignments: assignments.slice(0, 1) })]), { name: 'x' }, { answers: none }),
    ).toMatchObject({
      kind: 'pending',
      needs: [{ kind: 'derive' }],
    });
  });

  it('put a failure in which a derived row had a part after all others, through a let too', () => {
    const made: Expr = { op: 'local', name: 'tag' };
    const plan = planOf([
      arm({
        lets: [{ name: 'tag', value: newTag }],
        assignments: [
          assignment('a', made),
          assignment('b', { op: 'list', items: [made, lost] }),
          assignment('c', { op: 'call', fn: 'int', args: [lit('x')] }),
        ],
      }),
    ]);
    const answers = answering((need) =>
      need.kind === 'derive' ? { kind: 'derived', id: 1 } : { kind: 'ids', ids: [] },
    );
    expect(firstOf(plan, { name: 'x' }, { answers })).toMatchObject({ kind: 'rejected', failure: 'convert' });
  });

  it('end as if every answer had been there from the start, however they come', () => {
    const name = fc.constantFrom('f', 'g');
    const assignments = fc.array(
      fc
        .tuple(name, anyExpr, fc.constantFrom<Assignment['when']>('always', 'initial', 'later'))
        .map(([f, value, when]) => assignment(f, value, { when })),
      { maxLength: 4 },
    );
    const arms = fc.record({
      guard: fc.option(
        anyExpr.map((value) =>
          choose(
            { op: 'compare', operator: '==', as: 'text', left: value, right: lit('x') },
            lit(false),
            lit(true),
          ),
        ),
      ),
      lets: anyExpr.map((value) => [{ name: 'x', value }]),
      requires: fc.array(
        anyExpr.map((value) => ({
          condition: { op: 'not', of: { op: 'not', of: choose(value, lit(true), lit(true)) } } satisfies Expr,
          action: 'reject' as const,
          message: value,
          at: 0,
        })),
        { maxLength: 1 },
      ),
      match: fc.array(
        anyExpr.map((source) => ({ pairs: [{ target: lit(1), source, as: 'text' as const }], at: 0 })),
        { maxLength: 1 },
      ),
      assignments,
    });
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(arms, fc.nat(), fc.nat(), (more, seed, drip) => {
        const plan = planOf([arm(more)]);
        const answer = oracle(seed);
        const env = { store: createMemoryStore(randomRecords), ids: idMap(randomIds) };
        const quick = createTransformer(plan, { ...env, answers: answering(answer) });
        const known = new Map<string, Answer>();
        const asked = (need: Need): string => canonicalJson({ ...need });
        const slow = createTransformer(plan, {
          ...env,
          answers: answering((need) => known.get(asked(need))),
        });
        for (const unit of quick.units('accounts')) {
          for (const pass of ['first', 'later'] as const) {
            const expected = quick[pass](unit);
            let outcome = slow[pass](unit);
            let rounds = 0;
            for (; outcome.kind === 'pending'; outcome = slow[pass](unit)) {
              expect(outcome.needs).not.toHaveLength(0);
              for (const need of outcome.needs) expect(known.has(asked(need))).toBe(false);
              // Sometimes one answer at a time, sometimes all of them.
              const answered = drip % 2 === 0 ? outcome.needs : outcome.needs.slice(0, 1);
              for (const need of answered) known.set(asked(need), answer(need));
              rounds += 1;
            }
            const [mine, whole] = [split(outcome), split(expected)];
            expect(mine.rest).toEqual(whole.rest);
            // For a unit that is rejected no row is derived: what lies behind one is not met.
            if (outcome.kind === 'write' || outcome.kind === 'skipped')
              expect(mine.trace).toEqual(whole.trace);
            else expect(whole.trace.strata).toEqual(expect.arrayContaining([...mine.trace.strata]));
            kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
            if (rounds > 1) kinds.set('rounds', (kinds.get('rounds') ?? 0) + 1);
          }
        }
      }),
      { numRuns: 1500 },
    );
    // The plans come to every end and take several rounds, or the property would say little.
    for (const kind of ['write', 'rejected', 'queued', 'skipped', 'rounds'])
      expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(5);
  });
});

describe('the target side of a match', () => {
  const side = compileColumnExpr(
    { op: 'call', fn: 'host', args: [{ op: 'column', field: 'website' }] },
    planOf([]),
  );

  it('is a function of the row, and null where it cannot be had', () => {
    expect(side({ values: { website: 'https://www.kaya.com.tr/' } })).toBe('kaya.com.tr');
    expect(side({ values: { website: null } })).toBeNull();
    expect(side({ values: { website: 7 } })).toBeNull();
    expect(compileColumnExpr(tag, planOf([]))({ values: {} })).toBeNull();
  });
});
