import { messagePost } from './behaviours/mail.ts';
import { checkModelAccess } from './behaviours/provisioning.ts';
import { getView, getViews } from './behaviours/view.ts';
import { defaultOf } from './defaults.ts';
import { contextOf, Environment, type OdooSystem } from './environment.ts';
import { accessError, OdooError, valueError } from './errors.ts';
import { fieldsGet } from './fields-get.ts';
import { load } from './load.ts';
import { follow, isThread } from './messages.ts';
import { pythonRepr } from './python.ts';
import { readRecords } from './read-records.ts';
import { type FieldDescriptor, isRecord, type Values } from './types.ts';

interface Call {
  readonly env: Environment;
  readonly model: string;
  readonly args: readonly unknown[];
  readonly kwargs: Values;
}

/**
 * Runs one public method as `object.execute_kw` does, in the caller's transaction.
 *
 * @throws OdooError in the words of Odoo.
 */
export function callMethod(
  system: OdooSystem,
  uid: number,
  model: string,
  method: string,
  args: readonly unknown[],
  kwargs: Values,
): unknown {
  const env = new Environment(system, uid, contextOf(kwargs));
  env.model(model);
  if (method.startsWith('_')) {
    throw accessError(`Private methods (such as ${method}) cannot be called remotely.`);
  }
  const call: Call = { env, model, args, kwargs };
  const general = generalMethods[method];
  if (general !== undefined) {
    const { access, names, run } = general;
    if (access !== null) checkModelAccess(env, model, access);
    const unknown = Object.keys(kwargs).find((name) => name !== 'context' && !names.includes(name));
    if (unknown !== undefined) {
      throw new OdooError(
        'builtins.TypeError',
        `BaseModel.${method}() got an unexpected keyword argument ${pythonRepr(unknown)}`,
      );
    }
    return run(call);
  }
  const behaviour = env.behaviour(model);
  const modelMethod = behaviour?.modelMethods?.[method];
  if (modelMethod !== undefined) return modelMethod(env, args, kwargs) ?? null;
  const own =
    behaviour?.methods?.[method] ?? (isThread(env.model(model)) ? threadMethods(model)[method] : undefined);
  if (own === undefined) {
    throw new OdooError(
      'builtins.AttributeError',
      `The method ${pythonRepr(method)} does not exist on the model ${pythonRepr(model)}`,
    );
  }
  const ids = idList(args[0]);
  env.mustExist(model, ids);
  return own(env, ids, args.slice(1), kwargs) ?? null;
}

interface GeneralMethod {
  readonly access: 'read' | 'write' | 'create' | 'unlink' | null;
  /** Parameters in order: positional arguments may also come by name. */
  readonly names: readonly string[];
  readonly run: (call: Call) => unknown;
}

const generalMethods: Readonly<Record<string, GeneralMethod>> = {
  create: { access: 'create', names: ['vals_list'], run: create },
  write: { access: 'write', names: ['ids', 'vals'], run: write },
  unlink: { access: 'unlink', names: ['ids'], run: unlink },
  read: { access: 'read', names: ['ids', 'fields', 'load'], run: read },
  search: { access: 'read', names: ['domain', 'offset', 'limit', 'order'], run: search },
  search_read: {
    access: 'read',
    names: ['domain', 'fields', 'offset', 'limit', 'order', 'load'],
    run: searchRead,
  },
  search_count: { access: 'read', names: ['domain', 'limit'], run: searchCount },
  name_search: { access: 'read', names: ['name', 'args', 'operator', 'limit'], run: nameSearch },
  name_create: { access: 'create', names: ['name'], run: nameCreate },
  fields_get: { access: null, names: ['allfields', 'attributes'], run: describeFields },
  default_get: { access: null, names: ['fields_list', 'fields'], run: defaultGet },
  exists: { access: null, names: ['ids'], run: exists },
  check_access_rights: { access: null, names: ['operation', 'raise_exception'], run: checkAccessRights },
  check_access_rule: { access: null, names: ['ids', 'operation'], run: () => null },
  action_archive: { access: 'write', names: ['ids'], run: (call) => archive(call, false) },
  action_unarchive: { access: 'write', names: ['ids'], run: (call) => archive(call, true) },
  get_views: { access: 'read', names: ['views', 'options'], run: views },
  get_view: { access: 'read', names: ['view_id', 'view_type', 'options'], run: oneView },
  load: { access: null, names: ['fields', 'data'], run: loadMatrix },
  copy: { access: null, names: ['ids', 'default'], run: () => lacks('copy') },
  read_group: {
    access: null,
    names: ['domain', 'fields', 'groupby', 'offset', 'limit', 'orderby', 'lazy'],
    run: () => lacks('read_group'),
  },
};

