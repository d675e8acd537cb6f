import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { expectGolden } from '../report/support/golden.ts';
import { runCli } from './support/run-cli.ts';

const HEAD = `migration files -> odoo

choice tags : flat | path = flat because "as agreed with sales"

provision {
  field res.partner.x_id : char(64) unique "Source id"
  if tags == path { field res.partner.x_path : char(100) "Path" }
}
`;
const map = (...lines: readonly string[]): string =>
  `\nmap customer -> res.partner {\n  key x_id = id\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

/** Right as it stands, and wrong in two ways where something else holds; two sides have no schema. */
const WRONG = `${HEAD}${map(
  'name = name',
  'if tags == path { x_path = nmae }',
  'if target has res.partner.email { email = name } else { emial = name }',
)}
if target has helpdesk.ticket {
  map Ticket: customer -> helpdesk.ticket { key x_id = "t:{id}"  name = name }
}
`;
const RIGHT = `${HEAD}${map('name = name', 'if tags == path { x_path = name }')}`;

const project = (text: string, more: Readonly<Record<string, string>> = {}): string =>
  makeProject({ 'main.map': text, ...more });

/** The target with one entity more, as another discovery would have written it. */
function withVariant(folder: string, name: string, key = 'x_id'): string {
  const target = join(folder, 'schemas', 'variants', name, 'target');
  mkdirSync(target, { recursive: true });
  for (const file of ['_schema.json', 'res.partner.json'])
    writeFileSync(join(target, file), readFileSync(join(folder, 'schemas', 'target', file)));
  writeFileSync(
    join(target, 'helpdesk.ticket.json'),
    `{
  "name": "helpdesk.ticket",
  "label": "Ticket",
  "id": "id",
  "display": "name",
  "fields": {
    "id": { "label": "ID", "type": { "kind": "integer" }, "write": "never" },
    "name": { "label": "Name", "type": { "kind": "text" }, "required": true },
    "${key}": { "label": "Key", "type": { "kind": "text" }, "unique": true }
  }
}
`,
  );
  return folder;
}

describe('check --matrix', () => {
  it('finds what the other options and the other schemas would find, and says where', async () => {
    const folder = project(WRONG);
    expect(await runCli(['check', folder])).toMatchObject({ code: 0 });
    const { code, out } = await runCli(['check', folder, '--matrix']);
    expect(code).toBe(1);
    expectGolden('test/cli/golden/check-matrix.txt', out);
  });

  it('checks the variants of the schemas, and points into their snapshots', async () => {
    const folder = withVariant(
      project(WRONG.replace('= nmae', '= name').replace('emial = name', '')),
      'helpdesk',
      'x_key',
    );
    const { code, out } = await runCli(['check', folder, '--matrix']);
    expect(code).toBe(1);
    expectGolden('test/cli/golden/check-matrix-variant.txt', out);
    expect((await runCli(['check', withVariant(folder, 'helpdesk'), '--matrix'])).code).toBe(0);
  });

  it('takes a variant that is told by corrections alone', async () => {
    const folder = project(RIGHT.replace('name = name', 'name = name\n  email = name'));
    const target = join(folder, 'schemas', 'variants', 'lean', 'target');
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'overrides.yaml'), 'res.partner: { fields: { email: absent } }\n');
    const { code, out } = await runCli(['check', folder, '--matrix']);
    expect(code).toBe(1);
    expect(out).toContain('`res.partner` of the target has no field `email`');
    expect(out).toContain('only: where the schemas are those of lean');
    // They stand beside what corrects the project's own.
    writeFileSync(
      join(folder, 'schemas', 'target', 'overrides.yaml'),
      'res.partner: { fields: { name: absent } }\n',
    );
    const both = await runCli(['check', folder, '--matrix']);
    expect(both.out).toContain('has no field `name`');
    expect(both.out.match(/only: /g)).toHaveLength(1);
  });

  it('passes where every combination does', async () => {
    const { code, out } = await runCli(['check', project(RIGHT), '--matrix']);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'No findings in 1 file.\n\nChecked in 2 combinations, all that there are:\n  tags  flat (chosen), path\n',
    });
  });

  it('says so where there is nothing to vary', async () => {
    const { code, out } = await runCli(['check', makeProject(), '--matrix']);
    expect(code).toBe(0);
    expect(out).toContain('Checked as it stands: no `if` asks for a choice');
  });

  it('fails for a warning with --strict only', async () => {
    const folder = project(RIGHT.replace('x_path = name', 'x_path ?= name'));
    expect((await runCli(['check', folder, '--strict'])).code).toBe(0);
    expect((await runCli(['check', folder, '--matrix'])).code).toBe(0);
    expect((await runCli(['check', folder, '--matrix', '--strict'])).code).toBe(1);
  });

  it('tells programs the combinations, where each finding holds, and what was not checked', async () => {
    const { code, out } = await runCli(['check', project(WRONG), '--matrix', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      errors: 2,
      diagnostics: [
        { line: 13, only: 'where tags == path' },
        { line: 14, only: 'where not target has res.partner.email' },
      ],
      matrix: {
        every: true,
        possible: 4,
        questions: ['tags', 'target has res.partner.email', 'target has helpdesk.ticket'],
        combinations: [
          { variant: null, answers: ['flat', 'yes', 'no'], errors: 0, warnings: 0 },
          { variant: null, answers: ['flat', 'no', 'no'], errors: 1, warnings: 0 },
          { variant: null, answers: ['path', 'yes', 'no'], errors: 1, warnings: 0 },
          { variant: null, answers: ['path', 'no', 'no'], errors: 2, warnings: 0 },
        ],
        unchecked: [{ file: 'main.map', line: 17, side: 'then', needs: ['target has helpdesk.ticket'] }],
      },
    });
  });

  it.each(['sarif', 'github', 'gitlab', 'junit'])('says where in the message of %s', async (format) => {
    const folder = project(WRONG);
    const { code, out, err } = await runCli(['check', folder, '--matrix', '--format', format]);
    expect(code).toBe(1);
    expect(out).toContain('has no field `nmae` (only where tags == path)');
    expect(err).toMatch(
      /^Checked in 4 combinations, all that there are:\n[\s\S]*1 side of an `if` was not checked:/,
    );
    expect((await runCli(['check', folder, '--format', format])).out).not.toContain('(only');
  });

  it('has the same fingerprint for GitLab as the finding has without it', async () => {
    const folder = project(WRONG);
    const fingerprints = async (...words: readonly string[]) => {
      const { out } = await runCli(['check', folder, '--format', 'gitlab', ...words]);
      return (JSON.parse(out) as readonly { readonly fingerprint: string }[]).map(
        ({ fingerprint }) => fingerprint,
      );
    };
    expect(await fingerprints('--matrix')).toEqual(
      expect.arrayContaining([...(await fingerprints('--choice', 'tags=path'))]),
    );
  });

  it('is refused together with --fix, and writes nothing', async () => {
    const folder = project(WRONG);
    const { code, err } = await runCli(['check', folder, '--matrix', '--fix']);
    expect(code).toBe(2);
    expect(err).toContain('--fix and --matrix do not go together');
    expect(readFileSync(join(folder, 'main.map'), 'utf8')).toBe(WRONG);
  });

  it('names a folder of a variant that holds nothing', async () => {
    const folder = project(RIGHT);
    mkdirSync(join(folder, 'schemas', 'variants', 'empty'), { recursive: true });
    expect(await runCli(['check', folder])).toMatchObject({ code: 0 });
    const { code, err } = await runCli(['check', folder, '--matrix']);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('schemas/variants/empty holds no snapshot'),
    });
  });
});

describe('--choice', () => {
  it('checks with another option than the maps choose', async () => {
    const folder = project(WRONG);
    const { code, out } = await runCli(['check', folder, '--choice', 'tags=path']);
    expect(code).toBe(1);
    expect(out).toContain('has no field `nmae`');
    expect(out).toContain('`mapc check --fix --choice tags=path` does it');
    expect(await runCli(['check', folder, '--choice', 'tags=flat'])).toMatchObject({ code: 0 });
  });

  it('mends what that option finds with --fix', async () => {
    const folder = project(WRONG);
    expect(await runCli(['check', folder, '--fix', '--choice', 'tags=path'])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'main.map'), 'utf8')).toBe(WRONG.replace('= nmae', '= name'));
  });

  it('stands in --matrix, which varies the rest', async () => {
    const { out } = await runCli(['check', project(WRONG), '--matrix', '--choice', 'tags=flat', '--json']);
    const { matrix } = JSON.parse(out) as { readonly matrix: { readonly combinations: readonly object[] } };
    expect(matrix.combinations).toHaveLength(2);
  });

  it.each([
    ['tag=path', 'There is no choice tag; did you mean tags?'],
    ['tags=pth', 'The choice tags has no option pth; did you mean path?'],
    ['people=partner', 'There is no choice people; there is tags.'],
    ['tags', '--choice takes a choice and its option, such as tags=path, not "tags".'],
    ['=path', '--choice takes a choice and its option'],
  ])('%s is refused, and says what is meant', async (given, said) => {
    for (const words of [['check'], ['check', '--matrix'], ['test']]) {
      const { code, err } = await runCli([...words, project(RIGHT), '--choice', given]);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(said) });
    }
  });

  it('is taken once for a choice', async () => {
    const { code, err } = await runCli([
      'check',
      project(RIGHT),
      '--choice',
      'tags=path',
      '--choice',
      'tags=flat',
    ]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('names tags twice') });
    expect(await runCli(['check', makeProject(), '--choice', 'tags=path'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('the maps of this project declare none'),
    });
  });

  it('leaves it to the maps to say what is wrong with them first', async () => {
    const { code, out } = await runCli([
      'check',
      project('migration files -> odoo\nmap {{{\n'),
      '--choice',
      'tags=path',
    ]);
    expect(code).toBe(1);
    expect(out).toContain('M0101');
  });
});

describe('test', () => {
  const TESTS = `
