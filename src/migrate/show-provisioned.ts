import type { Showing, ShownEntity } from '../connectors/contract.ts';
import type { ProvisionStep } from '../plan/types.ts';
import { usesOf } from '../plan/uses.ts';
import type { Op } from '../runtime/journal-types.ts';
import { patiently, readOptions, type Session } from '../runtime/session.ts';
import type { FieldType } from '../schema/model.ts';

/** By what people see what was provisioned of one entity, and what they do not see. */
export interface ProvisionedShowing extends Showing {
  readonly entity: string;
}
type Steps = readonly { readonly step: ProvisionStep; readonly status: 'missing' | 'present' | 'made' }[];

/**
 * Lets people see what the plan provisions, where the target does not show it by itself; only looks without `apply`.
 * What was there before anybody provisioned is shown in its own way already, and stays so.
 * @param begin gives the run that things are made in
 * @throws MigrationError `stopped`, `interrupted`
 */
export async function showProvisioned(
  session: Session,
  steps: Steps,
  apply: boolean,
  begin: () => number,
): Promise<readonly ProvisionedShowing[]> {
  const { target, journal } = session;
  if (target.show === undefined) return [];
  const show = target.show.bind(target);
  const results: ProvisionedShowing[] = [];
  for (const { shown, at } of shownEntities(session, steps)) {
    const call = (how: boolean): Promise<Showing> =>
      patiently(session, false, () => show(shown, { ...readOptions(session), apply: how }));
    const seen = await call(false);
    if (!apply || seen.parts.every(({ status }) => status === 'present')) {
      results.push({ entity: shown.entity, ...seen });
      continue;
    }
    for (const op of journal.intend([opFor(begin(), shown, at)])) {
      const made = await call(true);
      if (made.parts.some(({ status }) => status === 'made'))
        journal.complete([{ op, target: shown.entity }]);
      else journal.void([op], made.notes.join(' '));
      results.push({ entity: shown.entity, ...made });
    }
  }
  return results;
}

type Structure = Exclude<ProvisionStep, { kind: 'row' }>;

/** Entities in the order of the plan, each with what of it is ours or will be. */
function shownEntities(
  session: Session,
  steps: Steps,
): readonly { readonly shown: ShownEntity; readonly at: Structure['at'] }[] {
  const uses = usesOf(session.plan);
  const own = steps.flatMap(({ step, status }): readonly Structure[] =>
    step.kind !== 'row' && (status !== 'present' || isOurs(session, step)) ? [step] : [],
  );
  return [...Map.groupBy(own, ({ entity }) => entity)].flatMap(([entity, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const model = group.find((step) => step.kind === 'model');
    const fields = group.flatMap(
      (step): readonly { readonly name: string; readonly type: FieldType; readonly unique: boolean }[] =>
        step.kind === 'model' ? step.fields : [{ name: step.field, type: step.type, unique: step.unique }],
    );
    const shown: ShownEntity = {
      entity,
      made: model?.label ?? null,
      fields: fields.map(({ name, type, unique }) => ({
        name,
        type,
        searched: unique || uses.ofField(entity, name).some(({ kind }) => kind === 'key'),
      })),
    };
    return [{ shown, at: first.at }];
  });
}

function isOurs({ journal }: Session, step: Structure): boolean {
  const [kind, target] =
    step.kind === 'model' ? ['provision-model', step.entity] : ['provision-field', step.field];
  return journal.opsOn(step.entity, target).some((op) => op.kind === kind);
}

function opFor(run: number, { entity, made, fields }: ShownEntity, at: Op['at']): Op {
  return {
    run,
    kind: 'provision-view',
    map: null,
    unit: null,
    entity,
    target: entity,
    sent: {},
    added: {},
    before: {},
    prior: null,
    after: null,
    probe: null,
    // Known beforehand: whatever of it was made before a kill is taken away by it.
    receipt: { made: made !== null, fields: fields.map(({ name }) => name) },
    at,
  };
}
