import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DIAGNOSTICS, type DiagnosticName } from '../../src/check/diagnostics/index.ts';
import {
  checkExample,
  EXPLANATIONS,
  type Explanation,
  exampleFiles,
  GROUPS,
  SOURCE,
  TARGET,
  unmarked,
} from '../../src/check/explanations/index.ts';
import type { SourceText } from '../../src/language/source.ts';
import { plainColours } from '../../src/report/colours.ts';
import { diagnosticsToText } from '../../src/report/human.ts';
import { schemaLineIn } from '../../src/report/schema-line.ts';
import { expectGolden } from '../report/support/golden.ts';

const names = Object.keys(DIAGNOSTICS) as DiagnosticName[];

/** An example as it is written, its marks taken out. */
function asWritten(explanation: Explanation, side: 'fails' | 'passes'): readonly SourceText[] {
  const imported = Object.entries(explanation.files ?? {});
  return [
    { path: 'main.map', text: unmarked(explanation[side]).text },
    ...imported.map(([path, text]) => ({ path: path.slice(2), text: unmarked(text).text })),
  ];
}

/** Where the diagnostic has to stand. */
function marked({ fails, files = {} }: Explanation): { file: string; start: number; end: number } | null {
  for (const [path, text] of [['./main.map', fails] as const, ...Object.entries(files)]) {
    const { mark } = unmarked(text);
    if (mark) return { file: path.slice(2), ...mark };
  }
  return null;
}

describe.each(names)('%s', (name) => {
  const explanation = EXPLANATIONS[name];

  test('is given by its failing example, alone and at the marked place', () => {
    const { diagnostics } = checkExample(explanation, asWritten(explanation, 'fails'));
    expect(diagnostics.map((one) => `${one.name}: ${one.message}`)).toEqual([
      expect.stringMatching(new RegExp(`^${name}: `)),
    ]);
    expect(diagnostics[0]?.span).toEqual(marked(explanation));
  });

  test('is not given by the mended example, and nothing else is', () => {
    const { diagnostics } = checkExample(explanation, asWritten(explanation, 'passes'));
    expect(diagnostics.map((one) => `${one.name}: ${one.message}`)).toEqual([]);
    expect(explanation.passes).not.toBe(unmarked(explanation.fails).text);
  });

  test('is given by the formatted example too', () => {
    const { diagnostics } = checkExample(explanation, exampleFiles(explanation, 'fails'));
    expect(diagnostics.map((one) => one.name)).toEqual([name]);
  });

  test('reads as it did', () => {
    const files = exampleFiles(explanation, 'fails');
    const { diagnostics, files: read } = checkExample(explanation, files);
    const schemaLine = schemaLineIn({ source: SOURCE, target: TARGET });
    expectGolden(
      `test/check/golden/${goldenFile(name)}`,
      diagnosticsToText({ diagnostics, files: read, schemaLine, colours: plainColours }),
    );
  });
});

const goldenFile = (name: DiagnosticName): string => `${DIAGNOSTICS[name].code}-${name}.txt`;

test('there is a golden file for each diagnostic, and no other', () => {
  expect(readdirSync('test/check/golden').sort()).toEqual(names.map(goldenFile).sort());
});

describe('explanations', () => {
  test('stand in the group of their code', () => {
    const told = GROUPS.flatMap(({ prefix, explanations }) =>
      Object.keys(explanations).map((name) => `${prefix} ${name}`),
    );
    expect(told.sort()).toEqual(names.map((name) => `${DIAGNOSTICS[name].code.slice(0, 3)} ${name}`).sort());
  });

  test.each(names)('%s: two to five sentences, the first short enough for a list', (name) => {
    const { text } = EXPLANATIONS[name];
    const sentences = text.split(/(?<=[.?!]) (?=[`A-Z])/);
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeLessThanOrEqual(5);
    expect(sentences[0]?.length).toBeLessThanOrEqual(120);
    expect(text).not.toMatch(/\byou\b|\byour\b/i);
  });
});

describe('codes', () => {
  const list = readFileSync('test/check/codes.txt', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [code = '', name = '', retired] = line.split(' ');
      return { code, name, retired: retired === 'retired' };
    });

  test('are well formed, unique and never given to anything else', () => {
    const codes = names.map((name) => DIAGNOSTICS[name].code);
    expect(codes.filter((code) => !/^M\d{4}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
    const given = list.filter((one) => !one.retired).map(({ code, name }) => `${code} ${name}`);
    expect(names.map((name) => `${DIAGNOSTICS[name].code} ${name}`).sort()).toEqual(given);
    const retired = new Set(list.filter((one) => one.retired).map((one) => one.code));
    expect(codes.filter((code) => retired.has(code))).toEqual([]);
  });

  test('are listed in order, each once, without a gap: none leaves the list', () => {
    expect(list.map((one) => one.code)).toEqual([...new Set(list.map((one) => one.code))].sort());
    for (const { prefix } of GROUPS) {
      const numbers = list
        .filter((one) => one.code.startsWith(prefix))
        .map((one) => Number(one.code.slice(3)));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });
});
