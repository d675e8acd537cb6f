import type { TargetId } from '../connectors/contract.ts';
import type { StoredOp } from './journal-types.ts';
import { buildMatchIndex, type MatchIndex } from './match-index.ts';
import { findRows, type Question } from './rows.ts';
import { mapOf, type Session, writeArm } from './session.ts';

/** The rows that creations may have made whose end is unknown, in the order of `ops`; none of them known before. */
export async function probeRows(
  session: Session,
  entity: string,
  ops: readonly StoredOp[],
): Promise<readonly (readonly TargetId[])[]> {
  const questions: Question[] = ops.map(({ probe }) => (probe?.kind === 'where' ? probe.where : []));
  const asked = questions.flatMap((question, index) => (question.length > 0 ? [index] : []));
  const answers = await findRows(
    session,
    entity,
    asked.map((index) => questions[index] ?? []),
  );
  const found: (readonly TargetId[])[] = ops.map(() => []);
  asked.forEach((index, place) => {
    found[index] = answers[place] ?? [];
  });
  // Indexes are built anew for each probe: the row that is looked for may have come in the meantime.
  const indexes = new Map<string, MatchIndex>();
  for (const [place, op] of ops.entries()) {
    const { probe } = op;
    if (probe?.kind !== 'match') continue;
    const name = `${probe.map}#${probe.arm}`;
    const index =
      indexes.get(name) ??
      (await buildMatchIndex(session, writeArm(mapOf(session.plan, probe.map), probe.arm)));
    indexes.set(name, index);
    for (const [line, values] of probe.lines.entries()) {
      if (values === null) continue;
      const rows = index.find(line, values).filter((id) => !session.journal.madeRow(entity, id));
      if (rows.length === 0) continue;
      found[place] = rows;
      break;
    }
  }
  return found;
}
