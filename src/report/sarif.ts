import { DIAGNOSTICS, type DiagnosticName } from '../check/diagnostics/index.ts';
import { EXPLANATIONS } from '../check/explanations/index.ts';
import { type DiagnosticsReport, type JsonPlace, messageOf } from './diagnostics-json.ts';
import { firstSentence } from './explain.ts';
import type { SchemaLineFinder } from './human.ts';

/** What the formats for other tools need beside the report. */
export interface ToolFormatInput {
  readonly report: DiagnosticsReport;
  /** A file of the project as the tool knows it: usually relative to the root of the repository, with `/`. */
  readonly fileOf: (path: string) => string;
}

/**
 * SARIF 2.1.0 (OASIS, section 3): one run, the rules that have results, and as related locations what the message
 * speaks of and the line of the snapshot that imposes it.
 */
export function diagnosticsToSarif(
  input: ToolFormatInput & { readonly schemaLine: SchemaLineFinder; readonly version: string },
): string {
  const { report, fileOf, schemaLine, version } = input;
  const names = [...new Set(report.diagnostics.map((one) => one.name))].sort();
  const location = (place: JsonPlace) => ({
    physicalLocation: {
      artifactLocation: { uri: uriOf(fileOf(place.file)) },
      region: {
        startLine: place.line,
        startColumn: place.column,
        endLine: place.endLine,
        endColumn: place.endColumn,
      },
    },
  });
  // SARIF 2.1.0, section 3.55: each fix by the files that it changes.
  const fixed = ({ title, safety, edits }: DiagnosticsReport['diagnostics'][number]['fixes'][number]) => ({
    description: { text: safety === 'safe' ? title : `${title} (to be looked at)` },
    artifactChanges: [...Map.groupBy(edits, ({ file }) => file)].map(([file, own]) => ({
      artifactLocation: { uri: uriOf(fileOf(file)) },
      replacements: own.map((edit) => ({
        deletedRegion: {
          startLine: edit.line,
          startColumn: edit.column,
          endLine: edit.endLine,
          endColumn: edit.endColumn,
        },
        ...(edit.text === '' ? {} : { insertedContent: { text: edit.text } }),
      })),
    })),
  });
  const results = report.diagnostics.map((one) => {
    const place = one.schema === null ? null : schemaLine(one.schema, one.variant ?? null);
    const imposed =
      place === null
        ? []
        : [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(fileOf(place.path)) },
                region: { startLine: place.line },
              },
              message: { text: 'what imposes it' },
            },
          ];
    const related = [
      ...one.related.map((other) => ({ ...location(other), message: { text: other.message } })),
      ...imposed,
    ];
    return {
      ruleId: one.code,
      ruleIndex: names.indexOf(one.name),
      level: one.severity,
      message: { text: `${messageOf(one)}\n${one.help}` },
      locations: [location(one)],
      ...(related.length === 0 ? {} : { relatedLocations: related }),
      ...(one.fixes.length === 0 ? {} : { fixes: one.fixes.map(fixed) }),
    };
  });
  const sarif = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mapc', version, rules: names.map(rule) } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(sarif, null, 2)}\n`;
}

function rule(name: DiagnosticName) {
  const { code, severity } = DIAGNOSTICS[name];
  const { text } = EXPLANATIONS[name];
  return {
    id: code,
    name,
    shortDescription: { text: firstSentence(text) },
    fullDescription: { text },
    help: { text: `mapc explain ${code} shows a map that gives it, and the same map mended.` },
    defaultConfiguration: { level: severity },
  };
}

/** A path as a relative reference (RFC 3986): what is no part of a path is encoded. */
function uriOf(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}
