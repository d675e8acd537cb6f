import type {
  CallOptions,
  EmittedModule,
  ProvisionedField,
  ProvisionedModel,
  ProvisionedThings,
} from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { orNone } from '../external-ids.ts';
import { primaryForm, primarySearch } from '../provision/primary-form.ts';
import { refuseName } from '../provision/provision.ts';
import { refuseModelName } from '../provision/provision-model.ts';
import type { OdooSession } from '../session.ts';
import { wireRows } from '../values/wire-rows.ts';
import { readersOf } from '../views/readers.ts';
import { type AddonContent, type AddonRow, addonFiles } from './files.ts';

/**
 * What a plan provisions as a module of Odoo 16, 17 or 18, for the version of the target. Of the target only what stands
 * around it is read: which modules own the models, and the forms that take the new fields.
 * @throws ConnectorError `record` for names, types and versions that cannot be written
 */
export async function emitAddon(
  session: OdooSession,
  name: string,
  title: string,
  things: ProvisionedThings,
  options?: CallOptions,
): Promise<EmittedModule> {
  const version = await session.version(options);
  const major = await session.major(options);
  if (!(major >= 16 && major <= 18))
    throw new ConnectorError(
      'record',
      `A module is written for Odoo 16, 17 or 18, and this is ${version}; use "mapc provision --apply" instead`,
    );
  const notes: string[] = [];
  const models = ownModels(things);
  const extended: AddonContent['extended'][number][] = [];
  const others = things.fields.filter(({ entity }) => !models.some((model) => model.name === entity.name));
  for (const [model, group] of Map.groupBy(others, ({ entity }) => entity.name)) {
    const fields = group.map(({ field }) => field);
    for (const field of fields) refuseName(field.name);
    const form = await primaryForm(session, model, options);
    const externalId = form?.externalId ?? null;
    if (form === null) notes.push(`${model} has no form, so its new fields are shown nowhere.`);
    else if (externalId === null)
      notes.push(`The form of ${model} belongs to no module, so its new fields are shown nowhere.`);
    extended.push({
      model,
      siblings: group.flatMap(({ entity }) => Object.keys(entity.fields)),
      fields,
      form: form === null || externalId === null ? null : { externalId, place: form.place },
      search: await primarySearch(session, model, options),
    });
  }
  const rows: AddonRow[] = [];
  for (const { entity, key, values } of things.rows) {
    const [wiredKey = {}, wiredValues = {}] = await wireRows(session, entity, [key, values], options);
    rows.push({ model: entity.name, key: wiredKey, values: wiredValues });
    const references = Object.entries({ ...values, ...key }).filter(
      ([field, value]) => value !== null && /^reference/.test(entity.fields[field]?.type.kind ?? ''),
    );
    for (const [field] of references)
      notes.push(`A row of ${entity.name} names another row in ${field} by its id in this database.`);
  }
  const depends = new Set(['base']);
  for (const { form, search } of extended)
    for (const view of [form?.externalId, search])
      if (typeof view === 'string') depends.add(view.split('.', 1)[0] ?? 'base');
  for (const owner of await owners(session, name, models, extended, rows, notes, options)) depends.add(owner);
  const readers = await readersOfLists(session, [...models, ...extended], models, options);
  const content = { name, title, major, depends: [...depends].sort(), models, extended, readers, rows };
  return { files: addonFiles(content), notes };
}

/** Models with the fields that were asked for on lines of their own. */
function ownModels({ models, fields }: ProvisionedThings): readonly ProvisionedModel[] {
  return models.map((model) => {
    refuseModelName(model.name);
    const more = fields.filter(({ entity }) => entity.name === model.name).map(({ field }) => field);
    for (const field of [...model.fields, ...more]) refuseName(field.name);
    return { ...model, fields: [...model.fields, ...more] };
  });
}

/** Who may read what lists of records lead to, of each model that not everybody may read. */
async function readersOfLists(
  session: OdooSession,
  groups: readonly { readonly fields: readonly ProvisionedField[] }[],
  made: readonly ProvisionedModel[],
  options?: CallOptions,
): Promise<Readonly<Record<string, string>>> {
  const targets = new Set(
    groups.flatMap(({ fields }) =>
      fields.flatMap(({ type }) => (type.kind === 'references' ? [type.target] : [])),
    ),
  );
  const readers: Record<string, string> = {};
  for (const target of targets) {
    const own = made.some(({ name }) => name === target);
    const who = own ? 'base.group_system' : await readersOf(session, target, options);
    if (who !== null) readers[target] = who;
  }
  return readers;
}

/** The modules that define what the new one speaks of. */
async function owners(
  session: OdooSession,
  own: string,
  models: readonly ProvisionedModel[],
  extended: AddonContent['extended'],
  rows: readonly AddonRow[],
  notes: string[],
  options?: CallOptions,
): Promise<ReadonlySet<string>> {
  const made = new Set(models.map(({ name }) => name));
  const relations = (fields: readonly ProvisionedField[]): readonly string[] =>
    fields.flatMap(({ type }) =>
      type.kind === 'reference' ? type.targets : type.kind === 'references' ? [type.target] : [],
    );
  const spoken = [
    ...extended.map(({ model }) => model),
    ...rows.map(({ model }) => model),
    ...[...models, ...extended].flatMap(({ fields }) => relations(fields)),
  ];
  const names = new Map<string, string>();
  for (const model of spoken) if (!made.has(model)) names.set(`model_${model.replaceAll('.', '_')}`, model);
  const custom = new Set(
    extended.flatMap(({ model, fields }) => fields.map((one) => `${model}.${one.name}`)),
  );
  for (const { model, key, values } of rows)
    for (const field of Object.keys({ ...values, ...key }))
      if (!made.has(model) && !custom.has(`${model}.${field}`))
        names.set(`field_${model.replaceAll('.', '_')}__${field}`, `${model}.${field}`);
  if (names.size === 0) return new Set();
  const found = await orNone(() =>
    session.searchRead(
      'ir.model.data',
      [
        ['model', 'in', ['ir.model', 'ir.model.fields']],
        ['name', 'in', [...names.keys()]],
      ],
      ['module', 'name'],
      {},
      options,
    ),
  );
  // Modules that extend a model have an id for it too; the one that made it came first.
  const first = new Map<string, string>();
  for (const { module, name } of found)
    if (module !== own && !first.has(String(name))) first.set(String(name), String(module));
  for (const [name, what] of names)
    if (!first.has(name)) notes.push(`No module owns ${what}; the new one needs it to be there already.`);
  return new Set(first.values());
}
