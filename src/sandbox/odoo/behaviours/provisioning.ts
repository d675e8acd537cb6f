import type { Behaviour } from '../behaviour.ts';
import { parseCommands } from '../commands.ts';
import { tableOf } from '../constraints.ts';
import type { Environment } from '../environment.ts';
import { accessError, missingRecordError, OdooError, userError, validationError } from '../errors.ts';
import { pythonRepr } from '../python.ts';
import type { FieldDescriptor, Selection, Values } from '../types.ts';
import { refuseFieldsInViews } from './view.ts';

const fieldModel = 'ir.model.fields';

/** `ir.model`: creating a row makes a model, deleting it takes the model and its rows away. */
export const irModel: Behaviour = {
  prepareCreate(_env, values) {
    const name = typeof values.model === 'string' ? values.model : '';
    if (values.state === undefined || values.state === 'manual') {
      if (!name.startsWith('x_')) throw validationError("The model name must start with 'x_'.");
      if (!/^[a-z0-9_.]+$/.test(name)) {
        throw validationError(
          'The model name can only contain lowercase characters, digits, underscores and dots.',
        );
      }
    }
    const { field_id: fields, ...rest } = values;
    return fields === undefined ? rest : { ...rest, field_id: fields };
  },
  afterCreate(env, id, given) {
    const name = env.text('ir.model', id, 'model') ?? '';
    const label = env.text('ir.model', id, 'name') ?? name;
    if (env.hasModel(name)) return;
    env.registry.addModel({
      id,
      model: name,
      name: label,
      order: env.text('ir.model', id, 'order') ?? 'id',
      fields: new Map(auditDescriptors.map((field) => [field.name, field])),
      manual: true,
    });
    for (const field of auditDescriptors) registerBaseField(env, id, name, field);
    const asked = parseCommands(given.field_id ?? []).some((command) => command.kind === 'create');
    if (!asked)
      env.createOne(fieldModel, { model_id: id, name: 'x_name', field_description: 'Name', ttype: 'char' });
    else for (const row of env.list('ir.model', id, 'field_id')) addFieldOf(env, row);
  },
  beforeUnlink(env, ids) {
    for (const id of ids) {
      if (env.get('ir.model', id, 'state') !== 'manual') {
        throw userError('This column contains module data and cannot be removed!');
      }
      const name = env.text('ir.model', id, 'model') ?? '';
      const own = env.hasModel(name) ? [...env.model(name).fields.values()] : [];
      const manual = own.filter((field) => field.manual === true).map((field) => field.name);
      refuseFieldsInViews(env, name, manual);
      env.database.dropTable(name);
      env.registry.removeModel(name);
    }
  },
  displayName(env, id) {
    return env.text('ir.model', id, 'name') ?? '';
  },
  nameFields: ['name', 'model'],
  computed: {
    count: (env, id) => {
      const name = env.text('ir.model', id, 'model') ?? '';
      return env.hasModel(name) ? env.database.size(name) : 0;
    },
    modules: () => '',
  },
};

