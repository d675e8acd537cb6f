import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { profileOf } from '../../../src/check/explanations/schemas.ts';
import { type CheckInput, type CheckResult, check } from '../../../src/check/index.ts';
import { parse, print } from '../../../src/language/index.ts';
import type { SourceText } from '../../../src/language/source.ts';
import { lower, lowerTests } from '../../../src/lower/index.ts';
import { runTests } from '../../../src/migrate/test-run.ts';
import type { Plan } from '../../../src/plan/types.ts';
import type { Schema } from '../../../src/schema/model.ts';

/** A sketch, and the two systems made for it. */
export interface Sketch {
  readonly source: Schema;
  readonly target: Schema;
}

export function sketchText(pair: string): SourceText {
  return {
    path: `${pair}.map`,
    text: readFileSync(new URL(`./${pair}.map`, import.meta.url), 'utf8'),
  };
}

/** Every entity has records, and every field of them values: nothing may be forgotten. */
export function checkSketch(
  file: SourceText,
  { source, target }: Sketch,
  choices?: CheckInput['choices'],
): CheckResult {
  return check({
    files: [file],
    load: () => null,
    source,
    target,
    profile: profileOf(source, Object.keys(source.entities)),
    ...(choices ? { choices } : {}),
  });
}

/** What is said of the sketch, a line each: its number, the name of the finding, what it says. */
export function said(
  { diagnostics, files: [file] }: CheckResult,
  severity: 'error' | 'warning',
): readonly string[] {
  return diagnostics
    .filter((one) => one.severity === severity)
    .map(({ span, name, message }) => {
      const line = file?.text.slice(0, span.start).split('\n').length;
      return severity === 'error' ? `${line}: ${name}: ${message}` : `${name}: ${message}`;
    });
}

/** The sketch in the one style of `mapc fmt`. */
export function formatted(file: SourceText): SourceText {
  const { file: tree, errors } = parse(file);
  expect(errors).toEqual([]);
  return { path: file.path, text: print(tree, file) };
}

export function planOf(checked: CheckResult, { target }: Sketch): Plan {
  return lower({ checked, target, settings: { timezone: 'Europe/London', language: 'en_US' } });
}

/** What the test blocks of the sketch find: title and message, a line each. */
export async function failuresOfTests(checked: CheckResult, sketch: Sketch): Promise<readonly string[]> {
  const { tests } = await runTests(planOf(checked, sketch), lowerTests(checked), sketch.target);
  expect(tests.length).toBeGreaterThan(0);
  return tests.flatMap(({ title, failures }) => failures.map(({ message }) => `${title}: ${message}`));
}

/** A schema without some of its entities. */
export function without(schema: Schema, ...names: readonly string[]): Schema {
  return {
    ...schema,
    entities: Object.fromEntries(Object.entries(schema.entities).filter(([name]) => !names.includes(name))),
  };
}