test "a customer keeps its name" {
  given  customer { id = "a", name = "Kaya" }
  expect res.partner { x_id = "a", name = "Kaya" }
}
if tags == path {
  test "a customer has a path" {
    given  customer { id = "a", name = "Kaya" }
    expect res.partner { x_id = "a", x_path = "Maya" }
  }
}
`;

  it('--choice runs the tests that another option has, and keeps no plan of it', async () => {
    const folder = project(RIGHT + TESTS);
    const plain = await runCli(['test', folder]);
    expect({ code: plain.code, out: plain.out }).toEqual({
      code: 0,
      out: 'passed  a customer keeps its name  main.map:16\n1 passed, 0 failed.\n',
    });
    const before = readFileSync(join(folder, '.mapc', 'plan.json'), 'utf8');
    const other = await runCli(['test', folder, '--choice', 'tags=path']);
    expect(other.code).toBe(1);
    expect(other.out).toContain('1 passed, 1 failed.');
    expect(readFileSync(join(folder, '.mapc', 'plan.json'), 'utf8')).toBe(before);
  });

  it('--matrix runs them in every combination, and says where one fails', async () => {
    const folder = project(RIGHT + TESTS);
    const { code, out } = await runCli(['test', folder, '--matrix']);
    expect({ code, out }).toEqual({
      code: 1,
      out: `passed  a customer keeps its name  main.map:16
