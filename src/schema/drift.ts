import { canonicalJson } from './digest.ts';
import { type DetailKind, detailChanges } from './drift-details.ts';
import type { Entity, Field, FieldType, JsonValue, Option, ReferenceRow, Schema } from './model.ts';
import { byCodeUnit } from './order.ts';
import { nameChanges } from './renames/index.ts';
import { optionText, typeText } from './type-text.ts';

type SchemaChangeKind =
  | 'entity-added'
  | 'entity-removed'
  | 'added'
  | 'removed'
  | 'renamed'
  | 'type-changed'
  | 'options-changed'
  | 'required-changed'
  | 'default-changed'
  | 'write-changed'
  | 'unique-changed'
  | 'computed-changed'
  | DetailKind
  | 'label-changed'
  | 'keys-changed'
  | 'id-changed'
  | 'rows-changed'
  | 'version-changed'
  | 'modules-changed';

/** Whether we made a row of an entity, by its id. */
export type IsOwn = (entity: string, id: JsonValue) => boolean;

/** One thing that differs between two snapshots of the same system. */
export interface SchemaChange {
  readonly kind: SchemaChangeKind;
  /** The entity it happened to; absent for the system as a whole. */
  readonly entity?: string;
  /** The field: its old name where it was renamed or removed. */
  readonly field?: string;
  /** `renamed` only: the new name. */
  readonly to?: string;
  /** One sentence for a person. */
  readonly message: string;
}

/**
 * Everything that differs between two snapshots, entities and fields in order of name. Fields that `mapc provision` made
 * are our own doing and are no drift when they appear (`language.md` section 9), and neither are rows.
 * @param isOwn whether we made a row of an entity, by its id
 */
export function schemaDrift(
  before: Schema,
  after: Schema,
  isOwn: IsOwn = () => false,
): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  if (before.version !== after.version) {
    changes.push({
      kind: 'version-changed',
      message: `${after.system} was version ${before.version} and is now ${after.version}`,
    });
  }
  const known = ![before, after].some(({ unread }) => unread?.some(({ what }) => what === 'modules'));
  const gone = before.modules.filter((module) => !after.modules.includes(module));
  const come = after.modules.filter((module) => !before.modules.includes(module));
  // A list that was read only in part says nothing of what came and went.
  if (known && gone.length + come.length > 0) {
    changes.push({ kind: 'modules-changed', message: `modules: ${comeAndGone(come, gone)}` });
  }
  for (const name of union(before.entities, after.entities)) {
    const old = own(before.entities, name);
    const now = own(after.entities, name);
    if (old !== undefined && now !== undefined) changes.push(...entityDrift(old, now, after.system, isOwn));
    else if (now === undefined)
      changes.push({ kind: 'entity-removed', entity: name, message: `${name} is gone` });
    else changes.push({ kind: 'entity-added', entity: name, message: `${name} is new` });
  }
  return changes;
}

/**
 * What differs between two snapshots of one entity.
 * @param system whose versions may be known to call things differently
 * @param isOwn as for {@link schemaDrift}
 */
export function entityDrift(
  before: Entity,
  after: Entity,
  system = '',
  isOwn: IsOwn = () => false,
): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  const entity = after.name;
  if (before.label !== after.label) {
    changes.push({
      kind: 'label-changed',
      entity,
      message: `${entity} was labelled ${quote(before.label)} and is now ${quote(after.label)}`,
    });
  }
  if (before.id !== after.id) {
    changes.push({
      kind: 'id-changed',
      entity,
      message: `${entity} is now identified by ${after.id}, not ${before.id}`,
    });
  }
  if (before.write !== after.write) {
    const message = `records of ${entity} ${entityWriteText(after.write)}`;
    changes.push({ kind: 'write-changed', entity, message });
  }
  if (before.lasting !== after.lasting) {
    const message = `records of ${entity} ${after.lasting ? 'can no longer' : 'can now'} be deleted`;
    changes.push({ kind: 'deletion-changed', entity, message });
  }
  const renames = findRenames(before, after, system);
  const renamed = new Set([...renames.values()].map(({ to }) => to));
  for (const name of union(before.fields, after.fields)) {
    const old = own(before.fields, name);
    const now = own(after.fields, name);
    if (old !== undefined && now !== undefined) {
      changes.push(...fieldDrift(entity, old, now));
    } else if (old !== undefined) {
      const rename = renames.get(name);
      changes.push(
        rename === undefined
          ? { kind: 'removed', entity, field: name, message: `${entity}.${name} is gone` }
          : {
              kind: 'renamed',
              entity,
              field: name,
              to: rename.to,
              message: `${entity}.${name} is gone, and ${rename.why(`${entity}.${rename.to}`)}`,
            },
      );
    } else if (now !== undefined && now.provisioned === undefined && !renamed.has(name)) {
      const need = now.required && now.default === undefined ? ', and must have a value' : '';
      changes.push({
        kind: 'added',
        entity,
        field: name,
        message: `${entity}.${name} is new: ${typeText(now.type)}${need}`,
      });
    }
  }
  const keys = [before.keys ?? [], after.keys ?? []].map((sets) => sets.map((key) => `(${key.join(', ')})`));
  const [oldKeys, newKeys] = [keys[0] ?? [], keys[1] ?? []];
  const lost = oldKeys.filter((key) => !newKeys.includes(key));
  const won = newKeys.filter((key) => !oldKeys.includes(key));
  if (lost.length + won.length > 0) {
    changes.push({
      kind: 'keys-changed',
      entity,
      message: `unique keys of ${entity}: ${comeAndGone(won, lost)}`,
    });
  }
  changes.push(...rowsDrift(before, after, isOwn));
  return changes;
}

