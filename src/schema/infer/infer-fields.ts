import type { Field, FieldType, Origin, Proposal } from '../model.ts';
import type { ColumnSummary } from '../profile/column.ts';
import { isUnique } from './identify.ts';
import { inferReference, inferReferenceId, type Pointable, TAKEN } from './infer-reference.ts';
import { inferType } from './infer-type.ts';

/** Records from which on it says something that all of them hold a value. */
const ALWAYS = 30;

/** What fields are concluded from. */
interface Surroundings {
  readonly entity: string;
  /** The columns that identify its records: they are no references. */
  readonly id: readonly string[];
  readonly rows: number;
  readonly typed: boolean;
  readonly pointables: readonly Pointable[];
}

/**
 * Fields by name in the order of the columns, each with its origin. A type that all values fit is taken, and so is a
 * reference that is likely enough; what is narrower is only proposed.
 */
export function inferFields(
  columns: ReadonlyMap<string, ColumnSummary>,
  around: Surroundings,
): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    [...columns].map(([name, summary]) => {
      const { type, origin } = inferField(name, summary, columns, around);
      return [name, { name, label: name, type, origin }];
    }),
  );
}

function inferField(
  name: string,
  summary: ColumnSummary,
  columns: ReadonlyMap<string, ColumnSummary>,
  around: Surroundings,
): { readonly type: FieldType; readonly origin: Origin } {
  const inferred = inferType(name, summary, around.typed);
  const pointing = around.id.includes(name)
    ? null
    : inferReference(around.entity, name, summary, around.pointables);
  const beside = around.id.includes(name)
    ? null
    : inferReferenceId(name, summary, columns, around.pointables);
  const taken = pointing !== null && pointing.confidence >= TAKEN && beside === null ? pointing : inferred;
  const proposed = taken === pointing ? null : (beside ?? pointing ?? inferred.proposed ?? null);
  // What identifies is both, and says so itself.
  const many = around.rows >= ALWAYS && !around.id.includes(name);
  const origin: Origin = {
    kind: 'inferred',
    confidence: taken.confidence,
    evidence: taken.evidence,
    ...(many && summary.filled === around.rows ? { required: true } : {}),
    ...(many && isUnique(summary, around.rows) ? { unique: true } : {}),
    ...(proposed === null ? {} : { proposed: onlyProposal(proposed) }),
  };
  return { type: withInner(taken.type, summary, around), origin };
}

function onlyProposal({ type, confidence, evidence }: Proposal): Proposal {
  return { type, confidence, evidence };
}

/** The fields of nested records, which know nothing of the number of their own. */
function withInner(type: FieldType, { inner }: ColumnSummary, around: Surroundings): FieldType {
  if (type.kind !== 'records' || inner === null) return type;
  const columns = new Map([...inner].map(([name, column]) => [name, column.summary()]));
  const rows = Math.max(0, ...[...columns.values()].map(({ filled }) => filled));
  return { kind: 'records', fields: inferFields(columns, { ...around, id: [], rows }) };
}