function lacks(method: string): never {
  throw new OdooError(
    'builtins.NotImplementedError',
    `This sandbox does not simulate ${method}(). Use create, load, write, search, read and unlink.`,
  );
}

function argument(call: Call, index: number, name: string): unknown {
  return index < call.args.length ? call.args[index] : call.kwargs[name];
}

function idList(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.map(Number);
  if (value === undefined) throw new OdooError('builtins.IndexError', 'tuple index out of range');
  return [];
}

function ids(call: Call): number[] {
  return idList(argument(call, 0, 'ids'));
}

function names(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function create(call: Call): unknown {
  const given = argument(call, 0, 'vals_list');
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const values = list.map((item) => {
    if (!isRecord(item))
      throw new OdooError('builtins.AssertionError', `${pythonRepr(item)} is no dictionary of values`);
    return item;
  });
  const created = call.env.create(call.model, values);
  return Array.isArray(given) ? created : (created[0] ?? false);
}

function loadMatrix(call: Call): unknown {
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  return load(call.env, call.model, list(argument(call, 0, 'fields')), list(argument(call, 1, 'data')));
}

function write(call: Call): unknown {
  const values = argument(call, 1, 'vals');
  const targets = ids(call);
  if (!isRecord(values))
    throw new OdooError('builtins.TypeError', `${call.model}.write() needs a dictionary of values`);
  call.env.write(call.model, targets, values);
  return true;
}

function unlink(call: Call): unknown {
  call.env.unlink(call.model, ids(call));
  return true;
}

function read(call: Call): unknown {
  const load = call.args.length > 2 ? call.args[2] : call.kwargs.load;
  return readRecords(call.env, call.model, ids(call), names(argument(call, 1, 'fields')), isPlain(load));
}

function isPlain(load: unknown): boolean {
  return load === null || load === '' || load === false || (load !== undefined && load !== '_classic_read');
}

function search(call: Call): unknown {
  return call.env.search(call.model, argument(call, 0, 'domain'), {
    offset: count(argument(call, 1, 'offset')),
    limit: count(argument(call, 2, 'limit')),
    order: text(argument(call, 3, 'order')),
  });
}

function searchRead(call: Call): unknown {
  const found = call.env.search(call.model, argument(call, 0, 'domain'), {
    offset: count(argument(call, 2, 'offset')),
    limit: count(argument(call, 3, 'limit')),
    order: text(argument(call, 4, 'order')),
  });
  // Whether archived rows are shown is forgotten between the search and the reading, so lists are without them.
  return readRecords(
    call.env.withContext({ active_test: true }),
    call.model,
    found,
    names(argument(call, 1, 'fields')),
    isPlain(call.kwargs.load),
  );
}

function searchCount(call: Call): unknown {
  const limit = count(argument(call, 1, 'limit'));
  const found = call.env.search(call.model, argument(call, 0, 'domain'), { order: 'id' }).length;
  return limit > 0 ? Math.min(limit, found) : found;
}

function nameSearch(call: Call): unknown {
  const { env, model } = call;
  const name = text(argument(call, 0, 'name'));
  const operator = text(argument(call, 2, 'operator')) ?? 'ilike';
  const limit = count(argument(call, 3, 'limit') ?? 100);
  const allowed = new Set(env.search(model, argument(call, 1, 'args')));
  let found = [...allowed];
  if (name !== null) {
    const named = new Set(env.namedIds(model, name, operator));
    const codes = model === 'res.country' ? env.search(model, [['code', '=ilike', name]]) : [];
    found = [...codes, ...found.filter((id) => named.has(id) && !codes.includes(id))].filter((id) =>
      allowed.has(id),
    );
  }
  return found.slice(0, limit === 0 ? undefined : limit).map((id) => [id, env.displayName(model, id)]);
}

function nameCreate(call: Call): unknown {
  const { env, model } = call;
  const field = env.model(model).fields.has('name') ? 'name' : 'x_name';
  const id = env.createOne(model, { [field]: argument(call, 0, 'name') });
  return [id, env.displayName(model, id)];
}

function describeFields(call: Call): unknown {
  return fieldsGet(
    call.env,
    call.model,
    names(argument(call, 0, 'allfields')),
    names(argument(call, 1, 'attributes')),
  );
}

function defaultGet(call: Call): unknown {
  const { env, model } = call;
  const descriptor = env.model(model);
  // Two models of Odoo override it as a method of records, which takes the first argument for their ids.
  const first = model === 'account.move.line' || model === 'res.partner.bank' ? 1 : 0;
  const list = argument(call, first, 'fields_list') ?? call.kwargs.fields;
  if (first === 1 && list === undefined)
    throw new OdooError(
      'builtins.TypeError',
      `${model}.default_get() missing 1 required positional argument: 'fields_list'`,
    );
  const asked = names(list) ?? [...descriptor.fields.keys()];
  const values: Values = {};
  for (const name of asked) {
    const field = descriptor.fields.get(name);
    const value = field === undefined ? undefined : (defaultOf(env, descriptor, field) ?? toldDefault(field));
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** A default that points to a model which the sandbox has not: it is told, though a new row cannot have it. */
function toldDefault(field: FieldDescriptor): unknown {
  return field.default === '(default)' ? undefined : field.default;
}

function views(call: Call): unknown {
  const asked = argument(call, 0, 'views');
  return getViews(call.env, call.model, Array.isArray(asked) ? asked : []);
}

function oneView(call: Call): unknown {
  const id = argument(call, 0, 'view_id');
  const type = text(argument(call, 1, 'view_type')) ?? 'form';
  return getView(call.env, call.model, typeof id === 'number' ? id : null, type);
}

function exists(call: Call): unknown {
  return ids(call).filter((id) => call.env.database.has(call.model, id));
}

function checkAccessRights(call: Call): unknown {
  const mode = text(argument(call, 0, 'operation'));
  if (mode !== 'read' && mode !== 'write' && mode !== 'create' && mode !== 'unlink') {
    throw valueError(`Invalid access mode ${pythonRepr(mode)}`);
  }
  try {
    checkModelAccess(call.env, call.model, mode);
    return true;
  } catch (error) {
    if (error instanceof OdooError && argument(call, 1, 'raise_exception') === false) return false;
    throw error;
  }
}

function archive(call: Call, active: boolean): unknown {
  call.env.write(call.model, ids(call), { active });
  return true;
}

function threadMethods(
  model: string,
): Readonly<
  Record<
    string,
    (env: Environment, ids: readonly number[], args: readonly unknown[], kwargs: Values) => unknown
  >
> {
  return {
    message_post: (env, targets, _args, kwargs) => {
      const id = targets[0];
      return id === undefined ? false : messagePost(env, model, id, kwargs);
    },
    message_subscribe: (env, targets, args, kwargs) => {
      const partners = idList(args[0] ?? kwargs.partner_ids);
      for (const id of targets) for (const partner of partners) follow(env, model, id, partner);
      return true;
    },
    message_unsubscribe: (env, targets, args, kwargs) => {
      const partners = new Set(idList(args[0] ?? kwargs.partner_ids));
      const rows = [...env.database.lookup('mail.followers', 'res_id', targets)].filter((row) => {
        const partner = env.ref('mail.followers', row, 'partner_id');
        return (
          env.get('mail.followers', row, 'res_model') === model && partner !== null && partners.has(partner)
        );
      });
      env.unlink('mail.followers', rows);
      return true;
    },
  };
}
