import { Random } from '../../../src/sandbox/dataverse/generate/random.ts';
import type { Entity, Field, JsonValue } from '../../../src/schema/model.ts';

type Values = Readonly<Record<string, JsonValue>>;

/**
 * Records of an entity with values of every field's type, as a source would give them: some empty, some at the edge of what
 * the type holds. References lead to the `ids`, and now and then to nothing.
 * @param ids of the records of each entity
 */
export function inventedRows(
  entity: Entity,
  ids: Readonly<Record<string, readonly string[]>>,
  seed: number,
): readonly { readonly id: string; readonly values: Values }[] {
  const random = new Random(seed, entity.name);
  return (ids[entity.name] ?? []).map((id) => ({
    id,
    values: Object.fromEntries(
      Object.values(entity.fields).map((field) => {
        if (field.name === entity.id) return [field.name, id];
        const empty = field.required !== true && random.chance(20);
        return [field.name, empty ? null : sampleOf(field, ids, random)];
      }),
    ),
  }));
}

function sampleOf(
  { type, required }: Field,
  ids: Readonly<Record<string, readonly string[]>>,
  random: Random,
): JsonValue {
  switch (type.kind) {
    case 'text':
    case 'html': {
      const text = random.pick([
        'Straße 1',
        'İğne & "ip" <b>',
        'a\tb',
        ' spaced ',
        '数量',
        '{x} \\ 100 %',
        '0',
        'é'.repeat(300),
      ]);
      return text.slice(0, type.max ?? 300);
    }
    case 'integer':
      return random.pick(
        [type.min ?? 0, type.max ?? 2_147_483_647, 0, 17].filter((one) => one >= (type.min ?? 0)),
      );
    case 'float':
      return random.pick([0, 0.1, 1 / 3, 1e-9, 123456.789]);
    case 'decimal':
    case 'money':
      return type.scale === 0
        ? random.pick(['0', '-9223372036854775808', '9223372036854775807'])
        : random.pick(['0', '12.5', '-0.1', '99999999.9', '1000.5']);
    case 'boolean':
      return random.chance(50);
    case 'date':
      return random.pick(['1899-12-30', '2024-02-29', '2099-12-31']);
    case 'instant':
      return random.pick(['1970-01-01T00:00:00Z', '2024-03-31T01:30:00Z', '2024-10-27T00:59:59Z']);
    case 'local':
      return random.pick(['2024-03-31T01:30:00', '2024-10-27T01:30:00', '2020-01-01T00:00:00']);
    case 'enum':
      return random.pick(type.options).value;
    case 'enums':
      return type.options.filter(() => random.chance(50)).map(({ value }) => value);
    case 'reference': {
      // Nobody makes a person of an id that leads nowhere.
      const entity = required === true ? 'systemuser' : random.pick(type.targets);
      const known = ids[entity] ?? [];
      const gone = required !== true && (known.length === 0 || random.chance(10));
      return { entity, id: gone ? '00000000-0000-0000-0000-00000000dead' : random.pick(known) };
    }
    case 'references':
      return (ids[type.target] ?? [])
        .filter(() => random.chance(20))
        .map((id) => ({ entity: type.target, id }));
    default:
      return null;
  }
}