function fieldDrift(entity: string, before: Field, after: Field): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  const field = after.name;
  const path = `${entity}.${field}`;
  const add = (kind: SchemaChangeKind, message: string): void => {
    changes.push({ kind, entity, field, message });
  };
  if (before.label !== after.label) {
    add('label-changed', `${path} was labelled ${quote(before.label)} and is now ${quote(after.label)}`);
  }
  const options = optionsChange(before.type, after.type);
  if (options !== null) add('options-changed', `options of ${path}: ${options}`);
  else if (canonicalJson(bare(before.type)) !== canonicalJson(bare(after.type))) {
    const [was, is] = [typeText(before.type), typeText(after.type)];
    add(
      'type-changed',
      was === is ? `the details of ${path} (${is}) changed` : `${path} was ${was} and is now ${is}`,
    );
  }
  if (before.required !== after.required) {
    add('required-changed', after.required ? `${path} must now have a value` : `${path} may now be empty`);
  }
  if (before.default !== after.default) {
    add(
      'default-changed',
      after.default === undefined
        ? `${path} has no default any more`
        : `${path} now has a default${after.default === 'session' ? ' that depends on who is logged in' : ''}`,
    );
  }
  if (before.write !== after.write) add('write-changed', `${path} ${writeText(after.write)}`);
  if (before.unique !== after.unique)
    add('unique-changed', `${path} is ${after.unique ? 'now' : 'no longer'} unique`);
  if (before.computed !== after.computed) {
    add('computed-changed', `${path} is ${after.computed ? 'now' : 'no longer'} computed by the system`);
  }
  for (const { kind, message } of detailChanges(path, before, after)) add(kind, message);
  return changes;
}

/** A type without what speaks for the types of nested records, which changes with every record and is no drift. */
function bare(type: FieldType): FieldType {
  if (type.kind !== 'record' && type.kind !== 'records') return type;
  const fields = Object.values(type.fields).map(({ origin: _, ...field }): readonly [string, Field] => [
    field.name,
    { ...field, type: bare(field.type) },
  ]);
  return { kind: type.kind, fields: Object.fromEntries(fields) };
}

function writeText(write: Field['write']): string {
  switch (write) {
    case undefined:
      return 'may now be written at any time';
    case 'create':
      return 'may now be written on create only';
    case 'update':
      return 'may now be written only once the record is there';
    case 'never':
      return 'may no longer be written';
  }
}

function entityWriteText(write: Entity['write']): string {
  switch (write) {
    case undefined:
      return 'may now be made and changed';
    case 'create':
      return 'may now be made, and not changed afterwards';
    case 'update':
      return 'may now be changed, and none be made';
    case 'never':
      return 'may no longer be written';
  }
}

/** Words for a change that is only in the options of two types of the same kind; null where it is another change or none. */
function optionsChange(before: FieldType, after: FieldType): string | null {
  if ((before.kind !== 'enum' && before.kind !== 'enums') || before.kind !== after.kind) return null;
  const { options: _, ...was } = before;
  const { options: __, ...is } = after;
  if (canonicalJson(was) !== canonicalJson(is)) return null;
  const oldOptions = optionsByValue(before.options);
  const newOptions = optionsByValue(after.options);
  const gone = before.options.filter((option) => !newOptions.has(option.value)).map(optionText);
  const come = after.options.filter((option) => !oldOptions.has(option.value)).map(optionText);
  const relabelled = after.options.flatMap((option) => {
    const old = oldOptions.get(option.value);
    if (old === undefined) return [];
    const value = JSON.stringify(option.value);
    return [
      ...(old.label === option.label
        ? []
        : [`${value} was ${quote(old.label)} and is now ${quote(option.label)}`]),
      ...(old.inactive === option.inactive
        ? []
        : [`${value} can ${option.inactive ? 'no longer' : 'now'} be chosen`]),
    ];
  });
  const parts = [...(gone.length + come.length > 0 ? [comeAndGone(come, gone)] : []), ...relabelled];
  return parts.length === 0 ? null : parts.join('; ');
}

