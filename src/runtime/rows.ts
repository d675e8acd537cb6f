import type { Condition, TargetId, TargetRow } from '../connectors/contract.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { chunks, patiently, readOptions, type Session, targetEntity } from './session.ts';

/** Values that one search may name. */
const VALUES_A_SEARCH = 1000;

export type Question = readonly { readonly path: string; readonly value: JsonValue }[];

/** Every row that fits, in order of id, in pages. */
export async function* searchAll(
  session: Session,
  entity: string,
  where: readonly Condition[],
  fields: readonly string[],
): AsyncIterable<readonly TargetRow[]> {
  const schema = targetEntity(session, entity);
  const limit = session.target.traits.batch.read;
  let after: TargetId | undefined;
  for (;;) {
    const query = { where, fields, limit, ...(after === undefined ? {} : { after }) };
    const rows = await patiently(session, false, () =>
      session.target.search(schema, query, readOptions(session)),
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (rows.length < limit || last === undefined) return;
    after = last.id;
  }
}

/**
 * The ids of the rows that fit each question, in few searches: questions over the same direct fields of an entity are
 * asked together and told apart here, under the target's normaliser; paths through references are asked one by one.
 */
export async function findRows(
  session: Session,
  entity: string,
  questions: readonly Question[],
): Promise<readonly (readonly TargetId[])[]> {
  const answers: TargetId[][] = questions.map(() => []);
  // A question without conditions would be answered by every row; it finds none.
  const asked = questions.flatMap((question, index) => (question.length > 0 ? [index] : []));
  const groups = Map.groupBy(asked, (index) =>
    canonicalJson((questions[index] ?? []).map((part) => part.path)),
  );
  for (const members of groups.values()) {
    const first = questions[members[0] ?? 0] ?? [];
    const paths = first.map((part) => part.path);
    if (
      paths.some((path) => path.includes('.')) ||
      !allScalar(members.map((index) => questions[index] ?? []))
    ) {
      for (const index of members) {
        const where = (questions[index] ?? []).map(({ path, value }) => ({
          path,
          operator: '=' as const,
          value,
        }));
        for await (const rows of searchAll(session, entity, where, []))
          answers[index]?.push(...rows.map((row) => row.id));
      }
      continue;
    }
    for (const part of chunks(members, VALUES_A_SEARCH)) {
      await findTogether(session, entity, paths, part, questions, answers);
    }
  }
  return answers;
}

function allScalar(questions: readonly Question[]): boolean {
  return questions.every((question) =>
    question.every((part) => part.value !== null && typeof part.value !== 'object'),
  );
}

async function findTogether(
  session: Session,
  entity: string,
  paths: readonly string[],
  members: readonly number[],
  questions: readonly Question[],
  answers: TargetId[][],
): Promise<void> {
  const byValues = Map.groupBy(members, (index) =>
    identity(session, entity, paths, (path) => questions[index]?.find((part) => part.path === path)?.value),
  );
  const where = paths.map((path): Condition => {
    const values = new Map<string, JsonValue>();
    for (const index of members) {
      const value = questions[index]?.find((part) => part.path === path)?.value ?? null;
      values.set(canonicalJson(value), value);
    }
    return { path, operator: 'in', value: [...values.values()] };
  });
  const idField = targetEntity(session, entity).id;
  for await (const rows of searchAll(session, entity, where, paths)) {
    for (const row of rows) {
      const text = identity(
        session,
        entity,
        paths,
        (path) => row.values[path] ?? (path === idField ? row.id : null),
      );
      for (const index of byValues.get(text) ?? []) answers[index]?.push(row.id);
    }
  }
}

function identity(
  session: Session,
  entity: string,
  paths: readonly string[],
  value: (path: string) => JsonValue | undefined,
): string {
  const schema = targetEntity(session, entity);
  return canonicalJson(paths.map((path) => session.target.normalise(schema, path, value(path) ?? null)));
}
