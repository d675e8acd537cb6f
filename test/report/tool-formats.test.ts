import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, diagnostic } from '../../src/check/diagnostics/index.ts';
import { diagnosticsToJson } from '../../src/report/diagnostics-json.ts';
import { diagnosticsToGithub } from '../../src/report/github.ts';
import { diagnosticsToGitlab } from '../../src/report/gitlab.ts';
import { diagnosticsToJunit } from '../../src/report/junit.ts';
import { diagnosticsToSarif } from '../../src/report/sarif.ts';
import { expectGolden } from './support/golden.ts';

const MAIN = {
  path: 'ana harita.map',
  text: 'migration crm -> odoo\n\nmap Company -> res.partner {\n  name = "<İşletme>" + nme\n  when\n    active\n}\n',
};
const CLEAN = { path: 'common/tables.map', text: 'common A { name = name }\n' };

const span = (text: string) => {
  const start = MAIN.text.indexOf(text);
  return { file: MAIN.path, start, end: start + text.length };
};

const DIAGNOSTICS: readonly Diagnostic[] = [
  diagnostic('unknown-name', span('nme'), { name: 'nme\u0001 <&">, 100%' }),
  diagnostic(
    'declared-twice',
    span('Company'),
    { what: 'map', name: 'A: b' },
    {
      related: [{ span: span('res.partner'), message: 'the first one' }],
      schema: { side: 'target', entity: 'res.partner', field: null },
    },
  ),
  diagnostic('when-alone', span('when\n    active'), { count: null }),
  // The same words in another place.
  diagnostic('unknown-name', span('name'), { name: 'nme\u0001 <&">, 100%' }),
];

const input = {
  report: diagnosticsToJson(DIAGNOSTICS, [MAIN, CLEAN]),
  fileOf: (path: string): string => `göç/${path}`,
};
const schemaLine = () => ({ path: 'schemas/target/res.partner.json', line: 2, text: '"name"' });

describe('SARIF', () => {
  const text = diagnosticsToSarif({ ...input, schemaLine, version: '1.2.3' });

  it('reads as it did', () => expectGolden('test/report/golden/check.sarif', text));

  it('has what SARIF 2.1.0 demands, and what code scanning needs to show it', () => {
    const validate = new Ajv({ allErrors: true }).compile(SARIF_SHAPE);
    validate(JSON.parse(text));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('points every result at its rule', () => {
    const [run] = (JSON.parse(text) as SarifLog).runs;
    expect(run?.results.map((one) => run.tool.driver.rules[one.ruleIndex]?.id)).toEqual(
      run?.results.map((one) => one.ruleId),
    );
  });

  it('holds the fixes of a result, with what is taken out and what is put in', () => {
    const found = diagnostic(
      'unknown-name',
      span('nme'),
      { name: 'nme' },
      {
        fixes: [
          { title: 'write `name`', safety: 'safe', edits: [{ span: span('nme'), text: 'name' }] },
          { title: 'take it out', safety: 'maybe', edits: [{ span: span(' + nme'), text: '' }] },
        ],
      },
    );
    const log = JSON.parse(
      diagnosticsToSarif({
        report: diagnosticsToJson([found], [MAIN]),
        fileOf: input.fileOf,
        schemaLine,
        version: '1',
      }),
    );
    const validate = new Ajv({ allErrors: true }).compile(SARIF_SHAPE);
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    const uri = encodeURI('göç/ana harita.map');
    expect(log.runs[0].results[0].fixes).toEqual([
      {
        description: { text: 'write `name`' },
        artifactChanges: [
          {
            artifactLocation: { uri },
            replacements: [
              {
                deletedRegion: { startLine: 4, startColumn: 24, endLine: 4, endColumn: 27 },
                insertedContent: { text: 'name' },
              },
            ],
          },
        ],
      },
      {
        description: { text: 'take it out (to be looked at)' },
        artifactChanges: [
          {
            artifactLocation: { uri },
            replacements: [{ deletedRegion: { startLine: 4, startColumn: 21, endLine: 4, endColumn: 27 } }],
          },
        ],
      },
    ]);
  });

  it('has no results where there is nothing to say', () => {
    const clean = diagnosticsToSarif({
      report: diagnosticsToJson([], [MAIN]),
      fileOf: (path) => path,
      schemaLine,
      version: '1',
    });
    expect(JSON.parse(clean)).toMatchObject({ runs: [{ tool: { driver: { rules: [] } }, results: [] }] });
  });
});

describe('GitHub annotations', () => {
  const text = diagnosticsToGithub(input);

  it('read as they did', () => expectGolden('test/report/golden/check.github.txt', text));

  it('are one line each, with nothing in a value that ends it', () => {
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(DIAGNOSTICS.length);
    for (const line of lines)
      expect(line).toMatch(
        /^::(error|warning) file=[^,:]+,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=[^,:]+::/,
      );
  });
});

describe('GitLab code quality', () => {
  const text = diagnosticsToGitlab(input);
  const issues = JSON.parse(text) as readonly { readonly fingerprint: string }[];

  it('reads as it did', () => expectGolden('test/report/golden/check.gitlab.json', text));

  it('tells every finding by a fingerprint of its own, which does not move with the line', () => {
    expect(new Set(issues.map((one) => one.fingerprint)).size).toBe(DIAGNOSTICS.length);
    const moved = { ...MAIN, text: `\n\n${MAIN.text}` };
    const later = DIAGNOSTICS.map((one) => ({
      ...one,
      span: { ...one.span, start: one.span.start + 2, end: one.span.end + 2 },
    }));
    const again = JSON.parse(
      diagnosticsToGitlab({ ...input, report: diagnosticsToJson(later, [moved, CLEAN]) }),
    ) as typeof issues;
    expect(again.map((one) => one.fingerprint)).toEqual(issues.map((one) => one.fingerprint));
    expect(again).not.toEqual(issues);
  });
});

describe('JUnit XML', () => {
  const text = diagnosticsToJunit({ ...input, strict: false });

  it('reads as it did', () => expectGolden('test/report/golden/check.junit.xml', text));

  it('is well formed: every tag is closed, nothing bare is left in a text', () => {
    const open: string[] = [];
    const rest = text
      .replace(/^<\?xml[^>]*\?>/, '')
      .replace(
        /<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/g,
        (_, closing: string, name: string, _attributes: string, single: string) => {
          if (closing) expect(open.pop()).toBe(name);
          else if (!single) open.push(name);
          return '';
        },
      );
    expect(open).toEqual([]);
    expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#\d+;)/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
    expect(text).not.toMatch(/[\u0000-\u0008]/);
  });

  it('lets warnings pass, unless they make the command fail', () => {
    expect(text).toContain('<testsuites name="mapc check" tests="5" failures="3" errors="0">');
    expect(diagnosticsToJunit({ ...input, strict: true })).toContain('tests="5" failures="4"');
  });
});

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
  }[];
}

