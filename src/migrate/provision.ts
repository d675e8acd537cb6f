import { type ProvisionOptions as AdoptOptions, ConnectorError } from '../connectors/contract.ts';
import type { ProvisionStep } from '../plan/types.ts';
import type { Op, StoredOp } from '../runtime/journal-types.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { recover } from '../runtime/recover.ts';
import { findRows } from '../runtime/rows.ts';
import { checkInterrupted, patiently, readOptions, type Session, targetEntity } from '../runtime/session.ts';
import { createRows, severalMessage } from '../runtime/writes.ts';
import { digestOf } from '../schema/digest.ts';
import type { FieldType, JsonValue } from '../schema/model.ts';
import {
  applyConfiguration,
  type ConfigurationResult,
  configurationResult,
  extractConfiguration,
} from './configuration.ts';
import { type MigrationContext, withSession } from './context.ts';
import { type ProvisionedShowing, showProvisioned } from './show-provisioned.ts';

export interface ProvisionOptions {
  /** Makes what is missing; otherwise it is only reported. */
  readonly apply: boolean;
}
export interface ProvisionResult extends ConfigurationResult {
  readonly steps: readonly {
    readonly step: ProvisionStep;
    /** `present`: it was there, or we made it earlier. */
    readonly status: 'missing' | 'present' | 'made';
  }[];
  /** By what people see it, where the target does not show it by itself. */
  readonly views: readonly ProvisionedShowing[];
}

/**
 * What the target needs before a run: entities, fields and rows, in the order of the plan, then the maps of
 * configuration, whose records are extracted first where they are not. Undone by `rollback` with `provision`.
 * @throws MigrationError `stopped`, `busy`; `unready` where a row cannot be made; as `extract` and `run` for the maps
 */
export async function provision(
  context: MigrationContext,
  options: ProvisionOptions,
): Promise<ProvisionResult> {
  if (options.apply) await extractConfiguration(context);
  return withSession(context, async (session) => {
    if (options.apply) await recover(session);
    if (options.apply) await settleOpenProvision(session);
    const live = await liveFields(session);
    const steps: ProvisionResult['steps'][number][] = [];
    let run: number | null = null;
    const begin = (): number => {
      run ??= session.journal.beginRun('provision', digestOf(session.plan.provision)).id;
      return run;
    };
    for (const step of session.plan.provision) {
      checkInterrupted(session);
      const present = await isPresent(session, step, live);
      if (present || !options.apply) {
        steps.push({ step, status: present ? 'present' : 'missing' });
        continue;
      }
      steps.push({ step, status: await make(session, begin(), step) });
      noteMade(live, step);
    }
    const views = await showProvisioned(session, steps, options.apply, begin);
    if (run !== null) session.journal.endRun(run, 'done');
    if (options.apply) await applyConfiguration(context, session);
    return { steps, views, ...configurationResult(context, session) };
  });
}

/** Live fields by entity; what is made is noted. */
type LiveFields = Map<string, Set<string>>;

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

function noteMade(live: LiveFields, step: ProvisionStep): void {
  if (step.kind === 'model') live.set(step.entity, new Set(step.fields.map(({ name }) => name)));
  if (step.kind === 'field') live.get(step.entity)?.add(step.field);
}

async function isPresent(session: Session, step: ProvisionStep, live: LiveFields): Promise<boolean> {
  switch (step.kind) {
    case 'field':
      return live.get(step.entity)?.has(step.field) === true;
    case 'model': {
      const there = live.get(step.entity);
      return there !== undefined && step.fields.every(({ name }) => there.has(name));
    }
    case 'row': {
      // By what is still to be made no row can be found.
      const there = live.get(step.entity);
      if (!Object.keys(step.key).every((path) => there?.has(path.split('.', 1)[0] ?? path))) return false;
      const question = Object.entries(step.key).map(([path, value]) => ({ path, value }));
      const [found = []] = await findRows(session, step.entity, [question]);
      if (found.length > 1) throw new MigrationError('unready', severalMessage(step.entity, found));
      return found.length === 1;
    }
  }
}