/** `ir.model.fields`: creating a row adds a field to its model, deleting it drops the field with its data. */
export const irModelFields: Behaviour = {
  checks: [
    {
      holds: (row) => row.state !== 'manual' || (typeof row.name === 'string' && row.name.startsWith('x_')),
      message: "Custom fields must have a name that starts with 'x_'!",
    },
    {
      holds: (row) => typeof row.size !== 'number' || row.size >= 0,
      message: 'Size of the field cannot be negative.',
    },
  ],
  prepareCreate(env, values) {
    const given = { ...values };
    if (typeof given.model_id === 'number') {
      if (!env.database.has('ir.model', given.model_id))
        throw missingRecordError('ir.model', given.model_id, env.uid);
      given.model = env.text('ir.model', given.model_id, 'model') ?? '';
    }
    if (typeof given.model !== 'string') {
      throw new OdooError('builtins.AssertionError', `missing model name for ${pythonRepr(values)}`);
    }
    const name = typeof given.name === 'string' ? given.name : '';
    if (name !== '' && (!/^[a-z0-9_]+$/i.test(name) || name.length > 63)) {
      throw validationError('Field names can only contain characters, digits and underscores (up to 63).');
    }
    if (!given.field_description) given.field_description = titled(name);
    return given;
  },
  complete(_env, values) {
    values.copied ??= true;
    if (values.ttype !== 'many2one') values.on_delete = false;
    if (typeof values.relation === 'string' && values.ttype === 'many2many' && !values.relation_table) {
      const [first, second] = [tableOf(String(values.model)), tableOf(values.relation)].sort();
      values.relation_table = `x_${first}_${second}_rel`;
      values.column1 = `${tableOf(String(values.model))}_id`;
      values.column2 = `${tableOf(values.relation)}_id`;
    }
  },
  afterCreate(env, id) {
    if (env.get(fieldModel, id, 'state') !== 'manual') return;
    const relation = env.text(fieldModel, id, 'relation');
    const model = env.text(fieldModel, id, 'model') ?? '';
    // A model that is made with its fields is there for them, before it is for anybody else.
    if (relation !== null && relation !== model && !env.hasModel(relation)) {
      throw validationError(`Unknown model name '${relation}' in Related Model`);
    }
    if (!env.hasModel(model)) return;
    addFieldOf(env, id);
  },
  prepareWrite(env, id, values) {
    if (env.get(fieldModel, id, 'state') !== 'manual') {
      throw userError(
        'Properties of base fields cannot be altered in this manner! Please modify them through Python code, preferably through a custom addon!',
      );
    }
    if ('ttype' in values && values.ttype !== env.get(fieldModel, id, 'ttype')) {
      throw userError(
        'Changing the type of a field is not yet supported. Please drop it and create it again!',
      );
    }
    if (typeof values.name === 'string') renameField(env, id, values.name);
    return values;
  },
  afterWrite(env, id, values) {
    // A new name was stored by renaming the column, before the row changed.
    if (!('name' in values)) addFieldOf(env, id);
  },
  beforeUnlink(env, ids) {
    for (const id of ids) {
      if (env.get(fieldModel, id, 'state') !== 'manual') {
        throw userError('This column contains module data and cannot be removed!');
      }
    }
    const models = Map.groupBy(ids, (id) => env.text(fieldModel, id, 'model') ?? '');
    for (const [model, fields] of models)
      refuseFieldsInViews(
        env,
        model,
        fields.map((id) => env.text(fieldModel, id, 'name') ?? ''),
      );
    for (const id of ids) {
      const model = env.text(fieldModel, id, 'model') ?? '';
      const name = env.text(fieldModel, id, 'name') ?? '';
      const field = env.hasModel(model) ? env.model(model).fields.get(name) : undefined;
      if (field === undefined) continue;
      if (env.isColumn(field)) env.database.dropColumn(model, name);
      env.registry.removeField(model, name);
    }
  },
  nameFields: ['field_description', 'name'],
  computed: {
    modules: () => '',
    selection: (env, id) => {
      const rows = optionRows(env, id);
      return rows.length === 0
        ? null
        : `[${rows.map(([value, label]) => `('${value}', '${label}')`).join(', ')}]`;
    },
  },
  displayName(env, id) {
    return `${env.text(fieldModel, id, 'field_description') ?? ''} (${modelLabel(env, id)})`;
  },
};

/** Options of custom selection fields: the field follows them. */
export const irModelFieldsSelection: Behaviour = {
  afterCreate: (env, id) => refreshField(env, env.ref('ir.model.fields.selection', id, 'field_id')),
  afterWrite: (env, id) => refreshField(env, env.ref('ir.model.fields.selection', id, 'field_id')),
  beforeUnlink(env, ids) {
    for (const id of ids) {
      const field = env.ref('ir.model.fields.selection', id, 'field_id');
      if (field !== null && env.get(fieldModel, field, 'state') !== 'manual') {
        throw userError(
          'Properties of base fields cannot be altered in this manner! Please modify them through Python code, preferably through a custom addon!',
        );
      }
    }
  },
};