function optionsByValue(options: readonly Option[]): ReadonlyMap<Option['value'], Option> {
  return new Map(options.map((option) => [option.value, option]));
}

function rowsDrift(before: Entity, after: Entity, isOwn: IsOwn): readonly SchemaChange[] {
  if (before.rows === undefined || after.rows === undefined) return [];
  const byId = (rows: readonly ReferenceRow[], id: string): ReadonlyMap<string, ReferenceRow> =>
    new Map(rows.map((row) => [canonicalJson(own(row, id) ?? null), row]));
  const old = byId(before.rows, before.id);
  const now = byId(after.rows, after.id);
  const name = (row: ReferenceRow): string =>
    JSON.stringify(own(row, after.display ?? after.id) ?? own(row, after.id) ?? null);
  const gone = [...old].filter(([id]) => !now.has(id)).map(([, row]) => name(row));
  const come = [...now]
    .filter(([id, row]) => !old.has(id) && !isOwn(after.name, own(row, after.id) ?? null))
    .map(([, row]) => name(row));
  const changed = [...now].flatMap(([id, row]) => {
    const was = old.get(id);
    return was !== undefined && canonicalJson(was) !== canonicalJson(row) ? [name(row)] : [];
  });
  if (gone.length + come.length + changed.length === 0) return [];
  const parts = [
    ...(gone.length + come.length > 0 ? [comeAndGone(come, gone)] : []),
    ...(changed.length > 0 ? [`other values in ${changed.join(', ')}`] : []),
  ];
  return [
    { kind: 'rows-changed', entity: after.name, message: `rows of ${after.name}: ${parts.join('; ')}` },
  ];
}

interface Rename {
  readonly to: string;
  /** The rest of a sentence that says why, given the new name. */
  readonly why: (name: string) => string;
}

/**
 * A field that went and one that came where a version of the system is known to have renamed it, or otherwise of the same
 * label and type, when no other pair could be meant. That is a guess, and the message says so: systems keep no record of
 * renames.
 */
function findRenames(before: Entity, after: Entity, system: string): ReadonlyMap<string, Rename> {
  const signature = (field: Field): string => canonicalJson([field.label, bare(field.type)]);
  const gone = Object.values(before.fields).filter((field) => !Object.hasOwn(after.fields, field.name));
  const come = Object.values(after.fields).filter(
    (field) => !Object.hasOwn(before.fields, field.name) && field.provisioned === undefined,
  );
  const renames = new Map<string, Rename>();
  for (const change of nameChanges(system, after.name)) {
    if (change.kind !== 'renamed' || change.old === undefined || change.new === undefined) continue;
    const pairs: readonly (readonly [string, string])[] = [
      [change.old, change.new],
      [change.new, change.old],
    ];
    for (const [from, to] of pairs) {
      if (!gone.some(({ name }) => name === from) || !come.some(({ name }) => name === to)) continue;
      renames.set(from, { to, why: (name) => `${name} stands in its place: renamed in ${change.version}` });
    }
  }
  const taken = new Set([...renames.values()].map(({ to }) => to));
  for (const old of gone) {
    if (renames.has(old.name)) continue;
    const rivals = gone.filter((other) => signature(other) === signature(old));
    const heirs = come.filter((field) => signature(field) === signature(old) && !taken.has(field.name));
    const heir = heirs[0];
    if (rivals.length === 1 && heirs.length === 1 && heir !== undefined)
      renames.set(old.name, {
        to: heir.name,
        why: (name) => `${name} has its label and type: probably renamed`,
      });
  }
  return renames;
}

function comeAndGone(come: readonly string[], gone: readonly string[]): string {
  return [
    ...(come.length > 0 ? [`${come.join(', ')} ${come.length === 1 ? 'is' : 'are'} new`] : []),
    ...(gone.length > 0 ? [`${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} gone`] : []),
  ].join('; ');
}

function union(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].sort(byCodeUnit);
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
