import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const DEVICE = `{
  "name": "device", "label": "Device", "id": "id", "display": "name",
  "fields": {
    "id": { "label": "Id", "type": { "kind": "text", "max": 10 }, "required": true, "unique": true },
    "name": { "label": "Name", "type": { "kind": "text", "max": 40 } },
    "owner": { "label": "Owner", "type": { "kind": "reference", "targets": ["customer"] } }
  }
}
`;
const project = (changes: Readonly<Record<string, string>> = {}): string =>
  makeProject({ 'schemas/source/device.json': DEVICE, ...changes });

describe('mapc scaffold', () => {
  it('writes a map beside the others, and says what takes it up and how much there is to confirm', async () => {
    const folder = project();
    const { code, out, err } = await runCli(['scaffold', 'device', folder, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      path: 'device.map',
      models: { device: 'x_device' },
      import: 'import "./device.map"',
      proposals: 3,
      errors: 0,
    });
    writeFileSync(
      join(folder, 'main.map'),
      readFileSync(join(folder, 'main.map'), 'utf8').replace('\n\n', '\n\nimport "./device.map"\n\n'),
    );
    expect(await runCli(['check', folder])).toMatchObject({ code: 0 });
    expect(await runCli(['check', folder, '--strict'])).toMatchObject({ code: 1 });
    expect(await runCli(['test', folder])).toMatchObject({ code: 0 });
    expect(await runCli(['fmt', folder, '--check'])).toMatchObject({ code: 0 });
  });

  it('leaves a file that is there as it is', async () => {
    const folder = project({ 'device.map': '// mine\n' });
    const { code, err } = await runCli(['scaffold', 'device', folder]);
    expect(code).toBe(2);
    expect(err).toContain('device.map is there already, and stays as it is. Name another file with --output');
    expect(readFileSync(join(folder, 'device.map'), 'utf8')).toBe('// mine\n');
    const other = join(folder, 'maps', 'other.map');
    expect(await runCli(['scaffold', 'device', folder, '--output', other])).toMatchObject({ code: 0 });
    expect(existsSync(other)).toBe(true);
  });

  const refused: readonly (readonly [string, readonly string[], string])[] = [
    ['an entity that there is not', ['devise'], 'schemas/source has no devise; did you mean device?'],
    ['an entity that has a map', ['customer'], 'customer has a map already, at main.map:7.'],
    ['an entity that stays behind', ['left'], 'left does not move: main.map:1'],
    ['a file outside of the project', ['device', '-o', '/elsewhere/device.map'], 'is outside of the project'],
    ['a file that is no map', ['device', '-o', 'device.txt'], 'has to end with .map'],
    ['no name at all', [' , '], 'Name an entity of the source'],
  ];
  it.each(refused)('refuses %s, and writes nothing', async (_what, [entities = '', ...rest], said) => {
    const folder = project({
      'schemas/source/left.json': DEVICE.replaceAll('"device"', '"left"'),
      'main.map': `migration files -> odoo

provision {
  field res.partner.x_id : char(64) unique "Source id"
}

map customer -> res.partner {
  key x_id = id
  name = name
}

skip left because "not used"
`,
    });
    const output = rest.map((word) => (word.endsWith('.txt') ? join(folder, word) : word));
    const { code, err } = await runCli(['scaffold', entities, folder, ...output]);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(existsSync(join(folder, 'device.map'))).toBe(false);
  });
});
