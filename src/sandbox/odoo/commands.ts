import { tableOf } from './constraints.ts';
import type { Environment } from './environment.ts';
import { foreignKeyError, missingRecordError, valueError } from './errors.ts';
import { pythonRepr } from './python.ts';
import { relationOf } from './registry.ts';
import { type FieldDescriptor, isRecord, type ModelDescriptor, type Values } from './types.ts';

/** One change to a list field. */
type Command =
  | { readonly kind: 'create'; readonly values: Values }
  | { readonly kind: 'update'; readonly id: number; readonly values: Values }
  | { readonly kind: 'delete' | 'remove' | 'add'; readonly id: number }
  | { readonly kind: 'set'; readonly ids: readonly number[] };

/**
 * The commands of a list value: `[0,0,vals]` create, `[1,id,vals]` update, `[2,id]` delete, `[3,id]` remove,
 * `[4,id]` add, `[5]` clear, `[6,0,ids]` set. A plain list of ids sets, an empty value clears.
 *
 * @throws OdooError on anything else.
 */
export function parseCommands(value: unknown): Command[] {
  if (value === false || value === null || value === undefined) return [{ kind: 'set', ids: [] }];
  if (!Array.isArray(value)) throw valueError(`Wrong value for a list field: ${pythonRepr(value)}`);
  if (value.length > 0 && value.every((item) => typeof item === 'number'))
    return [{ kind: 'set', ids: value }];
  return value.map((item: unknown): Command => {
    if (!Array.isArray(item)) throw valueError(`Wrong value for a list field: ${pythonRepr(value)}`);
    const [code, id, rest]: readonly unknown[] = item;
    const values = isRecord(rest) ? rest : {};
    switch (code) {
      case 0:
        return { kind: 'create', values };
      case 1:
        return { kind: 'update', id: Number(id), values };
      case 2:
        return { kind: 'delete', id: Number(id) };
      case 3:
        return { kind: 'remove', id: Number(id) };
      case 4:
        return { kind: 'add', id: Number(id) };
      case 5:
        return { kind: 'set', ids: [] };
      case 6:
        return {
          kind: 'set',
          ids: Array.isArray(rest) ? rest.filter((entry) => typeof entry === 'number') : [],
        };
      default:
        throw valueError(`Wrong value for a list field: ${pythonRepr(value)}`);
    }
  });
}

/** The ids that a list holds after the commands, for computed lists that only need to know that. */
export function idsAfter(before: readonly number[], commands: readonly Command[]): number[] {
  let ids = new Set(before);
  for (const command of commands) {
    switch (command.kind) {
      case 'set':
        ids = new Set(command.ids);
        break;
      case 'add':
        ids.add(command.id);
        break;
      case 'remove':
      case 'delete':
        ids.delete(command.id);
        break;
      case 'create':
      case 'update':
        break;
    }
  }
  return [...ids];
}

/** Applies a list value to a record. @throws OdooError */
export function applyCommands(
  env: Environment,
  model: ModelDescriptor,
  id: number,
  field: FieldDescriptor,
  value: unknown,
): void {
  const commands = parseCommands(value);
  if (field.type === 'many2many') applyLinks(env, id, field, commands);
  else applyChildren(env, model, id, field, commands);
}

function applyLinks(
  env: Environment,
  id: number,
  field: FieldDescriptor,
  commands: readonly Command[],
): void {
  const relation = relationOf(field);
  const target = field.relation;
  if (relation === null || target === undefined) return;
  const { database } = env;
  const forward = relation.side === 'forward';
  const link = (other: number): void => {
    if (!env.exists(target, other)) {
      if (target === 'res.partner.category') throw missingRecordError(target, other, env.uid);
      throw foreignKeyError('unknown', 'Unknown', `${field.table?.[0] ?? ''}_${field.table?.[2] ?? ''}_fkey`);
    }
    database.link(relation.name, forward ? id : other, forward ? other : id);
  };
  const unlink = (other: number): void => {
    database.unlink(relation.name, forward ? id : other, forward ? other : id);
  };
  applyEach(env, target, commands, {
    create: (values) => link(env.createOne(target, values)),
    add: link,
    remove: unlink,
    held: () => [...database.linked(relation.name, relation.side, id)],
  });
}

function applyChildren(
  env: Environment,
  model: ModelDescriptor,
  id: number,
  field: FieldDescriptor,
  commands: readonly Command[],
): void {
  const { relation: target, relation_field: via } = field;
  if (target === undefined || via === undefined || !env.hasModel(target)) return;
  const back = env.model(target).fields.get(via);
  if (back === undefined) return;
  const owner: Values = { [via]: id };
  if (back.type === 'many2one_reference') {
    const fields = env.model(target).fields;
    if (fields.has('res_model_id')) owner.res_model_id = model.id;
    else owner[fields.has('res_model') ? 'res_model' : 'model'] = model.model;
  }
  const release = (child: number): void => {
    if (back.required === true || back.ondelete === 'cascade') env.unlink(target, [child]);
    else env.write(target, [child], { [via]: false });
  };
  const adopt = (child: number): void => {
    if (!env.exists(target, child))
      throw foreignKeyError(target, env.model(target).name, `${tableOf(target)}_${via}_fkey`);
    if (env.get(target, child, via) !== id) env.write(target, [child], owner);
  };
  applyEach(env, target, commands, {
    create: (values) => env.createOne(target, { ...values, ...owner }),
    add: adopt,
    remove: release,
    held: () => {
      const before = env.value(model.model, id, field);
      return Array.isArray(before) ? before : [];
    },
  });
}

/** What the two kinds of lists do each in their own way. */
interface ListWays {
  readonly create: (values: Values) => void;
  readonly add: (id: number) => void;
  readonly remove: (id: number) => void;
  /** The ids in the list now; a copy, since removing changes the list. */
  readonly held: () => readonly number[];
}

function applyEach(env: Environment, target: string, commands: readonly Command[], ways: ListWays): void {
  for (const command of commands) {
    switch (command.kind) {
      case 'create':
        ways.create(command.values);
        break;
      case 'update':
        env.write(target, [command.id], command.values);
        break;
      case 'delete':
        env.unlink(target, [command.id]);
        break;
      case 'remove':
        ways.remove(command.id);
        break;
      case 'add':
        ways.add(command.id);
        break;
      case 'set': {
        const wanted = new Set(command.ids);
        for (const other of ways.held()) if (!wanted.has(other)) ways.remove(other);
        for (const other of wanted) ways.add(other);
        break;
      }
    }
  }
}
