import type { AffectedLine, Effect } from '../check/index.ts';
import type { SourceText } from '../language/source.ts';
import type { DriftImpact } from '../project/drift-impact.ts';
import type { SnapshotResult } from '../project/take-snapshot.ts';
import type { Unread } from '../schema/model.ts';
import type { Colours } from './colours.ts';
import { type DiagnosticsReport, diagnosticsToJson } from './diagnostics-json.ts';
import { count, counted, oneOrMany } from './values.ts';
import { printable } from './width.ts';

/** The most changes that are shown of one side, and lines of one change. */
const LONGEST = 20;

interface DiscoveryInput {
  readonly results: readonly SnapshotResult[];
  /** What the changes do to the maps; a sentence where that cannot be said, null where there is nothing to say. */
  readonly impact: DriftImpact | string | null;
}

/** What was discovered, what changed, and which line of which map that breaks, weakens or makes needless. */
export function discoveryToText(
  { results, impact }: DiscoveryInput,
  { checkOnly, colours }: { readonly checkOnly: boolean; readonly colours: Colours },
): string {
  const known = typeof impact === 'string' ? null : impact;
  const sides = results.map((result) => {
    const {
      side,
      system,
      version,
      entities,
      fields,
      records,
      first,
      changes,
      encodings,
      stale,
      unread,
      resumed,
    } = result;
    const total = records === null ? '' : `, ${counted(records, 'record')}`;
    const lines = [
      `${colours.bold(side)}: ${system} ${version}, ${count(entities)} ${oneOrMany(entities, 'entity', 'entities')}, ${counted(fields, 'field')}${total}`,
    ];
    if (first) lines.push(checkOnly ? '  There is no snapshot yet.' : '  First snapshot.');
    else if (changes.length === 0) lines.push('  Nothing changed since the last snapshot.');
    else lines.push(...changesToLines(result, known, colours));
    if (resumed > 0)
      lines.push(
        `  ${count(resumed)} of the entities had been read by a discovery that broke off; --fresh reads them anew.`,
      );
    for (const [entity, encoding] of Object.entries(encodings))
      lines.push(`  ${entity} is read as ${encoding}: have a look at its letters, or declare \`encoding\`.`);
    for (const one of unread) lines.push(...unreadToLines(one, colours));
    for (const one of stale)
      lines.push(`  ${colours.yellow('stale')} ${one.file}:${one.line}: ${printable(one.message)}`);
    return `${lines.join('\n')}\n`;
  });
  const ending =
    typeof impact === 'string' ? `${printable(impact)}\n` : known === null ? '' : summary(known, colours);
  return `${sides.join('')}${ending}`;
}

function unreadToLines({ what, entity, fields, why, help }: Unread, colours: Colours): readonly string[] {
  const of = entity === undefined ? '' : ` of ${entity}`;
  const which = fields === undefined ? `${what}${of}` : `${fields.join(', ')}${of}`;
  const thing = what === 'entity' ? (entity ?? what) : which;
  return [
    `  ${colours.yellow('not read:')} ${printable(`${thing} (${why})`)}`,
    `            ${colours.bold('help:')} ${printable(help)}`,
  ];
}

/** Changes that touch a line come first: they are what a person has to look at. */
function changesToLines(
  { side, changes }: SnapshotResult,
  known: DriftImpact | null,
  colours: Colours,
): readonly string[] {
  const first = known?.changes.findIndex((change) => change.side === side) ?? 0;
  const all = changes.map((change, index) => ({
    change,
    affected: known?.impact.byChange[first + index] ?? [],
  }));
  const sorted = [
    ...all.filter(({ affected }) => affected.length > 0),
    ...all.filter(({ affected }) => affected.length === 0),
  ];
  const lines = [`  ${counted(changes.length, 'change')} since the last snapshot:`];
  for (const { change, affected } of sorted.slice(0, LONGEST)) {
    lines.push(`  - ${printable(change.message)}`);
    if (known !== null) lines.push(...affectedToLines(affected, known.files, colours));
  }
  if (sorted.length > LONGEST) lines.push(`  … and ${count(sorted.length - LONGEST)} more`);
  return lines;
}

function affectedToLines(
  affected: readonly AffectedLine[],
  files: readonly SourceText[],
  colours: Colours,
): readonly string[] {
  const { diagnostics } = diagnosticsToJson(
    affected.map(({ diagnostic }) => diagnostic),
    files,
  );
  const lines = diagnostics
    .slice(0, LONGEST)
    .flatMap(({ file, line, column, message, help, code }, index) => {
      const effect = affected[index]?.effect ?? 'breaks';
      return [
        `      ${paintOf(effect, colours)(effect.padEnd(8))} ${file}:${line}:${column} ${printable(message)} ${colours.dim(`[${code}]`)}`,
        `               ${colours.bold('help:')} ${printable(help)}`,
      ];
    });
  return affected.length > LONGEST
    ? [...lines, `      … and ${count(affected.length - LONGEST)} more lines`]
    : lines;
}

function paintOf(effect: Effect, colours: Colours): (text: string) => string {
  switch (effect) {
    case 'breaks':
      return colours.red;
    case 'weakens':
      return colours.yellow;
    case 'needless':
      return colours.cyan;
  }
}

function summary({ impact, files }: DriftImpact, colours: Colours): string {
  const all = [...impact.byChange.flat(), ...impact.other];
  const other =
    impact.other.length === 0
      ? ''
      : `Beside these changes:\n${affectedToLines(impact.other, files, colours).join('\n')}\n`;
  const mended =
    impact.mended.length === 0
      ? ''
      : ` ${counted(impact.mended.length, 'finding')} of \`mapc check\` would go away.`;
  if (all.length === 0) return `No line of the maps is affected.${mended}\n`;
  const counts = (['breaks', 'weakens', 'needless'] as const).flatMap((effect) => {
    const number = all.filter((one) => one.effect === effect).length;
    return number === 0 ? [] : [`${counted(number, 'line')} ${WORDS[effect][number === 1 ? 0 : 1]}`];
  });
  return `${other}${counts.join(', ')}.${mended}\n`;
}

const WORDS: Readonly<Record<Effect, readonly [string, string]>> = {
  breaks: ['breaks', 'break'],
  weakens: ['weakens', 'weaken'],
  needless: ['becomes needless', 'become needless'],
};

type JsonLine = DiagnosticsReport['diagnostics'][number] & { readonly effect: Effect };

/** The same as data: each change with the lines that it affects, by side; what no change explains stands beside. */
export function discoveryToJson({ results, impact }: DiscoveryInput): Readonly<Record<string, unknown>> {
  const known = typeof impact === 'string' ? null : impact;
  const toJson = (affected: readonly AffectedLine[]): readonly JsonLine[] => {
    const { diagnostics } = diagnosticsToJson(
      affected.map(({ diagnostic }) => diagnostic),
      known?.files ?? [],
    );
    return diagnostics.map((one, index) => ({ effect: affected[index]?.effect ?? 'breaks', ...one }));
  };
  const sides = results.map((result) => {
    const first = known?.changes.findIndex(({ side }) => side === result.side) ?? 0;
    const changes = result.changes.map((change, index) =>
      known === null ? change : { ...change, lines: toJson(known.impact.byChange[first + index] ?? []) },
    );
    return [result.side, { ...result, changes }] as const;
  });
  return {
    ...Object.fromEntries(sides),
    ...(known === null ? {} : { other: toJson(known.impact.other), mended: known.impact.mended.length }),
  };
}
