import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { object, objects } from './client.ts';

const folder = new URL('../../../src/sandbox/dataverse/data/schema/', import.meta.url);
const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const readme = text('README.md');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .toSorted();

it('hold as many columns and relationships as were collected', () => {
  const rows = [
    ...readme.matchAll(/^\| (\w+\.json) \| (\d+) \|.*?\| (\d+) \| (\d+) \((\d+)\) \| (\d+) \|$/gm),
  ];
  const listed = rows.map(([, name, ...numbers]) => [name, ...numbers.map(Number)]);
  const counted = files.map((name) => {
    const table = object(JSON.parse(text(name)));
    const columns = objects(table.Attributes);
    const single = objects(table.ManyToOne);
    return [
      name,
      columns.length,
      columns.filter((column) => column.Unverified !== undefined).length,
      single.length,
      single.filter((one) => one.ReferencingEntityNavigationPropertyName !== undefined).length,
      objects(table.ManyToMany).length,
    ];
  });
  expect(files).toHaveLength(26);
  expect(counted).toEqual(listed.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
});

it('are byte for byte what was collected', () => {
  const hash = createHash('sha256');
  for (const name of files) hash.update(`${name}\n${text(name)}`);
  expect(readme).toContain(`SHA-256 of the 26 files: \`${hash.digest('hex')}\``);
});
