import { checkModelAccess } from './behaviours/provisioning.ts';
import type { Environment } from './environment.ts';
import { OdooError, type Refusal, valueError } from './errors.ts';
import { type LoadRow, loadColumns, loadRows } from './load-extract.ts';
import { externalRow, type LoadMessage, loadValues } from './load-values.ts';
import { isTruthy, pythonRepr } from './python.ts';
import { delegates } from './registry.ts';
import type { Values } from './types.ts';

interface LoadResult {
  readonly ids: readonly number[] | false;
  readonly messages: readonly LoadMessage[];
  readonly nextrow: number;
}

/** A row that is ready: what to write, and on what. */
interface Ready {
  readonly row: LoadRow;
  /** With its module; null for a row without. */
  readonly externalId: string | null;
  readonly id: number | null;
  readonly values: Values;
}

/**
 * `load`: rows of texts become records, each with its external id (`ir.model.data`) in the same transaction. A row
 * whose external id leads to a record updates it; in the mode `update` one that is marked `noupdate` is left as it is.
 * All rows are stored or none is; what is wrong is told in messages, not raised.
 *
 * @throws OdooError for a column that does not exist, or a cell that is no text where only a text will do.
 */
export function load(
  caller: Environment,
  model: string,
  paths: readonly unknown[],
  data: readonly unknown[],
): LoadResult {
  const module = caller.context.module ?? '__import__';
  const env = caller.withContext({ _import_current_module: module, install_mode: true });
  const update = caller.context.mode === 'update';
  const columns = loadColumns(env, model, paths);
  const messages: LoadMessage[] = [];
  const ready = loadRows(columns, data).map((row): Ready => {
    const given = row.values.get('id');
    const externalId = !isTruthy(given)
      ? null
      : String(given).includes('.')
        ? String(given)
        : `${String(module)}.${String(given)}`;
    const id = databaseId(env, model, row, messages);
    return { row, externalId, id, values: loadValues(env, columns, row, (said) => messages.push(said)) };
  });
  const before = env.database.savepoint();
  const ids = store(env, model, ready, update, messages);
  if (!messages.some((said) => said.type === 'error')) return { ids, messages, nextrow: 0 };
  env.database.rollbackTo(before);
  return { ids: false, messages, nextrow: 0 };
}

function databaseId(env: Environment, model: string, row: LoadRow, messages: LoadMessage[]): number | null {
  if (!row.values.has('.id')) return null;
  const id = Number(row.values.get('.id'));
  if (env.exists(model, id)) return id;
  messages.push({
    rows: { from: row.index, to: row.index },
    type: 'error',
    record: row.index,
    field: '.id',
    message: `Unknown database identifier '${String(row.values.get('.id'))}'`,
  });
  return null;
}

/** All rows at once; where that fails, one by one, to say which ones are wrong. */
function store(
  env: Environment,
  model: string,
  ready: readonly Ready[],
  update: boolean,
  messages: LoadMessage[],
): number[] {
  const before = env.database.savepoint();
  const names = ready.flatMap(({ externalId }) => (externalId === null ? [] : [externalId]));
  // The database refuses to make or change an external id twice in one statement.
  if (new Set(names).size === names.length) {
    try {
      return loadRecords(env, model, ready, update);
    } catch {
      env.database.rollbackTo(before);
    }
  }
  const ids: number[] = [];
  let errors = 0;
  for (const [place, one] of ready.entries()) {
    const savepoint = env.database.savepoint();
    try {
      ids.push(...loadRecords(env, model, [one], update));
    } catch (error) {
      env.database.rollbackTo(savepoint);
      if (!(error instanceof OdooError)) throw error;
      const { index } = one.row;
      const place = { rows: { from: index, to: index }, record: index, type: 'error' };
      messages.push({ ...place, ...wording(env, model, error) });
      errors += 1;
    }
    if (errors >= 10 && errors >= (place + 1) / 10) {
      messages.push({
        type: 'warning',
        message:
          'Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing too many errors.',
      });
      break;
    }
  }
  return ids;
}

/** What `load` says of an error that the record met. */
function wording(env: Environment, model: string, error: OdooError): Values {
  if (error.refusal !== null) return wordingOf(env, model, error.refusal, error);
  if (error.exception.startsWith('odoo.exceptions.') || error.exception.startsWith('psycopg2.'))
    return { message: error.message };
  const name = error.exception.replace(/^builtins\./, '');
  return {
    message: `Unknown error during import: <class '${name}'>: ${name === 'KeyError' ? pythonRepr(error.message) : error.message}`,
    moreinfo: 'Resolve other errors first',
  };
}

