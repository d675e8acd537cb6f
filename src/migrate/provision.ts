import { ConnectorError, type ProvisionOptions as ProvisionFieldOptions } from '../connectors/contract.ts';
import type { ProvisionStep } from '../plan/types.ts';
import type { Op, StoredOp } from '../runtime/journal-types.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { recover } from '../runtime/recover.ts';
import { findRows } from '../runtime/rows.ts';
import { checkInterrupted, patiently, readOptions, type Session, targetEntity } from '../runtime/session.ts';
import { createRows, severalMessage } from '../runtime/writes.ts';
import { digestOf } from '../schema/digest.ts';
import { type MigrationContext, withSession } from './context.ts';

export interface ProvisionOptions {
  /** Makes what is missing; otherwise it is only reported. */
  readonly apply: boolean;
}
export interface ProvisionResult {
  readonly steps: readonly {
    readonly step: ProvisionStep;
    /** `present`: it was there, or we made it earlier. */
    readonly status: 'missing' | 'present' | 'made';
  }[];
}

/**
 * What the target needs before a run: fields first, then rows, in the order of the plan. Undone by `rollback` with
 * `provision`.
 * @throws MigrationError `stopped`, `busy`; `unready` where a row cannot be made
 */
export async function provision(
  context: MigrationContext,
  options: ProvisionOptions,
): Promise<ProvisionResult> {
  return withSession(context, async (session) => {
    if (options.apply) await recover(session);
    if (options.apply) await settleOpenFields(session);
    const live = await liveFields(session);
    const steps: ProvisionResult['steps'][number][] = [];
    let run: number | null = null;
    for (const step of session.plan.provision) {
      checkInterrupted(session);
      const present = await isPresent(session, step, live);
      if (present || !options.apply) {
        steps.push({ step, status: present ? 'present' : 'missing' });
        continue;
      }
      run ??= session.journal.beginRun('provision', digestOf(session.plan.provision)).id;
      steps.push({ step, status: await make(session, run, step) });
    }
    if (run !== null) session.journal.endRun(run, 'done');
    return { steps };
  });
}

/** Live fields by entity. */
type LiveFields = ReadonlyMap<string, ReadonlySet<string>>;

async function liveFields(session: Session): Promise<LiveFields> {
  const entities = [...new Set(session.plan.provision.map((step) => step.entity))].sort();
  if (entities.length === 0) return new Map();
  const schema = await patiently(session, false, () =>
    session.target.discover(entities, readOptions(session)),
  );
  return new Map(
    Object.values(schema.entities).map((entity) => [entity.name, new Set(Object.keys(entity.fields))]),
  );
}

async function isPresent(session: Session, step: ProvisionStep, live: LiveFields): Promise<boolean> {
  switch (step.kind) {
    case 'field':
      return live.get(step.entity)?.has(step.field) === true;
    case 'row': {
      const question = Object.entries(step.key).map(([path, value]) => ({ path, value }));
      const [found = []] = await findRows(session, step.entity, [question]);
      if (found.length > 1) throw new MigrationError('unready', severalMessage(step.entity, found));
      return found.length === 1;
    }
  }
}

/**
 * A field whose making was cut off: where it is there now it is ours, and its receipt is asked for again (a connector
 * that cannot give it leaves the removal to a person); where it is not, it is simply made again.
 */
export async function settleOpenFields(session: Session): Promise<void> {
  const open = session.journal.openOps().filter((op) => op.kind === 'provision-field');
  if (open.length === 0) return;
  const live = await liveFields(session);
  for (const op of open) {
    const step = session.plan.provision.find(
      (one) => one.kind === 'field' && one.entity === op.entity && one.field === op.target,
    );
    if (op.target === null || live.get(op.entity)?.has(String(op.target)) !== true) {
      session.journal.void([op], 'The field was not made.');
    } else if (step?.kind !== 'field') session.journal.complete([{ op, target: op.target }]);
    else await makeField(session, op, step, { adopt: true });
  }
}

function opFor(step: ProvisionStep, run: number): Op {
  return {
    run,
    kind: step.kind === 'field' ? 'provision-field' : 'provision-row',
    map: null,
    unit: null,
    entity: step.entity,
    target: step.kind === 'field' ? step.field : null,
    sent: step.kind === 'field' ? {} : { ...step.values, ...step.key },
    added: {},
    before: {},
    prior: null,
    after: null,
    probe:
      step.kind === 'field'
        ? null
        : { kind: 'where', where: Object.entries(step.key).map(([path, value]) => ({ path, value })) },
    receipt: null,
    at: step.at,
  };
}

/**
 * An answer that was lost is asked for again: by then the field may be there, and is adopted.
 * @throws MigrationError `unready` where the target refuses the field
 */
async function makeField(
  session: Session,
  op: StoredOp,
  step: Extract<ProvisionStep, { kind: 'field' }>,
  options: ProvisionFieldOptions,
): Promise<void> {
  const schema = targetEntity(session, step.entity);
  const { field: name, label, type, unique } = step;
  let how = options;
  try {
    const receipt = await patiently(session, false, () => {
      const call = session.target.provisionField(schema, { name, label, type, unique }, how);
      how = { adopt: true };
      return call;
    });
    session.journal.complete([{ op, target: name, receipt }]);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
    session.journal.void([op], error.message);
    throw new MigrationError(
      'unready',
      `The target refused the field ${step.entity}.${name} that the plan provisions: ${error.message}`,
      error,
    );
  }
}

async function make(session: Session, run: number, step: ProvisionStep): Promise<'made' | 'present'> {
  const op = opFor(step, run);
  switch (step.kind) {
    case 'field': {
      for (const intent of session.journal.intend([op])) await makeField(session, intent, step, {});
      return 'made';
    }
    case 'row': {
      const values = { ...step.values, ...step.key };
      const [result] = await createRows(session, step.entity, [{ op, values, rejected: () => null }]);
      if (result !== undefined && 'id' in result) return 'made';
      throw new MigrationError(
        'unready',
        `The target refused the ${step.entity} that the plan provisions: ${result?.refused ?? 'no answer.'}`,
      );
    }
  }
}
