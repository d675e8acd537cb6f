import type { JsonValue } from '../../../schema/model.ts';
import type { ProvisionedModel } from '../../contract.ts';
import { xmlText } from '../protocols/xml-text.ts';
import { appendingArch, type FormPlace, MIGRATED } from '../provision/form-place.ts';
import { type ShownNode, viewNodes } from '../views/nodes.ts';
import { pythonValue } from './python.ts';

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

/** An existing form or search, to which elements are appended. */
function inheritedView(kind: 'form' | 'search', model: string, parent: string, arch: string): string {
  return [
    `  <record id="view_${idOfName(model)}_${kind}" model="ir.ui.view">`,
    field('name', `${model}.${kind}.migrated`),
    field('model', model),
    `    <field name="inherit_id" ref="${parent}"/>`,
    `    <field name="arch" type="xml">\n  ${arch}\n    </field>`,
    '  </record>',
  ].join('\n');
}

/** An existing form with the elements appended. */
export function inheritedForm(
  model: string,
  form: { readonly externalId: string; readonly place: FormPlace },
  nodes: readonly string[],
): string {
  return inheritedView('form', model, form.externalId, appendingArch(form.place, nodes));
}

/** An existing search with the elements appended. */
export function inheritedSearch(model: string, search: string, nodes: readonly string[]): string {
  const arch = `<xpath expr="/search" position="inside">\n    ${nodes.join('\n    ')}\n  </xpath>`;
  return inheritedView('search', model, search, arch);
}

/** The views of a model of the module's own, and the action that opens them. @param major version of Odoo */
export function modelViews(
  model: ProvisionedModel,
  fields: readonly ShownNode[],
  major: number,
): readonly string[] {
  const list = major < 18 ? 'tree' : 'list';
  const title = xmlText(model.label);
  const lines = (kind: 'list' | 'form' | 'search', indent: string): string =>
    viewNodes(kind, true, fields, major)
      .map((node) => `\n${indent}${node}`)
      .join('');
  const search = lines('search', '        ');
  return [
    ownView(model.name, 'list', `<${list} string="${title}">${lines('list', '        ')}\n      </${list}>`),
    ownView(
      model.name,
      'form',
      `<form string="${title}">
        <sheet>
          <group>${lines('form', '            ')}
          </group>
        </sheet>
      </form>`,
    ),
    ...(search === ''
      ? []
      : [ownView(model.name, 'search', `<search string="${title}">${search}\n      </search>`)]),
    [
      `  <record id="action_${idOfName(model.name)}" model="ir.actions.act_window">`,
      field('name', model.label),
      field('res_model', model.name),
      field('view_mode', `${list},form`),
      '  </record>',
    ].join('\n'),
  ];
}

function ownView(model: string, kind: string, arch: string): string {
  return [
    `  <record id="view_${idOfName(model)}_${kind}" model="ir.ui.view">`,
    field('name', `${model}.${kind}`),
    field('model', model),
    `    <field name="arch" type="xml">`,
    `      ${arch}`,
    '    </field>',
    '  </record>',
  ].join('\n');
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
