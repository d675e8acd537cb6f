import { ConnectorError, type TargetId } from '../connectors/contract.ts';
import type { MapPlan } from '../plan/types.ts';
import type { UnitRow } from './journal-types.ts';
import { checkInterrupted, chunks, patiently, type Session, targetEntity } from './session.ts';
import { stands } from './unit-row.ts';
import { updateUnits } from './update-units.ts';

type Standing = UnitRow & { readonly entity: string; readonly target: TargetId };

/** Units that this run did not meet went away in the source: they are counted, and treated as the settings say. */
export async function markGone(session: Session, run: number, map: MapPlan): Promise<void> {
  const gone = session.journal.unitsBeside(map.id, run);
  const report: UnitRow[] = [];
  const archive: Standing[] = [];
  const remove: Standing[] = [];
  for (const unit of gone) {
    // An element of a list that could not be had this time is missed, but nothing says that it went away.
    const unknown = map.each !== null && session.journal.unit(map.id, unit.source)?.run === run;
    const reason = unknown
      ? 'The list that it was an element of could not be had.'
      : 'It is no longer in the source.';
    const now: UnitRow = { ...unit, result: 'gone', run, reason };
    const setting = unit.entity === null || unknown ? 'report' : deletedSetting(session, unit.entity);
    // Only what this project made is put away or deleted; a row that was there before belongs to the target.
    if (!stands(now) || now.state !== 'created' || map.kind === 'owners') report.push(now);
    else if (setting === 'archive' && targetEntity(session, now.entity).fields.active !== undefined)
      archive.push(now);
    else if (setting === 'delete') remove.push(now);
    else report.push(now);
  }
  session.journal.saveUnits(report);
  for (const part of chunks(archive, session.target.traits.batch.update)) {
    await updateUnits(
      session,
      run,
      part.map((unit) => ({
        unit,
        prior: session.journal.unit(unit.map, unit.unit),
        wanted: { values: { active: false }, lists: {} },
        blame: () => map.at,
        result: () => 'gone' as const,
      })),
    );
  }
  for (const [entity, units] of Map.groupBy(remove, (unit) => unit.entity)) {
    for (const part of chunks(units, session.target.traits.batch.delete))
      await deleteUnits(session, run, entity, part);
  }
}

function deletedSetting(session: Session, entity: string): 'report' | 'archive' | 'delete' {
  return session.settings.entities[entity]?.deleted ?? session.settings.deleted;
}

async function deleteUnits(
  session: Session,
  run: number,
  entity: string,
  units: readonly Standing[],
): Promise<void> {
  checkInterrupted(session);
  const ops = session.journal.intend(
    units.map((unit) => ({
      run,
      kind: 'delete' as const,
      map: unit.map,
      unit: unit.unit,
      entity,
      target: unit.target,
      sent: {},
      added: {},
      before: unit.values,
      prior: session.journal.unit(unit.map, unit.unit),
      after: { ...unit, claims: false, state: 'gone' as const },
      probe: null,
      receipt: null,
      at: null,
    })),
  );
  const schema = targetEntity(session, entity);
  try {
    await patiently(session, false, () =>
      session.target.delete(
        schema,
        units.map((unit) => unit.target),
      ),
    );
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
    const [only] = units;
    if (units.length > 1 || only === undefined) {
      session.journal.void(ops, error.message);
      const middle = Math.ceil(units.length / 2);
      await deleteUnits(session, run, entity, units.slice(0, middle));
      await deleteUnits(session, run, entity, units.slice(middle));
      return;
    }
    session.journal.void(ops, error.message, [{ ...only, reason: error.message, failure: 'target' }]);
    return;
  }
  session.journal.complete(ops.map((op, index) => ({ op, target: units[index]?.target ?? op.target ?? 0 })));
}
