import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const MAP = `migration files -> odoo
provision { field res.partner.x_id : char(64) unique "Source id" }
map customer -> res.partner {
  key x_id = id
  name = if id == "x" then "Nobody" else name
}
`;
const PASSES = `test "a customer becomes a contact" {
  given customer { id = "a", name = "Kaya" }
  expect res.partner { x_id = "a", name = "Kaya" }
}
`;
const FAILS = `test "a customer keeps its name" {
  given customer { id = "a", name = "Kaya" }
  expect res.partner { x_id = "a", name = "Maya" }
}
`;
const project = (tests: string): string => makeProject({ 'main.map': MAP + tests });

describe('test', () => {
  it('passes', async () => {
    const { code, out } = await runCli(['test', project(PASSES)]);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'passed  a customer becomes a contact  main.map:7\n1 passed, 0 failed.\n',
    });
  });

  it('of which one fails ends with findings, and says what was expected and what was found', async () => {
    const { code, out } = await runCli(['test', project(PASSES + FAILS)]);
    expect(code).toBe(1);
    const lines = out.split('\n');
    expect(lines[0]).toBe('passed  a customer becomes a contact  main.map:7');
    expect(lines[1]).toBe('failed  a customer keeps its name  main.map:11');
    expect(lines[2]).toMatch(/^ {8}main\.map:13: .*res\.partner/);
    expect(lines.slice(3)).toEqual([
      '          name: expected "Maya", found "Kaya"',
      '1 passed, 1 failed.',
      '',
    ]);
  });

  it('with coverage says what no test reached', async () => {
    const { code, out } = await runCli(['test', project(PASSES), '--coverage']);
    expect(code).toBe(0);
    expect(out).toMatch(/\nCoverage: \d+ of \d+ \(\d+\.\d %\)\.\n {2}not reached: .* {2}main\.map:5\n$/);
    const both = PASSES.replaceAll('"a"', '"x"').replace(
      'expect res.partner { x_id = "x", name = "Kaya" }',
      'expect res.partner { x_id = "x", name = "Nobody" }',
    );
    const whole = await runCli(['test', project(PASSES + both.replace('a contact', 'nobody')), '--coverage']);
    expect(whole.out).toMatch(/\nCoverage: (\d+) of \1 \(100\.0 %\)\.\n$/);
  });

  it('tells programs the same', async () => {
    const { code, out } = await runCli(['test', project(PASSES + FAILS), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      tests: [
        { title: 'a customer becomes a contact', failures: [] },
        {
          title: 'a customer keeps its name',
          failures: [
            {
              span: { file: 'main.map', line: 13 },
              fields: [{ path: 'name', expected: 'Maya', found: 'Kaya' }],
            },
          ],
        },
      ],
      coverage: { missed: [{ span: { file: 'main.map', line: 5 } }] },
    });
  });

  it('of a project without any says how to write one', async () => {
    const { code, out } = await runCli(['test', project('')]);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining('There are no tests; write `test'),
    });
  });

  it('of a project that does not check tells why, and runs none', async () => {
    const folder = project(PASSES.replace('res.partner', 'res.partnr'));
    const { code, out, err } = await runCli(['test', folder]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/M0\d{3}/);
    expect(err).toContain('res.partnr');
    expect(err).toContain('The project does not check, so nothing was done.');
    expect(() => readFileSync(join(folder, '.mapc', 'plan.json'))).toThrow('ENOENT');
    const json = await runCli(['test', folder, '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ error: { kind: 'findings' } });
  });
});
