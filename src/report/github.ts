import { messageOf } from './diagnostics-json.ts';
import type { ToolFormatInput } from './sarif.ts';

/**
 * Workflow commands of GitHub Actions (docs.github.com, "Workflow commands", Setting an error message): one a line, shown
 * beside the line of the map in a pull request.
 */
export function diagnosticsToGithub({ report, fileOf }: ToolFormatInput): string {
  return report.diagnostics
    .map((one) => {
      // Columns are taken only where the place is within one line.
      const columns =
        one.line === one.endLine
          ? [
              ['col', one.column],
              ['endColumn', one.endColumn],
            ]
          : [];
      const properties = [
        ['file', fileOf(one.file)],
        ['line', one.line],
        ['endLine', one.endLine],
        ...columns,
        ['title', `${one.code} ${one.name}`],
      ];
      const written = properties.map(([name, value]) => `${name}=${property(String(value))}`).join(',');
      return `::${one.severity} ${written}::${data(`${messageOf(one)}\nhelp: ${one.help}`)}\n`;
    })
    .join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
