import { type DiagnosticsReport, messageOf } from './diagnostics-json.ts';
import type { ToolFormatInput } from './sarif.ts';

/**
 * JUnit XML: a suite for each file, a case for each diagnostic; a file without any has one case that passes. A warning
 * passes, with its text, unless `strict` makes it fail as it makes the command fail.
 */
export function diagnosticsToJunit({
  report,
  fileOf,
  strict,
}: ToolFormatInput & { readonly strict: boolean }): string {
  const fails = (one: DiagnosticsReport['diagnostics'][number]): boolean =>
    strict || one.severity === 'error';
  const suites = report.files.map((path) => {
    const file = attribute(fileOf(path));
    const own = report.diagnostics.filter((one) => one.file === path);
    const cases = own.map((one) => {
      const name = attribute(`${one.code} ${one.name} at ${one.line}:${one.column}`);
      const text = escaped(`${fileOf(path)}:${one.line}:${one.column}: ${messageOf(one)}\nhelp: ${one.help}`);
      const inside = fails(one)
        ? `<failure type="${one.code}" message="${attribute(messageOf(one))}">${text}</failure>`
        : `<system-out>${text}</system-out>`;
      return `    <testcase classname="${file}" name="${name}" file="${file}" line="${one.line}">\n      ${inside}\n    </testcase>`;
    });
    const passes = `    <testcase classname="${file}" name="checks" file="${file}"/>`;
    const failures = own.filter(fails).length;
    const counts = `tests="${Math.max(own.length, 1)}" failures="${failures}" errors="0"`;
    return {
      tests: Math.max(own.length, 1),
      failures,
      text: `  <testsuite name="${file}" ${counts}>\n${(own.length === 0 ? [passes] : cases).join('\n')}\n  </testsuite>`,
    };
  });
  const sum = (count: 'tests' | 'failures'): number => suites.reduce((so, suite) => so + suite[count], 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mapc check" tests="${sum('tests')}" failures="${sum('failures')}" errors="0">`,
    ...suites.map((suite) => suite.text),
    '</testsuites>',
    '',
  ].join('\n');
}

/** Text of XML 1.0: characters that it cannot hold at all are replaced. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}

function attribute(text: string): string {
  return escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