/** External ids. */
export const irModelData: Behaviour = {
  checks: [
    {
      holds: (row) => typeof row.name !== 'string' || !row.name.includes(' '),
      message: 'External IDs cannot contain spaces',
    },
  ],
  computed: {
    complete_name: (env, id) =>
      [env.text('ir.model.data', id, 'module'), env.text('ir.model.data', id, 'name')]
        .filter(Boolean)
        .join('.'),
    reference: (env, id) =>
      `${env.text('ir.model.data', id, 'model') ?? ''},${env.ref('ir.model.data', id, 'res_id') ?? 0}`,
  },
  displayName(env, id) {
    const model = env.text('ir.model.data', id, 'model') ?? '';
    const row = env.get('ir.model.data', id, 'res_id');
    return env.exists(model, row)
      ? env.displayName(model, row)
      : (env.text('ir.model.data', id, 'name') ?? '');
  },
};

/** @throws OdooError where nobody may do this with the rows of a custom model yet. */
export function checkModelAccess(
  env: Environment,
  model: string,
  mode: 'read' | 'write' | 'create' | 'unlink',
): void {
  const descriptor = env.model(model);
  if (!descriptor.manual) return;
  const groups = env.list('res.users', env.uid, 'groups_id');
  const allowed = [...env.database.lookup('ir.model.access', 'model_id', [descriptor.id])].some((row) => {
    const group = env.ref('ir.model.access', row, 'group_id');
    return (
      env.get('ir.model.access', row, `perm_${mode}`) === true && (group === null || groups.includes(group))
    );
  });
  if (allowed) return;
  const verb = { read: 'access', write: 'modify', create: 'create', unlink: 'delete' }[mode];
  throw accessError(
    `You are not allowed to ${verb} '${descriptor.name}' (${model}) records.\n\nNo group currently allows this ` +
      'operation.\n\nContact your administrator to request access if necessary.',
  );
}

/** Fields that every model has. */
const auditDescriptors: readonly FieldDescriptor[] = [
  { name: 'id', string: 'ID', type: 'integer', store: true, readonly: true },
  { name: 'display_name', string: 'Display Name', type: 'char', readonly: true },
  ...(['create', 'write'] as const).flatMap((verb): FieldDescriptor[] => {
    const label = verb === 'create' ? 'Created' : 'Last Updated';
    return [
      {
        name: `${verb}_uid`,
        string: `${label} by`,
        type: 'many2one',
        relation: 'res.users',
        store: true,
        readonly: true,
        ondelete: 'set null',
      },
      { name: `${verb}_date`, string: `${label} on`, type: 'datetime', store: true, readonly: true },
    ];
  }),
];

/** A row of `ir.model.fields` for a field that the system itself has. */
export function registerBaseField(
  env: Environment,
  model: number,
  name: string,
  field: FieldDescriptor,
): void {
  const id = env.database.nextId(fieldModel);
  env.database.insert(fieldModel, id, {
    model_id: model,
    model: name,
    name: field.name,
    field_description: field.string,
    ttype: field.type,
    state: 'base',
    store: field.store === true,
    copied: true,
    domain: '[]',
    ...(field.relation === undefined ? {} : { relation: field.relation }),
    ...(field.relation_field === undefined ? {} : { relation_field: field.relation_field }),
    ...(field.required === true ? { required: true } : {}),
    ...(field.readonly === true ? { readonly: true } : {}),
    ...(field.related === undefined ? {} : { related: field.related }),
    ...(field.ondelete === undefined ? {} : { on_delete: field.ondelete }),
    ...(field.table === undefined
      ? {}
      : { relation_table: field.table[0], column1: field.table[1], column2: field.table[2] }),
  });
}