function wordingOf(env: Environment, model: string, refusal: Refusal, error: OdooError): Values {
  switch (refusal.kind) {
    case 'missing':
      return refusal.model === model
        ? {
            message: `Missing required value for the field '${refusal.label}' (${refusal.field})`,
            field: refusal.field,
          }
        : { message: `Missing required value for the field '${refusal.field}'` };
    case 'unique': {
      if (refusal.model !== model) return { message: error.message };
      const labels = refusal.fields.map((name) => env.model(model).fields.get(name)?.string ?? name);
      const [first, second] = refusal.fields;
      return second === undefined
        ? {
            message: `The value for the field '${first}' already exists (this is probably '${labels[0]}' in the current model).`,
            field: first,
          }
        : {
            message: `The values for the fields '${refusal.fields.join(', ')}' already exist (they are probably '${labels.join(', ')}' in the current model).`,
          };
    }
    case 'check':
      return { message: `'${refusal.message}'` };
  }
}

/** Creates or updates records and gives them their external ids. Ids in the order of the rows. */
function loadRecords(env: Environment, model: string, ready: readonly Ready[], update: boolean): number[] {
  const ids = new Map<Ready, number>();
  const toUpdate: Ready[] = [];
  const toCreate: Ready[] = [];
  for (const one of ready) {
    if (one.externalId === null) {
      if (one.id !== null) {
        ids.set(one, one.id);
        toUpdate.push(one);
      } else if (update) throw new OdooError('builtins.KeyError', 'record');
      else toCreate.push(one);
      continue;
    }
    const known = externalRow(env, one.externalId);
    if (known === null) {
      toCreate.push(one);
    } else if (known.model !== model) {
      throw new OdooError(
        'odoo.exceptions.ValidationError',
        `For external id ${one.externalId} when trying to create/update a record of model ${model} ` +
          `found record of different model ${known.model} (${known.row})`,
      );
    } else if (env.exists(model, known.id)) {
      ids.set(one, known.id);
      if (!(update && env.get('ir.model.data', known.row, 'noupdate') === true)) toUpdate.push(one);
    } else {
      env.unlink('ir.model.data', [known.row]);
      toCreate.push(one);
    }
  }
  if (toUpdate.length > 0) checkModelAccess(env, model, 'write');
  if (toCreate.length > 0) checkModelAccess(env, model, 'create');
  for (const one of toUpdate) env.write(model, [ids.get(one) ?? 0], one.values);
  const created = env.create(
    model,
    toCreate.map((one) => one.values),
  );
  for (const [place, one] of toCreate.entries()) {
    const id = created[place];
    if (id === undefined) throw valueError('A record was not created.');
    ids.set(one, id);
    if (one.externalId !== null) giveExternalIds(env, model, id, one.externalId, one.values);
  }
  return ready.map((one) => ids.get(one) ?? 0);
}

/** The record's external id, and before it that of the record which it delegates to, where this one was made with it. */
function giveExternalIds(env: Environment, model: string, id: number, name: string, values: Values): void {
  const delegate = delegates[model];
  const parent = delegate === undefined ? undefined : env.model(model).fields.get(delegate)?.relation;
  if (delegate !== undefined && parent !== undefined && !isTruthy(values[delegate]))
    giveExternalId(
      env,
      parent,
      Number(env.get(model, id, delegate)),
      `${name}_${parent.replaceAll('.', '_')}`,
    );
  giveExternalId(env, model, id, name);
}

function giveExternalId(env: Environment, model: string, id: number, externalId: string): void {
  const dot = externalId.indexOf('.');
  const [module, name] = [externalId.slice(0, dot), externalId.slice(dot + 1)];
  const noupdate = isTruthy(env.context.noupdate);
  if (name.includes(' ')) {
    const at = `${env.now}.000000`;
    const row = env.database.nextId('ir.model.data');
    throw new OdooError(
      'psycopg2.errors.CheckViolation',
      'new row for relation "ir_model_data" violates check constraint "ir_model_data_name_nospaces"\n' +
        `DETAIL:  Failing row contains (${row}, null, ${at}, ${at}, null, ${id}, ${noupdate ? 't' : 'f'}, ${name}, ${module}, ${model}).\n`,
    );
  }
  const known = externalRow(env, externalId);
  if (known !== null) env.database.update('ir.model.data', known.row, { model, res_id: id });
  else env.createOne('ir.model.data', { module, name, model, res_id: id, noupdate });
}
