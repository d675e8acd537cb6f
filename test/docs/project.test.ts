import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { entity, schema, text } from '../../src/check/explanations/schemas.ts';
import { EXIT } from '../../src/cli/exit-code.ts';
import { settingsSchemas } from '../../src/connectors/settings.ts';
import { configSchema } from '../../src/project/config.ts';
import { corrected, openProject } from '../../src/project/index.ts';
import { readConfig } from '../../src/project/read-config.ts';
import type { RecordState } from '../../src/runtime/types.ts';
import { typeFromText } from '../../src/schema/type-from-text.ts';
import { makeProject } from '../project/support/make-project.ts';

const PAGE = readFileSync('docs/project.md', 'utf8');

/** Keys that are told in the left column of a table. */
const TOLD = new Set(
  [...PAGE.matchAll(/^\| (?<cell>`[^|]*) \|/gm)].flatMap(({ groups }) =>
    [...(groups?.cell ?? '').matchAll(/`(?<key>[^`]+)`/g)].map((match) => match.groups?.key ?? ''),
  ),
);

/** The part of the page under a heading, or behind a sentence that begins so. */
function part(from: string, to: string): string {
  const start = PAGE.indexOf(from);
  const end = PAGE.indexOf(to, start);
  expect(start).toBeGreaterThan(-1);
  expect(end).toBeGreaterThan(start);
  return PAGE.slice(start, end);
}

function fenced(text: string): string {
  return /^```yaml\n(?<body>[\s\S]*?)^```$/m.exec(text)?.groups?.body ?? '';
}

describe('docs/project.md', () => {
  const { run, discover, ...top } = configSchema.properties;

  test.each([
    ...Object.keys(top),
    ...Object.keys(run.properties).map((key) => `run.${key}`),
    ...Object.keys(discover.properties).flatMap((side) =>
      Object.keys(discover.properties.source.properties).map((key) => `discover.${side}.${key}`),
    ),
    ...Object.keys(settingsSchemas.files.properties.files.additionalProperties.properties).map(
      (key) => `files.*.${key}`,
    ),
  ])('tells what %s says', (key) => {
    expect(TOLD).toContain(key);
  });

  test.each(['dataverse', 'odoo', 'files'] as const)('tells the keys of a connection to %s', (name) => {
    const section = part(`\`connector: ${name}\``, name === 'files' ? 'Types in words' : '\n`connector: ');
    for (const key of Object.keys(settingsSchemas[name].properties))
      if (key !== 'connector') expect(section).toMatch(new RegExp(`^\\|[^|]*\`${key}\``, 'm'));
  });

  test('shows a mapc.yaml that is read', () => {
    const config = readConfig(fenced(part('## mapc.yaml', '## Connections')));
    expect(config.run?.entities).toEqual({ 'res.partner': { edited: 'overwrite' } });
  });

  test('shows types in words that are read, and leaves none out', () => {
    const words = part('Types in words', '`required` behind it');
    const types = [...words.matchAll(/`(?<type>[^`]+)`/g)].map(({ groups }) => groups?.type ?? '');
    const kinds = types.map((type) => typeFromText(`${type} required`)?.type.kind);
    expect([...new Set(kinds)].sort()).toEqual(
      [
        'text html integer float decimal money boolean date instant local json binary enum enums reference',
      ].flatMap((list) => list.split(' ').sort()),
    );
    const { files } = parse(fenced(part('Types in words', '## The phases'))) as {
      readonly files: Readonly<Record<string, { readonly fields: Readonly<Record<string, string>> }>>;
    };
    for (const { fields } of Object.values(files))
      for (const type of Object.values(fields)) expect(typeFromText(type), type).not.toBeNull();
  });

  test('shows corrections that are read, and that correct what they say', () => {
    const discovered = [entity('account', 'id', { id: text, name: text, segment: text, legacy_code: text })];
    const folder = makeProject({
      'schemas/source/overrides.yaml': fenced(part('## Corrections', '## The phases')),
    });
    const project = openProject(folder, null, {});
    const { fields = {} } = corrected(project, 'source', schema('files', discovered)).entities.account ?? {};
    expect(Object.keys(fields)).toEqual(['id', 'name', 'segment', 'owner_email']);
    expect(fields.name?.required).toBe(true);
    expect(fields.segment).toMatchObject({ label: 'Segment', type: { kind: 'enum' } });
  });

  test('tells what every state means', () => {
    const states: Readonly<Record<RecordState, true>> = {
      created: true,
      updated: true,
      matched: true,
      unchanged: true,
      rejected: true,
      queued: true,
      skipped: true,
      gone: true,
    };
    const section = part('### What the states mean', '### Owners');
    for (const state of Object.keys(states))
      expect(section).toMatch(new RegExp(`^\\|[^|]*\\b${state}\\b`, 'm'));
  });

  test('tells every exit code', () => {
    const section = part('## Exit codes', '## What is in');
    expect([...section.matchAll(/\b\d+\b/g)].map(([code]) => Number(code))).toEqual(Object.values(EXIT));
  });
});

test.each(['README.md', 'docs/project.md', 'docs/language.md', 'docs/functions.md', 'grammar/README.md'])(
  'the links of %s lead to headings that exist',
  (path) => {
    const text = readFileSync(path, 'utf8');
    const folder = path.includes('/') ? `${path.split('/')[0]}/` : '';
    const links = [...text.matchAll(/\]\((?<file>[^)#]*\.md)?(?:#(?<anchor>[^)]+))?\)/g)];
    for (const { groups } of links) {
      const file = groups?.file === undefined ? path : `${folder}${groups.file}`.replace(/^\w+\/\.\.\//, '');
      const target = readFileSync(file, 'utf8');
      if (groups?.anchor !== undefined) expect(anchorsOf(target)).toContain(groups.anchor);
    }
    expect(text.length).toBeGreaterThan(0);
  },
);

/** How headings are linked to. */
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (?<title>.+)$/gm)].map(({ groups }) =>
    (groups?.title ?? '')
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
