import { createHash } from 'node:crypto';
import { messageOf } from './diagnostics-json.ts';
import type { ToolFormatInput } from './sarif.ts';

/**
 * GitLab's code quality report (docs.gitlab.com, "Code Quality report format"). A fingerprint does not depend on the line:
 * a finding that only moved is the same one.
 */
export function diagnosticsToGitlab({ report, fileOf }: ToolFormatInput): string {
  const seen = new Map<string, number>();
  const issues = report.diagnostics.map((one) => {
    const path = fileOf(one.file);
    const identity = JSON.stringify([one.code, path, one.message]);
    const before = seen.get(identity) ?? 0;
    seen.set(identity, before + 1);
    return {
      description: `${messageOf(one)}; ${one.help}`,
      check_name: `${one.code} ${one.name}`,
      fingerprint: createHash('sha256').update(`${identity} ${before}`).digest('hex'),
      severity: one.severity === 'error' ? 'major' : 'minor',
      location: { path, lines: { begin: one.line, end: one.endLine } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
