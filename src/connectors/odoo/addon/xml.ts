import type { JsonValue } from '../../../schema/model.ts';
import type { ProvisionedField, ProvisionedModel } from '../../contract.ts';
import { appendingArch, type FormPlace, MIGRATED } from '../form-place.ts';
import { pythonValue } from './python.ts';

/** Text inside of an element or an attribute. Characters that XML cannot hold are left out. */
export function xmlText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 does not allow them
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** A file of records. */
export function dataFile(records: readonly string[], attributes = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<odoo${attributes}>\n\n${records.join('\n\n')}\n\n</odoo>\n`;
}

/** A technical name as part of an id. */
export function idOfName(name: string): string {
  return name.replaceAll('.', '_');
}

function field(name: string, value: string): string {
  return `    <field name="${name}">${xmlText(value)}</field>`;
}

/** An existing form with the fields appended. */
export function inheritedForm(
  model: string,
  form: { readonly externalId: string; readonly place: FormPlace },
  fields: readonly string[],
): string {
  return [
    `  <record id="view_${idOfName(model)}_form" model="ir.ui.view">`,
    field('name', `${model}.form.migrated`),
    field('model', model),
    `    <field name="inherit_id" ref="${form.externalId}"/>`,
    `    <field name="arch" type="xml">\n  ${appendingArch(form.place, fields)}\n    </field>`,
    '  </record>',
  ].join('\n');
}

const unlisted: ReadonlySet<string> = new Set(['binary', 'html', 'json']);

/** @param list what this version of Odoo calls a list: `tree` or `list` */
export function modelViews(model: ProvisionedModel, list: string): readonly string[] {
  const id = idOfName(model.name);
  const shown = model.fields.filter(({ type }) => type.kind !== 'json');
  const columns = model.fields.filter(({ type }) => !unlisted.has(type.kind));
  const lines = (fields: readonly ProvisionedField[], indent: string): string =>
    fields.map(({ name }) => `\n${indent}<field name="${name}"/>`).join('');
  return [
    [
      `  <record id="view_${id}_list" model="ir.ui.view">`,
      field('name', `${model.name}.list`),
      field('model', model.name),
      `    <field name="arch" type="xml">`,
      `      <${list} string="${xmlText(model.label)}">${lines(columns, '        ')}`,
      `      </${list}>`,
      '    </field>',
      '  </record>',
    ].join('\n'),
    [
      `  <record id="view_${id}_form" model="ir.ui.view">`,
      field('name', `${model.name}.form`),
      field('model', model.name),
      `    <field name="arch" type="xml">`,
      `      <form string="${xmlText(model.label)}">`,
      `        <sheet>\n          <group>${lines(shown, '            ')}`,
      '          </group>\n        </sheet>\n      </form>',
      '    </field>',
      '  </record>',
    ].join('\n'),
    [
      `  <record id="action_${id}" model="ir.actions.act_window">`,
      field('name', model.label),
      field('res_model', model.name),
      field('view_mode', `${list},form`),
      '  </record>',
    ].join('\n'),
  ];
}

/** One entry for each model, under one of their own. */
export function menus(models: readonly ProvisionedModel[]): readonly string[] {
  if (models.length === 0) return [];
  return [
    `  <menuitem id="menu_migrated_data" name="${MIGRATED}" sequence="200"/>`,
    ...models.map(
      ({ name, label }, index) =>
        `  <menuitem id="menu_${idOfName(name)}" name="${xmlText(label)}" parent="menu_migrated_data" action="action_${idOfName(name)}" sequence="${(index + 1) * 10}"/>`,
    ),
  ];
}

/** A row; `values` as Odoo takes them. */
export function rowRecord(id: string, model: string, values: Readonly<Record<string, JsonValue>>): string {
  const lines = Object.entries(values).map(([name, value]) =>
    typeof value === 'string'
      ? field(name, value)
      : `    <field name="${name}" eval="${xmlText(pythonValue(value))}"/>`,
  );
  return [`  <record id="${id}" model="${model}">`, ...lines, '  </record>'].join('\n');
}
