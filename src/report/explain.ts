import { DIAGNOSTICS, type DiagnosticName } from '../check/diagnostics/index.ts';
import {
  checkExample,
  EXPLANATIONS,
  exampleFiles,
  GROUPS,
  SOURCE,
  TARGET,
} from '../check/explanations/index.ts';
import { suggestions } from '../check/suggest.ts';
import type { SourceText } from '../language/source.ts';
import type { Colours } from './colours.ts';
import { type DiagnosticsReport, diagnosticsToJson } from './diagnostics-json.ts';
import { diagnosticToText } from './human.ts';
import { schemaLineIn } from './schema-line.ts';

/** Columns that running text fills. */
const WIDTH = 100;

const INDENT = '    ';

/** In the order of their codes. */
const NAMES = Object.keys(DIAGNOSTICS).filter(isName).sort(byCode);

function isName(text: string): text is DiagnosticName {
  return Object.hasOwn(DIAGNOSTICS, text);
}

function byCode(a: DiagnosticName, b: DiagnosticName): number {
  return DIAGNOSTICS[a].code < DIAGNOSTICS[b].code ? -1 : 1;
}

/** The diagnostic that a person means by a code (`M0306`, `m0306`, `0306`) or a name; otherwise codes and names near it. */
export function findDiagnostic(
  written: string,
): { readonly name: DiagnosticName } | { readonly name: null; readonly near: readonly string[] } {
  const plain = written.trim();
  const code = /^\d{4}$/.test(plain) ? `M${plain}` : plain.toUpperCase();
  const name = NAMES.find((one) => DIAGNOSTICS[one].code === code || one === plain.toLowerCase());
  if (name !== undefined) return { name };
  const known = /\d/.test(plain) ? NAMES.map((one) => DIAGNOSTICS[one].code) : NAMES;
  return { name: null, near: suggestions(/\d/.test(plain) ? code : plain, known).slice(0, 3) };
}

export interface ExplanationReport {
  readonly code: string;
  readonly name: DiagnosticName;
  readonly severity: 'error' | 'warning';
  readonly text: string;
  readonly fails: {
    readonly files: readonly SourceText[];
    /** What `mapc check --json` says of them. */
    readonly diagnostics: DiagnosticsReport['diagnostics'];
  };
  readonly passes: { readonly files: readonly SourceText[] };
}

/** What `mapc explain` says of one diagnostic, as data. */
export function explanationToJson(name: DiagnosticName): ExplanationReport {
  const { code, severity } = DIAGNOSTICS[name];
  const explanation = EXPLANATIONS[name];
  const files = exampleFiles(explanation, 'fails');
  return {
    code,
    name,
    severity,
    text: explanation.text,
    fails: {
      files,
      diagnostics: diagnosticsToJson(checkExample(explanation, files).diagnostics, files).diagnostics,
    },
    passes: { files: exampleFiles(explanation, 'passes') },
  };
}

/** What `mapc explain` says of one diagnostic: what it means, a map that gives it, the same map mended. */
export function explanationToText(name: DiagnosticName, colours: Colours): string {
  const { code, severity } = DIAGNOSTICS[name];
  const explanation = EXPLANATIONS[name];
  const paint = severity === 'error' ? colours.red : colours.yellow;
  const files = exampleFiles(explanation, 'fails');
  const { diagnostics } = checkExample(explanation, files);
  const schemaLine = schemaLineIn({ source: SOURCE, target: TARGET });
  return `${[
    `${paint(`${severity}[${code}]`)} ${colours.bold(name)}`,
    wrapped(explanation.text),
    'This gives it:',
    ...files.map((file) => fileText(file, files.length > 1)),
    ...diagnostics.map((one) => indented(diagnosticToText(one, { files, schemaLine, colours }))),
    'This does not:',
    ...exampleFiles(explanation, 'passes').map((file, _, all) => fileText(file, all.length > 1)),
  ].join('\n\n')}\n`;
}

function fileText({ path, text }: SourceText, named: boolean): string {
  return indented(named ? `// ${path}\n${text.trimEnd()}` : text.trimEnd());
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `${INDENT}${line}`))
    .join('\n');
}

function wrapped(text: string): string {
  const lines: string[] = [];
  // A piece of code is not broken.
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

export type ExplanationList = readonly {
  readonly group: string;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly name: DiagnosticName;
    readonly severity: 'error' | 'warning';
    /** The first sentence of its explanation. */
    readonly summary: string;
  }[];
}[];

/** All diagnostics by group, as data. */
export function explanationsToJson(): ExplanationList {
  return GROUPS.map(({ prefix, title }) => ({
    group: title,
    diagnostics: NAMES.filter((name) => DIAGNOSTICS[name].code.startsWith(prefix)).map((name) => ({
      code: DIAGNOSTICS[name].code,
      name,
      severity: DIAGNOSTICS[name].severity,
      summary: firstSentence(EXPLANATIONS[name].text),
    })),
  }));
}

/** All diagnostics by group, one a line. */
export function explanationsToText(colours: Colours): string {
  const longest = Math.max(...NAMES.map((name) => name.length));
  const groups = explanationsToJson().map(({ group, diagnostics }) =>
    [
      colours.bold(group),
      ...diagnostics.map(
        ({ code, name, summary }) => `  ${colours.cyan(code)}  ${name.padEnd(longest)}  ${summary}`,
      ),
    ].join('\n'),
  );
  return `${groups.join('\n\n')}\n\nmapc explain <code> shows a map that gives it, and the same map mended.\n`;
}

/** Ends at the first full stop that a capital or a piece of code follows. */
export function firstSentence(text: string): string {
  return text.split(/(?<=[.?!]) (?=[`A-Z])/)[0] ?? text;
}
