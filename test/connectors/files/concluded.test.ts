import { describe, expect, it } from 'vitest';
import { typeText } from '../../../src/schema/type-text.ts';
import { entityOf, recordsOf, sourceOf } from './folder.ts';

const lines = (head: string, count: number, line: (index: number) => string): string =>
  `${head}\n${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`;

describe('what is concluded', () => {
  const files = {
    'people.csv': lines('id,boss,manager_id,active,state', 40, (index) =>
      [
        index + 1,
        (index % 5) + 1,
        (index % 5) + 1,
        index % 3 === 0 ? 'evet' : 'hayır',
        ['new', 'old'][index % 2],
      ].join(),
    ),
  };

  it('is read as what it was concluded to be', async () => {
    const source = sourceOf(files);
    const { fields } = entityOf(await source.discover(null), 'people');
    expect(Object.values(fields).map(({ name, type }) => `${name}: ${typeText(type)}`)).toEqual([
      'id: integer',
      'boss: reference to people',
      'manager_id: reference to people',
      'active: boolean',
      'state: text',
    ]);
    expect((await recordsOf(source, 'people'))[1]?.values).toEqual({
      id: 2,
      boss: { entity: 'people', id: '2' },
      manager_id: { entity: 'people', id: '2' },
      active: false,
      state: 'old',
    });
  });

  it('says why, and what else may be meant', async () => {
    const { fields } = entityOf(await sourceOf(files).discover(null), 'people');
    expect(fields.active?.origin).toEqual({
      kind: 'inferred',
      confidence: 0.95,
      evidence: 'all values are words for yes and no',
      required: true,
    });
    expect(fields.state?.origin?.proposed?.type.kind).toBe('enum');
    expect(fields.id?.origin).toMatchObject({ evidence: 'all values are whole numbers' });
  });

  it('gives way to what is declared, which has no origin', async () => {
    const source = sourceOf(files, { people: { fields: { boss: 'integer', state: 'enum(new, old)' } } });
    const { fields } = entityOf(await source.discover(null), 'people');
    expect(fields.boss).toEqual({ name: 'boss', label: 'boss', type: { kind: 'integer' } });
    expect(fields.state?.origin).toBeUndefined();
  });

  it('is no reference where the ids are those of nobody, whatever the name', async () => {
    const source = sourceOf({
      'companies.csv': lines('id,name', 10, (index) => `${index + 1},c`),
      'people.csv': lines('id,company_id', 10, (index) => `${index + 1},${index + 500}`),
    });
    const { fields } = entityOf(await source.discover(['people']), 'people');
    expect(fields.company_id?.type).toEqual({ kind: 'integer' });
  });

  it('knows nothing of a column without a value, and of a file without a line', async () => {
    const source = sourceOf({ 'a.csv': 'id,x\n1,\n', 'b.csv': 'id,x\n' });
    const schema = await source.discover(null);
    for (const name of ['a', 'b'])
      expect(entityOf(schema, name).fields.x).toMatchObject({
        type: { kind: 'text' },
        origin: { confidence: 0 },
      });
  });
});
