import type { TargetId } from '../connectors/contract.ts';
import type { MapPlan, WriteArm } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { identityOf } from '../stdlib/compare.ts';
import { searchAll } from './rows.ts';
import { type Session, writeArm } from './session.ts';
import { compileColumnExpr } from './transform.ts';
import type { WriteOutcome } from './types.ts';

export interface MatchIndex {
  /** Rows for which the target sides of a line equal the values. */
  find(line: number, values: readonly JsonValue[]): readonly TargetId[];
}

/** Finds rows by the `match` lines of a map's arms. An arm's rows are read when the first record asks. */
export class Matches {
  readonly #session: Session;
  readonly #map: MapPlan;
  readonly #indexes = new Map<number, MatchIndex>();

  constructor(session: Session, map: MapPlan) {
    this.#session = session;
    this.#map = map;
  }

  /** Whether the rows of an arm were read. */
  isRead(arm: number): boolean {
    return this.#indexes.has(arm);
  }

  /** Rows of the first line that finds any; never those that this project made itself. */
  async find(outcome: WriteOutcome): Promise<readonly TargetId[]> {
    for (const [line, values] of outcome.match.entries()) {
      if (values === null || values.includes(null)) continue;
      const index =
        this.#indexes.get(outcome.arm) ??
        (await buildMatchIndex(this.#session, writeArm(this.#map, outcome.arm)));
      this.#indexes.set(outcome.arm, index);
      const rows = index
        .find(line, values)
        .filter((id) => !this.#session.journal.madeRow(outcome.target, id));
      if (rows.length > 0) return rows;
    }
    return [];
  }
}

/** Evaluates the target sides of an arm's `match` lines over every row of its entity, once. */
export async function buildMatchIndex(session: Session, arm: WriteArm): Promise<MatchIndex> {
  const lines = arm.match.map((line) => ({
    sides: line.pairs.map((pair) => compileColumnExpr(pair.target, session.plan)),
    domains: line.pairs.map(({ as }) => as),
    rows: new Map<string, TargetId[]>(),
  }));
  const fields = new Set<string>();
  for (const line of arm.match) for (const pair of line.pairs) collectColumns(pair.target, fields);
  for await (const page of searchAll(session, arm.target, [], [...fields].sort())) {
    for (const row of page) {
      for (const { sides, domains, rows } of lines) {
        const values = sides.map((side) => side(row));
        if (values.some((value) => value === null)) continue;
        const text = identityOf(domains, values);
        const known = rows.get(text);
        if (known === undefined) rows.set(text, [row.id]);
        else known.push(row.id);
      }
    }
  }
  return {
    find: (line, values) => {
      const held = lines[line];
      return held?.rows.get(identityOf(held.domains, values)) ?? [];
    },
  };
}

/** Adds the fields of the target row that an expression reads. */
function collectColumns(node: unknown, into: Set<string>): void {
  if (node === null || typeof node !== 'object') return;
  if ('op' in node && node.op === 'column' && 'field' in node && typeof node.field === 'string')
    into.add(node.field);
  for (const inner of Object.values(node)) collectColumns(inner, into);
}
