import { expect } from 'vitest';
import { type CheckResult, check, type DiagnosticName } from '../../../src/check/index.ts';
import type { Profile, Schema } from '../../../src/schema/model.ts';
import { SOURCE, TARGET } from './schemas.ts';

/** Where the diagnostic is expected to stand: `«…»` in the text, taken out before it is parsed. */
const MARK = /«([^»]*)»/;

export interface CheckOptions {
  readonly source?: Schema;
  readonly target?: Schema;
  readonly profile?: Profile | null;
}

/** Nobody's fields count as forgotten unless a test says so. */
export const EMPTY_PROFILE: Profile = { taken: '2026-01-01', entities: {} };

export function checkText(text: string, options: CheckOptions = {}): CheckResult {
  return check({
    files: [{ path: 'main.map', text: `migration dataverse -> odoo\n${text}` }],
    load: () => null,
    source: options.source ?? SOURCE,
    target: options.target ?? TARGET,
    profile: options.profile === undefined ? EMPTY_PROFILE : options.profile,
  });
}

/** Expects the one diagnostic, at the marked place, and nothing else of that severity. */
export function expectReport(
  marked: string,
  name: DiagnosticName,
  options: CheckOptions & { readonly help?: string | RegExp; readonly message?: string | RegExp } = {},
): void {
  const mark = MARK.exec(marked);
  const text = marked.replace(MARK, '$1');
  const { diagnostics, files } = checkText(text, options);
  expect(diagnostics.map((one) => `${one.name}: ${one.message}`)).toEqual([
    expect.stringMatching(new RegExp(`^${name}: `)),
  ]);
  const [only] = diagnostics;
  if (mark && only) expect(files[0]?.text.slice(only.span.start, only.span.end)).toBe(mark[1]);
  if (options.help !== undefined) expect(only?.help).toMatch(options.help);
  if (options.message !== undefined) expect(only?.message).toMatch(options.message);
}

export function expectClean(text: string, options: CheckOptions = {}): CheckResult {
  const result = checkText(text, options);
  expect(result.diagnostics.map((one) => `${one.name}: ${one.message} ${one.help ?? ''}`)).toEqual([]);
  return result;
}

/** A map that checks, with `lines` in its body. */
export const account = (lines = ''): string =>
  `map account -> res.partner { key x_source_id = accountid name = name ?? "?" user_id = null ${lines} }`;