function refreshField(env: Environment, row: number | null): void {
  if (row !== null && env.get(fieldModel, row, 'state') === 'manual') addFieldOf(env, row);
}

/** The column keeps its values under the new name. */
function renameField(env: Environment, row: number, name: string): void {
  const model = env.text(fieldModel, row, 'model') ?? '';
  const before = env.text(fieldModel, row, 'name') ?? '';
  const field = env.hasModel(model) ? env.model(model).fields.get(before) : undefined;
  if (field === undefined || before === name) return;
  env.registry.addField(model, { ...field, name });
  if (env.isColumn(field)) {
    for (const id of [...env.database.ids(model)]) {
      const value = env.database.get(model, id)?.[before];
      if (value !== undefined) env.database.update(model, id, { [name]: value, [before]: null });
    }
  }
  env.registry.removeField(model, before);
}

function addFieldOf(env: Environment, row: number): void {
  const model = env.text(fieldModel, row, 'model') ?? '';
  const descriptor = descriptorOf(env, row);
  if (descriptor !== null && env.hasModel(model)) env.registry.addField(model, descriptor);
}

function descriptorOf(env: Environment, row: number): FieldDescriptor | null {
  const text = (name: string): string | null => env.text(fieldModel, row, name);
  const flag = (name: string): boolean => env.get(fieldModel, row, name) === true;
  const type = text('ttype') ?? 'char';
  const relation = text('relation');
  const isRelation = type === 'many2one' || type === 'one2many' || type === 'many2many';
  if (isRelation && relation === null) return null;
  const via = text('relation_field');
  if (type === 'one2many' && (via === null || !env.model(relation ?? '').fields.has(via))) {
    throw validationError(`Many2one ${via ?? ''} on model ${relation ?? ''} does not exist!`);
  }
  const table = text('relation_table');
  const size = env.get(fieldModel, row, 'size');
  const descriptor: Values = {
    name: text('name') ?? '',
    string: text('field_description') ?? '',
    type,
    store: flag('store'),
    manual: true,
  };
  if (relation !== null && isRelation) descriptor.relation = relation;
  if (type === 'one2many') descriptor.relation_field = via;
  if (type === 'many2one') descriptor.ondelete = text('on_delete') ?? 'set null';
  if (type === 'many2many' && table !== null)
    descriptor.table = [table, text('column1') ?? '', text('column2') ?? ''];
  if (type === 'selection') descriptor.selection = optionRows(env, row);
  if (type === 'monetary') descriptor.currency_field = text('currency_field') ?? 'currency_id';
  if (type === 'char' && typeof size === 'number' && size > 0) descriptor.size = size;
  if (flag('required')) descriptor.required = true;
  if (flag('readonly')) descriptor.readonly = true;
  if (flag('translate')) descriptor.translate = true;
  const related = text('related');
  if (related !== null) descriptor.related = related;
  // Built from the row's own columns just above.
  return descriptor as unknown as FieldDescriptor;
}

function optionRows(env: Environment, field: number): Selection {
  const rows = [...env.database.lookup('ir.model.fields.selection', 'field_id', [field])];
  const options = rows.map((row) => ({
    sequence: Number(env.get('ir.model.fields.selection', row, 'sequence') ?? 0),
    row,
    pair: [
      env.text('ir.model.fields.selection', row, 'value') ?? '',
      env.text('ir.model.fields.selection', row, 'name') ?? '',
    ] as const,
  }));
  return options.sort((a, b) => a.sequence - b.sequence || a.row - b.row).map((option) => option.pair);
}

function modelLabel(env: Environment, row: number): string {
  const model = env.ref(fieldModel, row, 'model_id');
  return model === null ? '' : (env.text('ir.model', model, 'name') ?? '');
}

function titled(name: string): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
