import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const HEAD = `migration files -> odoo
import "parts/more.map"

provision { field res.partner.x_id : char(64) unique "Source id" }
`;
const MORE = 'common Name {\n  nmae = name\n}\n';

/** Two misspelt names, in two files, and what only a person can decide. */
const project = (body: string): string =>
  makeProject({
    'main.map': `${HEAD}map customer -> res.partner {\n  key x_id = idd\n  use Name\n${body}}\n`,
    'parts/more.map': MORE,
  });

describe('check --fix', () => {
  it('writes what is beyond doubt, says what, and passes where nothing else is wrong', async () => {
    const folder = project('');
    expect(await runCli(['check', folder])).toMatchObject({ code: 1 });
    expect(readFileSync(join(folder, 'parts/more.map'), 'utf8')).toBe(MORE);
    const { code, err } = await runCli(['check', folder, '--fix']);
    expect({ code, err: err.split('\n').sort() }).toEqual({
      code: 0,
      err: [
        '',
        expect.stringMatching(/^main\.map:6: write `id` \(M\d{4}\)$/),
        expect.stringMatching(/^parts\/more\.map:2: write `name` \(M\d{4}\)$/),
      ],
    });
    expect(readFileSync(join(folder, 'parts/more.map'), 'utf8')).toBe(MORE.replace('nmae', 'name'));
    expect(readFileSync(join(folder, 'main.map'), 'utf8')).toContain('key x_id = id\n');
    expect(await runCli(['check', folder])).toMatchObject({ code: 0 });
    expect(await runCli(['check', folder, '--fix'])).toMatchObject({
      code: 0,
      err: 'Nothing to fix that is beyond doubt.\n',
    });
  });

  it('ends with findings where some are left, and tells programs both', async () => {
    const folder = project('  email = nothing_like_it\n');
    const { code, out } = await runCli(['check', folder, '--fix', '--json']);
    expect(code).toBe(1);
    const report = JSON.parse(out) as {
      readonly fixed: readonly object[];
      readonly diagnostics: readonly object[];
    };
    expect(report.fixed).toHaveLength(2);
    expect(report.fixed).toContainEqual(expect.objectContaining({ file: 'parts/more.map', line: 2 }));
    expect(report.diagnostics).toEqual([expect.objectContaining({ file: 'main.map', line: 8 })]);
  });

  it('keeps a map in the one style that was in it, and leaves others as they are', async () => {
    const styled = project('  emial    = email\n  comment = html(notes)\n');
    await runCli(['fmt', styled]);
    await runCli(['check', styled, '--fix']);
    expect(await runCli(['fmt', styled, '--check'])).toMatchObject({ code: 0 });
    const loose = project('   emial=email\n');
    await runCli(['check', loose, '--fix']);
    expect(readFileSync(join(loose, 'main.map'), 'utf8')).toContain('\n   email=email\n');
  });

  it('mends what cannot be read, and then what it hid', async () => {
    const folder = project("  email = 'a@b.c';\n  nmae = name\n").replace('use Name', '');
    const { err } = await runCli(['check', folder, '--fix']);
    expect(err).toMatch(/write it in `"…"` \(M0101\)/);
    expect(readFileSync(join(folder, 'main.map'), 'utf8')).toContain('  email = "a@b.c"\n');
  });

  it('leaves maps alone that do not parse', async () => {
    const folder = makeProject({ 'main.map': 'migration files -> odoo\nmap {{{\n' });
    expect(await runCli(['check', folder, '--fix'])).toMatchObject({ code: 1 });
    expect(readFileSync(join(folder, 'main.map'), 'utf8')).toBe('migration files -> odoo\nmap {{{\n');
  });
});
