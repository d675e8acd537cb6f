import type { ColumnSummary } from '../profile/column.ts';
import { idCandidates, plainName } from './names.ts';
import type { Sighting } from './sighting.ts';

/**
 * The column that tells records apart: filled in every record, no value twice (as far as was seen), and called like an id, a
 * GUID, or the first. Null where no column does.
 */
export function identify({ entity, rows, columns }: Sighting): string | null {
  if (rows === 0) return null;
  const able = [...columns]
    .filter(([, summary]) => isUnique(summary, rows) && isKey(summary))
    .map(([name]) => name);
  const [first] = columns.keys();
  const byName = idCandidates(entity, [...columns.keys()]).filter((name) => name !== first);
  const guid = able.filter((name) => isGuid(columns.get(name)));
  const ranked = [
    ...byName,
    ...guid.filter((name) => plainName(name).endsWith('id')),
    ...able.filter((name) => name === first),
    ...guid,
    ...able.filter((name) => /(?:id|key|code|no|number)$/.test(plainName(name))),
    ...able,
  ];
  return ranked.find((name) => able.includes(name)) ?? null;
}

/** Whether every record held a value and no value came twice. */
export function isUnique({ filled, repeated }: ColumnSummary, rows: number): boolean {
  return rows > 0 && filled === rows && !repeated;
}

/** Whole numbers and short texts identify; dates, amounts and prose only happen to be all different. */
function isKey({ fits, filled, length }: ColumnSummary): boolean {
  if (fits.get('integer') === filled) return true;
  const texts = fits.get('text') === filled && (length?.max ?? 0) <= 64;
  return (
    texts && !(['date', 'instant', 'local', 'decimal'] as const).some((kind) => fits.get(kind) === filled)
  );
}

/** Whether all its values are GUIDs. */
export function isGuid(summary: ColumnSummary | undefined): boolean {
  return summary !== undefined && summary.filled > 0 && summary.patterns.get('guid') === summary.filled;
}
