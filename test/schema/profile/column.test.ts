import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/schema/model.ts';
import { Column } from '../../../src/schema/profile/column.ts';
import { EntityProfiler } from '../../../src/schema/profile/entity-profiler.ts';
import { entity, field } from '../example.ts';

function columnOf(values: Iterable<JsonValue>, typed = false): Column {
  const column = new Column(typed);
  for (const value of values) column.see(value);
  return column;
}

describe('a column', () => {
  it('knows the same of its values, few or many', () => {
    const cells = Array.from({ length: 600 }, (_, index) => `${index % 300}.${index % 2 === 0 ? '5' : '25'}`);
    const [few, many] = [columnOf(cells.slice(0, 100)), columnOf(cells)].map((column) => column.summary());
    expect(few?.values?.size).toBe(100);
    expect(many?.values).toBeNull();
    expect(few).toMatchObject({ scale: 2, repeated: false, number: { min: 0.5, max: 99.25 } });
    expect(many).toMatchObject({ scale: 2, repeated: true, number: { min: 0.5, max: 299.25 } });
    expect(many?.fits.get('decimal')).toBe(600);
    expect(many?.patterns.get('decimal')).toBe(600);
  });

  it('counts blanks, lengths in characters, and years', () => {
    expect(columnOf(['  ', 'Zoë 😁', null, 'a']).summary()).toMatchObject({
      filled: 3,
      blank: 1,
      length: { min: 1, max: 5, average: 2.7 },
    });
    expect(columnOf(['2019-03-04', '2024-02-29']).summary().years).toEqual({ min: 2019, max: 2024 });
  });

  it('says what it saw at any time, and goes on', () => {
    const column = columnOf(['1', '2']);
    expect(column.summary().distinct.count).toBe(2);
    column.see('3');
    expect(column.summary()).toMatchObject({ filled: 3, distinct: { count: 3, exact: true } });
  });

  it('holds columns of nested records', () => {
    const summary = columnOf([[{ n: 1 }, { n: 2 }], []], true).summary();
    expect(summary.length).toEqual({ min: 0, max: 2, average: 1 });
    expect(summary.inner?.get('n')?.summary().number).toEqual({ min: 1, max: 2 });
  });
});

describe('memory', () => {
  it('stays under 1.2 MB with a million different values, and under 120 KB once one came twice', () => {
    const column = new Column(false);
    let most = 0;
    for (let index = 0; index < 1_000_000; index++) {
      column.see(`Someone ${index} of ${index * 7}, ${'x'.repeat(index % 50)}`);
      if (index % 10_000 === 0) most = Math.max(most, column.bytes);
    }
    expect(column.summary()).toMatchObject({ filled: 1_000_000, values: null });
    expect(most).toBeLessThan(1_200_000);
    column.see('Someone 1 of 7, x');
    for (let index = 0; index < 200_000; index++)
      column.see(`Someone ${index} of ${index * 7}, ${'x'.repeat(index % 50)}`);
    expect(column.summary().repeated).toBe(true);
    expect(column.bytes).toBeLessThan(120_000);
  });

  it('of an entity is bounded by its columns', () => {
    const names = Array.from({ length: 20 }, (_, index) => `x_${index}`);
    const profiler = new EntityProfiler(
      entity(
        'thing',
        names.map((name) => field(name, { kind: 'text' })),
      ),
    );
    for (let row = 0; row < 20_000; row++) {
      profiler.see(
        Object.fromEntries(names.map((name, index) => [name, `${row % (index * 1000 + 1)} times`])),
      );
    }
    expect(profiler.bytes).toBeLessThan(20 * 120_000);
    expect(profiler.result().rows).toBe(20_000);
  });
});