const MESSAGE = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1 } },
  additionalProperties: false,
};
const PLACE = {
  type: 'object',
  required: ['artifactLocation', 'region'],
  properties: {
    artifactLocation: {
      type: 'object',
      required: ['uri'],
      // A relative reference of ASCII: no scheme, no blank, nothing unencoded.
      properties: { uri: { type: 'string', pattern: "^[A-Za-z0-9._~!'()*%/-]+$" } },
    },
    region: {
      type: 'object',
      required: ['startLine'],
      properties: Object.fromEntries(
        ['startLine', 'startColumn', 'endLine', 'endColumn'].map((name) => [
          name,
          { type: 'integer', minimum: 1 },
        ]),
      ),
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};
const LOCATION = {
  type: 'object',
  required: ['physicalLocation'],
  properties: { physicalLocation: PLACE, message: MESSAGE },
  additionalProperties: false,
};

/** SARIF 2.1.0, sections 3.55 to 3.57. */
const FIX = {
  type: 'object',
  required: ['artifactChanges'],
  properties: {
    description: MESSAGE,
    artifactChanges: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['artifactLocation', 'replacements'],
        properties: {
          artifactLocation: { type: 'object', required: ['uri'] },
          replacements: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['deletedRegion'],
              properties: {
                deletedRegion: { type: 'object', required: ['startLine'] },
                insertedContent: { type: 'object', required: ['text'] },
              },
              additionalProperties: false,
            },
          },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

/** The part of the SARIF 2.1.0 schema that a log of mapc uses; stricter where the schema allows more. */
const SARIF_SHAPE = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['tool', 'results'],
        properties: {
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name', 'rules'],
                properties: {
                  name: { const: 'mapc' },
                  version: { type: 'string' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id', 'shortDescription'],
                      properties: {
                        id: { type: 'string', pattern: '^M\\d{4}$' },
                        name: { type: 'string' },
                        shortDescription: MESSAGE,
                        fullDescription: MESSAGE,
                        help: MESSAGE,
                        defaultConfiguration: {
                          type: 'object',
                          properties: { level: { enum: ['none', 'note', 'warning', 'error'] } },
                          additionalProperties: false,
                        },
                      },
                      additionalProperties: false,
                    },
                  },
                },
                additionalProperties: false,
              },
            },
          },
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message', 'ruleId', 'locations'],
              properties: {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message: MESSAGE,
                locations: { type: 'array', minItems: 1, items: LOCATION },
                relatedLocations: { type: 'array', items: LOCATION },
                fixes: { type: 'array', items: FIX },
              },
              additionalProperties: false,
            },
          },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};
