import type { JsonValue } from '../../../schema/model.ts';
import type { EmittedFile, ProvisionedField, ProvisionedModel } from '../../contract.ts';
import { KEYS } from '../knowledge.ts';
import type { FormPlace } from '../provision/form-place.ts';
import { columnOf } from '../provision/provision.ts';
import { type ShownNode, viewNodes } from '../views/nodes.ts';
import { namesOf, ROOT } from '../views/parts.ts';
import { className, pythonField, pythonText, pythonValue, sqlConstraints } from './python.ts';
import { dataFile, idOfName, inheritedForm, inheritedSearch, menus, modelViews, rowRecord } from './xml.ts';

/** All that a module is made of: what to make, and what was read of the target about it. */
export interface AddonContent {
  /** The module's technical name, which is its folder's. */
  readonly name: string;
  readonly title: string;
  /** Major version of Odoo, 16 to 18. */
  readonly major: number;
  /** Modules that must be there first, sorted. */
  readonly depends: readonly string[];
  readonly models: readonly ProvisionedModel[];
  /** Models of the target that get fields, in the order of the plan. */
  readonly extended: readonly {
    readonly model: string;
    /** All its fields, those that are made among them. */
    readonly siblings: readonly string[];
    readonly fields: readonly ProvisionedField[];
    /** Null where it has none that a module could refer to. */
    readonly form: { readonly externalId: string; readonly place: FormPlace } | null;
    /** External id of its search; null where it has none that a module could refer to. */
    readonly search: string | null;
  }[];
  /** Who may read the models that lists of records lead to, where that is not everybody: `groups` of an element. */
  readonly readers: Readonly<Record<string, string>>;
  readonly rows: readonly AddonRow[];
}
export interface AddonRow {
  readonly model: string;
  /** As Odoo takes them. */
  readonly key: Readonly<Record<string, JsonValue>>;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** The files of an installable module. The same content gives the same files. */
export function addonFiles(content: AddonContent): readonly EmittedFile[] {
  const { models, rows } = content;
  const code = modelFiles(content);
  const views = viewFile(content);
  const data = [
    ...(models.length > 0 ? ['security/ir.model.access.csv'] : []),
    ...(views === null ? [] : ['views/views.xml']),
    ...(rows.length > 0 ? ['data/rows.xml'] : []),
  ];
  return [
    { path: '__manifest__.py', text: manifest(content, data) },
    {
      path: '__init__.py',
      text: `${code.length > 0 ? 'from . import models\n' : ''}from .hooks import pre_init_hook\n`,
    },
    { path: 'hooks.py', text: hook(content) },
    ...(code.length > 0 ? [{ path: 'models/__init__.py', text: imports(code) }] : []),
    ...code,
    ...(models.length > 0 ? [{ path: 'security/ir.model.access.csv', text: access(models) }] : []),
    ...(views === null ? [] : [{ path: 'views/views.xml', text: views }]),
    ...(rows.length > 0 ? [{ path: 'data/rows.xml', text: rowFile(rows) }] : []),
  ];
}

function manifest({ title, major, depends }: AddonContent, data: readonly string[]): string {
  return `{
    "name": ${pythonText(title)},
    "summary": "Fields, models and rows that a migration needs; written by mapc from its maps",
    "version": "${major}.0.1.0.0",
    "category": "Technical",
    "license": "LGPL-3",
    "depends": ${pythonValue([...depends])},
    "data": ${pythonValue([...data])},
    "pre_init_hook": "pre_init_hook",
    "installable": True,
}
`;
}

function modelFiles({ models, extended }: AddonContent): readonly EmittedFile[] {
  const classes = [
    ...models.map((model) => ({ model: model.name, text: ownClass(model) })),
    ...extended.map(({ model, siblings, fields }) => ({
      model,
      text: [
        `class ${className(model)}(models.Model):`,
        `    _inherit = ${pythonText(model)}`,
        '',
        ...fields.map((field) => pythonField(model, siblings, field)),
        ...sqlConstraints(fields),
      ].join('\n'),
    })),
  ];
  const files = Map.groupBy(classes, ({ model }) => idOfName(model));
  return [...files].map(([file, parts]) => ({
    path: `models/${file}.py`,
    text: `from odoo import fields, models\n\n\n${parts.map(({ text }) => text).join('\n\n\n')}\n`,
  }));
}

function ownClass({ name, label, fields, doc }: ProvisionedModel): string {
  const siblings = fields.map((field) => field.name);
  const display =
    fields.find((field) => field.name === 'x_name') ?? fields.find(({ type }) => type.kind === 'text');
  return [
    `class ${className(name)}(models.Model):`,
    ...(doc === undefined ? [] : [`    ${pythonText(doc)}`, '']),
    `    _name = ${pythonText(name)}`,
    `    _description = ${pythonText(label)}`,
    ...(display === undefined ? [] : [`    _rec_name = ${pythonText(display.name)}`]),
    '',
    ...fields.map((field) => pythonField(name, siblings, field)),
    ...sqlConstraints(fields),
  ].join('\n');
}

function imports(code: readonly EmittedFile[]): string {
  return code.map(({ path }) => `from . import ${path.slice('models/'.length, -'.py'.length)}\n`).join('');
}

/** Administrators only, as `provision --apply` has it: who else may see the rows is the owner's to say. */
function access(models: readonly ProvisionedModel[]): string {
  const lines = models.map(
    ({ name }) =>
      `access_${idOfName(name)}_administrators,${name} administrators,model_${idOfName(name)},base.group_system,1,1,1,1\n`,
  );
  return `id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n${lines.join('')}`;
}

function viewFile({ models, extended, readers, major }: AddonContent): string | null {
  const nodesOf = (
    model: string,
    siblings: readonly string[],
    fields: readonly ProvisionedField[],
  ): readonly ShownNode[] =>
    fields.map(({ name, type, unique }) => ({
      name,
      kind: type.kind,
      currency: columnOf(`${model}.${name}`, siblings, type).currency_field ?? null,
      groups: type.kind === 'references' ? (readers[type.target] ?? null) : null,
      searched: unique,
    }));
  const records = [
    ...extended.flatMap(({ model, siblings, fields, form, search }) => {
      const shown = nodesOf(model, siblings, fields);
      const inForm = viewNodes('form', false, shown, major);
      const inSearch = viewNodes('search', false, shown, major);
      return [
        ...(form === null || inForm.length === 0 ? [] : [inheritedForm(model, form, inForm)]),
        ...(search === null || inSearch.length === 0 ? [] : [inheritedSearch(model, search, inSearch)]),
      ];
    }),
    ...models.flatMap((model) =>
      modelViews(
        model,
        nodesOf(
          model.name,
          model.fields.map(({ name }) => name),
          model.fields,
        ),
        major,
      ),
    ),
    ...menus(models),
  ];
  return records.length === 0 ? null : dataFile(records);
}

function rowId(row: AddonRow, index: number): string {
  return `row_${idOfName(row.model)}_${index + 1}`;
}

/** What people change in the rows stays when the module is updated. */
function rowFile(rows: readonly AddonRow[]): string {
  return dataFile(
    rows.map((row, index) => rowRecord(rowId(row, index), row.model, { ...row.values, ...row.key })),
    ' noupdate="1"',
  );
}

/**
 * What is there already becomes the module's own: models and fields that were made by hand or by `provision --apply`
 * keep their data (as long as they count as made by hand, Odoo does not let a module define them), and rows do not come
 * twice.
 */
function hook({ name, major, models, extended, rows }: AddonContent): string {
  const fields = [
    ...models.map((model) => ({ model: model.name, fields: model.fields })),
    ...extended,
  ].flatMap((one) =>
    one.fields.map((field) => `    (${pythonText(one.model)}, ${pythonText(field.name)}),\n`),
  );
  const known = rows.map(
    (row, index) =>
      `    (${pythonText(rowId(row, index))}, ${pythonText(row.model)}, ${pythonValue(row.key)}),\n`,
  );
  const shown = [
    ...extended.flatMap(({ model }) => [namesOf(model).form, namesOf(model).search]),
    ...models.flatMap((model) => Object.values(namesOf(model.name))),
    ...(models.length > 0 ? [ROOT] : []),
  ];
  const opening =
    major < 17
      ? 'def pre_init_hook(cr):\n    env = api.Environment(cr, SUPERUSER_ID, {})'
      : 'def pre_init_hook(env):';
  return `${major < 17 ? 'from odoo import SUPERUSER_ID, api\n\n' : ''}MODELS = [
${models.map((model) => `    ${pythonText(model.name)},\n`).join('')}]
FIELDS = [
${fields.join('')}]
# What is there of views/views.xml.
SHOWN = [
${shown.map((one) => `    ${pythonText(one)},\n`).join('')}]
# The rows of data/rows.xml: id, model, and what each is found by.
ROWS = [
${known.join('')}]


${opening}
    for model in MODELS:
        env.cr.execute(
            "UPDATE ir_model SET state = 'base' WHERE state = 'manual' AND model = %s", [model]
        )
    for model, name in FIELDS:
        env.cr.execute(
            "UPDATE ir_model_fields SET state = 'base'"
            " WHERE state = 'manual' AND model = %s AND name = %s",
            [model, name],
        )
    # What lets people see it is updated in its place.
    env.cr.execute(
        "UPDATE ir_model_data SET module = %s, noupdate = FALSE WHERE module = '${KEYS}'"
        " AND model IN ('ir.ui.view', 'ir.ui.menu', 'ir.actions.act_window')"
        " AND name = ANY(%s)",
        [${pythonText(name)}, SHOWN],
    )
    for name, model, key in ROWS:
        if model not in env or any(field not in env[model]._fields for field in key):
            continue
        domain = [(field, "=", value) for field, value in key.items()]
        found = env[model].with_context(active_test=False).search(domain, limit=2)
        if len(found) == 1:
            env["ir.model.data"].create({
                "module": ${pythonText(name)},
                "name": name,
                "model": model,
                "res_id": found.id,
                "noupdate": True,
            })
`;
}
