import { canonicalJson } from './digest.ts';
import type { Entity, Field, FieldType, Option, ReferenceRow, Schema } from './model.ts';
import { byCodeUnit } from './order.ts';
import { optionText, typeText } from './type-text.ts';

export type SchemaChangeKind =
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
  | 'facts-changed'
  | 'label-changed'
  | 'keys-changed'
  | 'id-changed'
  | 'rows-changed'
  | 'version-changed'
  | 'modules-changed';

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
 * are our own doing and are no drift when they appear (`language.md` section 9).
 */
export function schemaDrift(before: Schema, after: Schema): readonly SchemaChange[] {
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
    if (old !== undefined && now !== undefined) changes.push(...entityDrift(old, now));
    else if (now === undefined)
      changes.push({ kind: 'entity-removed', entity: name, message: `${name} is gone` });
    else changes.push({ kind: 'entity-added', entity: name, message: `${name} is new` });
  }
  return changes;
}

/** What differs between two snapshots of one entity. */
export function entityDrift(before: Entity, after: Entity): readonly SchemaChange[] {
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
  const renames = findRenames(before, after);
  const renamed = new Set(renames.values());
  for (const name of union(before.fields, after.fields)) {
    const old = own(before.fields, name);
    const now = own(after.fields, name);
    if (old !== undefined && now !== undefined) {
      changes.push(...fieldDrift(entity, old, now));
    } else if (old !== undefined) {
      const to = renames.get(name);
      changes.push(
        to === undefined
          ? { kind: 'removed', entity, field: name, message: `${entity}.${name} is gone` }
          : {
              kind: 'renamed',
              entity,
              field: name,
              to,
              message: `${entity}.${name} is gone, and ${entity}.${to} has its label and type: probably renamed`,
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
  changes.push(...rowsDrift(before, after));
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
  // A snapshot of before such facts were kept says nothing of them.
  if (before.facts !== undefined && canonicalJson(before.facts) !== canonicalJson(after.facts ?? {})) {
    const changed = union(before.facts, after.facts ?? {}).filter(
      (fact) =>
        canonicalJson(own(before.facts ?? {}, fact) ?? null) !==
        canonicalJson(own(after.facts ?? {}, fact) ?? null),
    );
    add('facts-changed', `${path}: the system now says otherwise of ${changed.join(', ')}`);
  }
  return changes;
}

/** A type without what speaks for the types of nested records, which changes with every record and is no drift. */
function bare(type: FieldType): FieldType {
  if (type.kind !== 'records') return type;
  const fields = Object.values(type.fields).map(({ origin: _, ...field }): readonly [string, Field] => [
    field.name,
    { ...field, type: bare(field.type) },
  ]);
  return { kind: 'records', fields: Object.fromEntries(fields) };
}

function writeText(write: Field['write']): string {
  switch (write) {
    case undefined:
      return 'may now be written at any time';
    case 'create':
      return 'may now be written on create only';
    case 'never':
      return 'may no longer be written';
  }
}

/** Words for a change that is only in the options of two types of the same kind; null where it is another change or none. */
function optionsChange(before: FieldType, after: FieldType): string | null {
  if ((before.kind !== 'enum' && before.kind !== 'enums') || before.kind !== after.kind) return null;
  const open = (type: FieldType): boolean => type.kind === 'enum' && type.open === true;
  if (open(before) !== open(after)) return null;
  const oldOptions = optionsByValue(before.options);
  const newOptions = optionsByValue(after.options);
  const gone = before.options.filter((option) => !newOptions.has(option.value)).map(optionText);
  const come = after.options.filter((option) => !oldOptions.has(option.value)).map(optionText);
  const relabelled = after.options.flatMap((option) => {
    const old = oldOptions.get(option.value);
    return old === undefined || old.label === option.label
      ? []
      : [`${JSON.stringify(option.value)} was ${quote(old.label)} and is now ${quote(option.label)}`];
  });
  const parts = [...(gone.length + come.length > 0 ? [comeAndGone(come, gone)] : []), ...relabelled];
  return parts.length === 0 ? null : parts.join('; ');
}

function optionsByValue(options: readonly Option[]): ReadonlyMap<Option['value'], Option> {
  return new Map(options.map((option) => [option.value, option]));
}

function rowsDrift(before: Entity, after: Entity): readonly SchemaChange[] {
  if (before.rows === undefined || after.rows === undefined) return [];
  const byId = (rows: readonly ReferenceRow[], id: string): ReadonlyMap<string, ReferenceRow> =>
    new Map(rows.map((row) => [canonicalJson(own(row, id) ?? null), row]));
  const old = byId(before.rows, before.id);
  const now = byId(after.rows, after.id);
  const name = (row: ReferenceRow): string =>
    JSON.stringify(own(row, after.display ?? after.id) ?? own(row, after.id) ?? null);
  const gone = [...old].filter(([id]) => !now.has(id)).map(([, row]) => name(row));
  const come = [...now].filter(([id]) => !old.has(id)).map(([, row]) => name(row));
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

/**
 * A field that went and one that came, of the same label and type, when no other pair could be meant. A guess, and the
 * message says so: systems keep no record of renames.
 */
function findRenames(before: Entity, after: Entity): ReadonlyMap<string, string> {
  const signature = (field: Field): string => canonicalJson([field.label, bare(field.type)]);
  const gone = Object.values(before.fields).filter((field) => !Object.hasOwn(after.fields, field.name));
  const come = Object.values(after.fields).filter(
    (field) => !Object.hasOwn(before.fields, field.name) && field.provisioned === undefined,
  );
  const renames = new Map<string, string>();
  for (const old of gone) {
    const rivals = gone.filter((other) => signature(other) === signature(old));
    const heirs = come.filter((field) => signature(field) === signature(old));
    const heir = heirs[0];
    if (rivals.length === 1 && heirs.length === 1 && heir !== undefined) renames.set(old.name, heir.name);
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
