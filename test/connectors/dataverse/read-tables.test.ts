import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../src/connectors/contract.ts';
import type { JsonRecord } from '../../../src/connectors/dataverse/json.ts';
import { readTables } from '../../../src/connectors/dataverse/read-tables.ts';
import type { TableFacts } from '../../../src/connectors/dataverse/table-facts.ts';

const column = { LogicalName: 'name', AttributeType: 'String' };
const choice = (OptionSet: unknown) => ({ LogicalName: 'kind', AttributeType: 'Picklist', OptionSet });
const options = { OptionSet: { Options: [{ Value: 1 }] } };

/** The tables that a question for many names. */
function named(path: string): readonly string[] {
  return [...decodeURIComponent(path).matchAll(/"Type":"System.String","Value":"(\w+)"/g)].map(
    (match) => match[1] ?? '',
  );
}

async function read(
  names: readonly string[],
  many: (names: readonly string[]) => JsonRecord,
  one: (path: string) => JsonRecord = () => ({ value: [column] }),
) {
  const accepted = new Map<string, TableFacts | ConnectorError>();
  const asked: string[] = [];
  let stopped = false;
  const get = async (path: string): Promise<JsonRecord> => {
    const together = path.startsWith('RetrieveMetadataChanges');
    asked.push(together ? named(path).join() : path);
    return together ? many(named(path)) : one(path);
  };
  const failure = await readTables(
    names,
    get,
    (name, facts) => void accepted.set(name, facts),
    () => {
      stopped = true;
    },
  ).then(
    () => null,
    (error: unknown) => error,
  );
  return { accepted, asked, stopped, failure };
}

const entities = (names: readonly string[], attributes: readonly unknown[] = [column]) => ({
  EntityMetadata: names.map((LogicalName) => ({ LogicalName, Attributes: attributes })),
});
const forbidden = () => new ConnectorError('forbidden', 'no');

describe('tables that are read together', () => {
  it('are asked for in halves where one of them is refused, down to it', async () => {
    const { accepted, asked } = await read(
      ['a', 'b', 'c', 'd'],
      (names) => {
        if (names.includes('c')) throw forbidden();
        return entities(names);
      },
      () => {
        throw forbidden();
      },
    );
    expect(asked.filter((one) => !one.includes('/'))).toEqual(['a,b,c,d', 'a,b', 'c,d', 'c', 'd']);
    expect(
      [...accepted].filter(([, facts]) => facts instanceof ConnectorError).map(([name]) => name),
    ).toEqual(['c']);
    expect(accepted.size).toBe(4);
  });

  it.each([
    ['leaves a table out', (names: readonly string[]) => entities(names.filter((name) => name !== 'b'))],
    [
      'lacks the options of a choice',
      (names: readonly string[]) => ({
        EntityMetadata: [
          ...entities(names.filter((name) => name !== 'b')).EntityMetadata,
          ...entities(['b'], [choice(null)]).EntityMetadata,
        ],
      }),
    ],
  ])('are asked for by types where the answer %s', async (_what, many) => {
    const { accepted, asked } = await read(['a', 'b'], many, (path) =>
      path.includes('Picklist')
        ? { value: [{ LogicalName: 'kind', ...options }] }
        : { value: [choice(null)] },
    );
    expect(asked.filter((path) => path.includes("'a'"))).toEqual([]);
    expect(asked.filter((path) => path.includes("'b')/Attributes/"))).toHaveLength(1);
    expect(accepted.get('b')).toMatchObject({ attributes: [options] });
  });

  it('are not taken from an answer about other tables', async () => {
    const { failure } = await read(['a'], () => entities(['z']));
    expect(failure).toMatchObject({ kind: 'protocol', message: expect.stringContaining('another one (z)') });
  });

  it('that cannot be had for good end the rest, with the first reason', async () => {
    const names = Array.from({ length: 41 }, (_none, number) => `t${number}`);
    const { failure, stopped, accepted } = await read(names, (some) => {
      if (some.includes('t20')) throw new ConnectorError('unreachable', 'gone');
      return entities(some);
    });
    expect(failure).toMatchObject({ kind: 'unreachable', message: 'gone' });
    expect(stopped).toBe(true);
    expect(accepted.size).toBe(21);
  });
});