/**
 * An entity or a field whose making was cut off: where it is there now it is ours, and its receipt is asked for again
 * (a connector that cannot give it leaves the removal to a person); where it is not, it is simply made again.
 */
export async function settleOpenProvision(session: Session): Promise<void> {
  // What of it is there, and whether anything is, is found when it is taken away.
  for (const op of session.journal.openOps())
    if (op.kind === 'provision-view') session.journal.complete([{ op, target: op.target ?? op.entity }]);
  const open = session.journal
    .openOps()
    .filter((op) => op.kind === 'provision-field' || op.kind === 'provision-model');
  if (open.length === 0) return;
  const live = await liveFields(session);
  for (const op of open) {
    const step = session.plan.provision.find(
      (one) => one.entity === op.entity && one.kind !== 'row' && opFor(one, op.run).target === op.target,
    );
    const there = live.get(op.entity);
    const made = op.kind === 'provision-model' ? there !== undefined : there?.has(String(op.target)) === true;
    if (op.target === null || !made) session.journal.void([op], `The ${wordFor(op)} was not made.`);
    else if (step === undefined || step.kind === 'row') session.journal.complete([{ op, target: op.target }]);
    else await makeStructure(session, op, step, { adopt: true });
  }
}

type Structure = Exclude<ProvisionStep, { kind: 'row' }>;

function wordFor(op: StoredOp): string {
  return op.kind === 'provision-model' ? 'entity' : 'field';
}

function opFor(step: ProvisionStep, run: number): Op {
  const common = {
    run,
    map: null,
    unit: null,
    entity: step.entity,
    added: {},
    before: {},
    prior: null,
    after: null,
    receipt: null,
    at: step.at,
  };
  switch (step.kind) {
    case 'model':
      return { ...common, kind: 'provision-model', target: step.entity, sent: {}, probe: null };
    case 'field':
      return { ...common, kind: 'provision-field', target: step.field, sent: {}, probe: null };
    case 'row': {
      const where = Object.entries(step.key).map(([path, value]) => ({ path, value }));
      return {
        ...common,
        kind: 'provision-row',
        target: null,
        sent: { ...step.values, ...step.key },
        probe: { kind: 'where', where },
      };
    }
  }
}

/**
 * An answer that was lost is asked for again: by then it may be there, and is adopted.
 * @throws MigrationError `unready` where the target refuses it
 */
async function makeStructure(
  session: Session,
  op: StoredOp,
  step: Structure,
  options: AdoptOptions,
): Promise<void> {
  let how = options;
  const call = (): Promise<JsonValue | null> => {
    const { target } = session;
    const asked = how;
    how = { adopt: true };
    if (step.kind === 'model')
      return target.provisionModel({ name: step.entity, label: step.label, fields: step.fields }, asked);
    const { field: name, label, unique } = step;
    const type = typeOf(session, step);
    return target.provisionField(targetEntity(session, step.entity), { name, label, type, unique }, asked);
  };
  try {
    const receipt = await patiently(session, false, call);
    session.journal.complete([{ op, target: op.target ?? step.entity, receipt }]);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
    session.journal.void([op], error.message);
    const what = step.kind === 'model' ? step.entity : `${step.entity}.${step.field}`;
    throw new MigrationError(
      'unready',
      `The target refused the ${wordFor(op)} ${what} that the plan provisions: ${error.message}`,
      error,
    );
  }
}

/** The type of a field, with the options that the source has by now. */
function typeOf(
  session: Session,
  { type, optionsFrom }: Extract<ProvisionStep, { kind: 'field' }>,
): FieldType {
  if (!optionsFrom || type.kind !== 'enums') return type;
  const values = new Set<string>();
  for (const { values: record } of session.store.all(optionsFrom.entity)) {
    const value = record[optionsFrom.field];
    if (typeof value === 'string' && value.trim() !== '') values.add(value);
  }
  return { kind: 'enums', options: [...values].sort().map((value) => ({ value, label: value })) };
}

async function make(session: Session, run: number, step: ProvisionStep): Promise<'made' | 'present'> {
  const op = opFor(step, run);
  switch (step.kind) {
    case 'model':
    case 'field': {
      for (const intent of session.journal.intend([op])) await makeStructure(session, intent, step, {});
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
