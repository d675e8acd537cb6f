import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { moduleName, writeModule } from '../../src/project/write-module.ts';

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mapc-module-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'mapc_clinic');
}

const one = { path: 'models/a.py', text: 'a' };
const two = { path: 'views/b.xml', text: 'b' };

it('writes a new folder, and takes away what is no more of it when it is written anew', () => {
  const folder = place();
  writeModule(folder, [one, two]);
  expect(readFileSync(join(folder, 'models/a.py'), 'utf8')).toBe('a');
  writeModule(folder, [{ ...one, text: 'c' }]);
  expect(readFileSync(join(folder, 'models/a.py'), 'utf8')).toBe('c');
  expect(existsSync(join(folder, 'views/b.xml'))).toBe(false);
});

it('leaves alone what somebody else put into it', () => {
  const folder = place();
  writeModule(folder, [one]);
  writeFileSync(join(folder, 'README.md'), 'ours');
  writeModule(folder, [one]);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('ours');
  expect(() => writeModule(folder, [{ path: 'README.md', text: 'theirs' }])).toThrow('did not write it');
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('ours');
});

it('refuses a folder that holds something else', () => {
  const folder = place();
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  expect(() => writeModule(folder, [one])).toThrow('holds files that mapc did not write');
  expect(existsSync(join(folder, 'models'))).toBe(false);
});

it('takes an empty folder', () => {
  const folder = place();
  mkdirSync(folder);
  writeModule(folder, [one]);
  expect(existsSync(join(folder, 'models/a.py'))).toBe(true);
});

it('writes nothing through a link, nor above its folder', () => {
  const folder = place();
  const outside = `${folder}-outside`;
  mkdirSync(outside);
  writeModule(folder, [two]);
  symlinkSync(outside, join(folder, 'models'));
  expect(() => writeModule(folder, [one])).toThrow('is a link');
  expect(existsSync(join(outside, 'a.py'))).toBe(false);
  expect(() => writeModule(folder, [{ path: '../evil.py', text: '' }])).toThrow('no file inside');
});

it('removes nothing above its folder, whatever its list says', () => {
  const folder = place();
  writeModule(folder, [one]);
  const outside = join(folder, '..', 'kept.txt');
  writeFileSync(outside, 'kept');
  writeFileSync(join(folder, '.written-by-mapc'), 'head\n../kept.txt\n');
  expect(() => writeModule(folder, [two])).toThrow('no file inside');
  expect(existsSync(outside)).toBe(true);
});

it('wants a folder that is called as a module can be', () => {
  expect(() => writeModule(`${place()}-x`, [one])).toThrow('such as mapc_clinic_x');
  expect(moduleName('mapc Über Café 2!')).toBe('mapc_ber_caf_2');
  expect(moduleName('42')).toBe('migration');
});