failed  a customer has a path  main.map:21
        main.map:23: ${out.split('\n')[2]?.replace(/^.*main\.map:23: /, '') ?? ''}
          x_path: expected "Maya", found "Kaya"
1 passed, 1 failed.
Run in 2 combinations of choices and of what the systems have.
`,
    });
    expect(out).toContain('(only where tags == path)');
    expect(existsSync(join(folder, '.mapc'))).toBe(false);
    const { out: json } = await runCli(['test', folder, '--matrix', '--json']);
    expect(JSON.parse(json)).toMatchObject({
      combinations: 2,
      tests: [
        { title: 'a customer keeps its name', ran: 2, failures: [] },
        { title: 'a customer has a path', ran: 1, failures: [{ only: 'where tags == path' }] },
      ],
    });
    const passing = project(RIGHT + TESTS.replace('Maya', 'Kaya'));
    expect(await runCli(['test', passing, '--matrix'])).toMatchObject({ code: 0 });
  });

  it('--matrix runs nothing where a combination does not check', async () => {
    const { code, err, out } = await runCli(['test', project(WRONG), '--matrix']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('only: where tags == path');
    expect(err).toContain('does not check in every combination');
  });

  it('--matrix has no coverage', async () => {
    expect(await runCli(['test', project(RIGHT), '--matrix', '--coverage'])).toMatchObject({ code: 2 });
  });
});
