import { describe, expect, it } from 'vitest';
import { type Diagnostic, diagnostic } from '../../src/check/diagnostics/index.ts';
import type { Colours } from '../../src/report/colours.ts';
import { plainColours } from '../../src/report/colours.ts';
import { diagnosticsToJson } from '../../src/report/diagnostics-json.ts';
import { diagnosticsToText } from '../../src/report/human.ts';

const MAIN = {
  path: 'main.map',
  text: `migration crm -> odoo

map Company -> res.partner {
  key x_id = id
\tname = "İşletme 株式会社" + nme
  employes = int(employee_count)
}
map Company -> res.partner { }
`,
};

const span = (text: string, from = 0) => {
  const start = MAIN.text.indexOf(text, from);
  return { file: MAIN.path, start, end: start + text.length };
};

const DIAGNOSTICS: readonly Diagnostic[] = [
  diagnostic('unknown-name', span('nme'), { name: 'nme' }, { help: 'did you mean `name`?' }),
  diagnostic(
    'unknown-field',
    span('employes'),
    { name: 'employes', entity: 'res.partner', side: 'target' },
    {
      help: 'did you mean `employee`?',
      schema: { side: 'target', entity: 'res.partner', field: 'employee' },
    },
  ),
  diagnostic(
    'declared-twice',
    span('Company', 120),
    { what: 'map', name: 'Company->res.partner' },
    { related: [{ span: span('Company'), message: 'the first one' }] },
  ),
  diagnostic('when-alone', { file: 'gone.map', start: 0, end: 1 }, { count: null }),
];

const input = {
  diagnostics: DIAGNOSTICS,
  files: [MAIN],
  schemaLine: () => ({
    path: 'schemas/target/res.partner.json',
    line: 123,
    text: `"employee": { "label": "Employee", "type": { "kind": "boolean" }, "note": "${'x'.repeat(200)}" }`,
  }),
  colours: plainColours,
};

describe('diagnostics for a person', () => {
  it('show the line, what is wrong in it, and the place of the schema', async () => {
    await expect(diagnosticsToText(input)).toMatchFileSnapshot('golden/diagnostics.txt');
  });

  it('show what a fix would write that may be meant, and say which one is written by itself', () => {
    const at = span('nme');
    const own = (fixes: Diagnostic['fixes']): string =>
      diagnosticsToText({
        ...input,
        diagnostics: [diagnostic('unknown-name', at, { name: 'nme' }, { fixes })],
      });
    const name = { title: 'write `name`', edits: [{ span: at, text: 'name' }] };
    expect(own([{ ...name, safety: 'safe' }])).toContain('= fix: `mapc check --fix` does it: write `name`\n');
    const line = { file: 'main.map', start: at.end, end: at.end };
    const maybe = own([
      { ...name, safety: 'maybe' },
      { title: 'add', safety: 'maybe', edits: [{ span: line, text: '\n  b = 1' }] },
      {
        title: 'take it out',
        safety: 'maybe',
        edits: [{ span: span('  employes = int(employee_count)\n'), text: '' }],
      },
      { title: 'a fourth', safety: 'maybe', edits: [{ span: at, text: 'four' }] },
    ]);
    expect(maybe.match(/= try: .*/g)).toEqual([
      '= try: `name = "İşletme 株式会社" + name`',
      '= try: `b = 1`',
      '= try: take it out',
    ]);
  });

  it('are the same text under the colours', () => {
    const mark = (text: string): string => `\u001B[31m${text}\u001B[39m`;
    const colours: Colours = { bold: mark, dim: mark, red: mark, yellow: mark, green: mark, cyan: mark };
    const painted = diagnosticsToText({ ...input, colours });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
    expect(painted.replace(/\u001B\[\d+m/g, '')).toBe(diagnosticsToText(input));
    expect(painted).not.toBe(diagnosticsToText(input));
  });

  it('let no control character of a map reach the terminal', () => {
    const file = { path: 'a.map', text: 'x = "\u001B[2J\u0007"' };
    const found = diagnostic('unknown-name', { file: 'a.map', start: 0, end: 1 }, { name: '\u001B[31m' });
    const text = diagnosticsToText({ ...input, diagnostics: [found], files: [file] });
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\u0007');
  });

  it('are counted at the end', () => {
    expect(diagnosticsToText({ ...input, diagnostics: [] })).toBe('No findings in 1 file.\n');
    expect(diagnosticsToText(input)).toMatch(/\n\n3 errors and 1 warning in 1 file\.\n$/);
  });
});

describe('diagnostics for a program', () => {
  it('have lines and columns from one, ends exclusive', () => {
    const report = diagnosticsToJson(DIAGNOSTICS, [MAIN]);
    expect(report).toMatchObject({ errors: 3, warnings: 1, files: ['main.map'] });
    expect(report.diagnostics[1]).toMatchObject({
      code: 'M0202',
      file: 'main.map',
      line: 6,
      column: 3,
      endLine: 6,
      endColumn: 11,
      schema: { side: 'target', entity: 'res.partner', field: 'employee' },
    });
    expect(report.diagnostics[2]?.related[0]).toMatchObject({ line: 3, message: 'the first one' });
  });
});
