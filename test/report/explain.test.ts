import { describe, expect, it } from 'vitest';
import { plainColours } from '../../src/report/colours.ts';
import {
  explanationsToJson,
  explanationsToText,
  explanationToJson,
  explanationToText,
  findDiagnostic,
} from '../../src/report/explain.ts';
import { expectGolden } from './support/golden.ts';

describe('an explanation', () => {
  it('reads as it did, with one file and with several', () => {
    expectGolden(
      'test/report/golden/explain-M0306.txt',
      explanationToText('unhandled-failure', plainColours),
    );
    expectGolden('test/report/golden/explain-M0105.txt', explanationToText('migration-twice', plainColours));
  });

  it('keeps pieces of code on one line', () => {
    for (const { diagnostics } of explanationsToJson())
      for (const { name } of diagnostics) {
        const [, text = ''] = explanationToText(name, plainColours).split('\n\n');
        for (const line of text.split('\n')) expect(line.split('`').length % 2, line).toBe(1);
      }
  });

  it('is data too: the files, and what the check says of them', () => {
    const { fails, passes, ...head } = explanationToJson('drop-read');
    expect(head).toMatchObject({ code: 'M0703', name: 'drop-read', severity: 'error' });
    expect(fails.diagnostics).toMatchObject([{ code: 'M0703', file: 'main.map', line: 8 }]);
    expect(passes.files.map((file) => file.path)).toEqual(['main.map']);
  });
});

describe('the list', () => {
  it('has every diagnostic in its group, one a line', () => {
    const text = explanationsToText(plainColours);
    const [first] = explanationsToJson();
    expect(first).toMatchObject({
      group: 'Syntax and structure',
      diagnostics: [{ code: 'M0101' }, {}, {}, {}, {}, {}, {}, {}],
    });
    for (const { code, summary } of explanationsToJson().flatMap((group) => group.diagnostics))
      expect(text).toMatch(
        new RegExp(`^  ${code} .*${summary.slice(-10).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm'),
      );
  });
});

describe('a diagnostic is found', () => {
  it('by its code, in any case, with or without the letter, and by its name', () => {
    for (const written of ['M0306', 'm0306', '0306', 'unhandled-failure', ' Unhandled-Failure '])
      expect(findDiagnostic(written), written).toEqual({ name: 'unhandled-failure' });
  });

  it('or those near it are told', () => {
    expect(findDiagnostic('unhandeld-failure')).toEqual({ name: null, near: ['unhandled-failure'] });
    expect(findDiagnostic('M03066')).toMatchObject({ near: expect.arrayContaining(['M0306']) });
    expect(findDiagnostic('xylophone-orchestra')).toEqual({ name: null, near: [] });
  });
});
