import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type FieldDescriptor,
  isRecord,
  type ModelDescriptor,
  type OdooData,
  type UniqueRule,
} from './types.ts';

/** Modules that a sandbox can have on top: what they bring stands in folders of their names. */
export type ExtraModule = 'base_automation';

/**
 * Reads the models, rules and rows of one Odoo version from `data/<version>` beside this file, and what modules change.
 *
 * @throws Error when there is no data for that version.
 */
export function loadData(version: string, modules: readonly ExtraModule[] = []): OdooData {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'data', version);
  const { shared, ...own } = readFolder(version, folder);
  let data: OdooData = own;
  for (const module of modules) data = withModule(data, join(folder, module), shared);
  return data;
}

/** Models that the module changes stand in its folder whole; its rows take the place of those with their ids. */
function withModule(data: OdooData, folder: string, shared: readonly unknown[]): OdooData {
  const models = new Map([...data.models, ...modelsIn(folder, shared)]);
  const rows = Object.entries(seedRows(readJson(folder, '_rows.json'))).map(([model, own]) => {
    const ids = new Set(own.map(({ id }) => id));
    return [model, [...(data.rows[model] ?? []).filter(({ id }) => !ids.has(id)), ...own]] as const;
  });
  return { ...data, models, rows: { ...data.rows, ...Object.fromEntries(rows) } };
}

const readJson = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'));

function readFolder(version: string, folder: string): OdooData & { readonly shared: readonly unknown[] } {
  try {
    readdirSync(folder);
  } catch (error) {
    throw new Error(`The sandbox has no data for Odoo ${version}.`, { cause: error });
  }
  const selections = readJson(folder, '_selections.json');
  const shared = Array.isArray(selections) ? selections : [];
  return {
    models: modelsIn(folder, shared),
    unique: uniqueRules(readJson(folder, '_constraints.json')),
    rows: seedRows(readJson(folder, '_rows.json')),
    shared,
  };
}

/** @param shared long lists of options, to which fields point by their place */
function modelsIn(folder: string, shared: readonly unknown[]): ReadonlyMap<string, ModelDescriptor> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('_'));
  const models = new Map<string, ModelDescriptor>();
  for (const file of files.sort()) {
    const raw = readJson(folder, file);
    if (!isRecord(raw) || !isRecord(raw.fields)) throw new Error(`${file} holds no model.`);
    const fields = new Map(fieldsOf(raw.fields, file, shared).map((field) => [field.name, field]));
    const model = String(raw.model);
    models.set(model, {
      id: Number(raw.id),
      model,
      name: String(raw.name),
      order: String(raw.order),
      fields,
      ...(isRecord(raw.hidden) ? { hidden: fieldsOf(raw.hidden, file, shared) } : {}),
      manual: false,
    });
  }
  return models;
}

function fieldsOf(
  raw: Readonly<Record<string, unknown>>,
  file: string,
  shared: readonly unknown[],
): readonly FieldDescriptor[] {
  return Object.entries(raw).map(([name, field]) => {
    if (!isRecord(field)) throw new Error(`${file}: the field ${name} is no object.`);
    const selection = typeof field.selection === 'number' ? shared[field.selection] : field.selection;
    // The files are written by the extraction, so their fields have the descriptor's shape.
    return { name, ...field, ...(selection === undefined ? {} : { selection }) } as FieldDescriptor;
  });
}

function uniqueRules(raw: unknown): UniqueRule[] {
  const rules: UniqueRule[] = [];
  for (const entry of Array.isArray(raw) ? raw : []) {
    if (!isRecord(entry)) continue;
    const match = /^unique\s*\(([^)]*)\)$/i.exec(String(entry.definition));
    if (match?.[1] === undefined) continue;
    rules.push({
      model: String(entry.model),
      fields: match[1].split(',').map((name) => name.trim()),
      message: String(entry.message),
    });
  }
  return rules;
}

function seedRows(raw: unknown): OdooData['rows'] {
  if (!isRecord(raw)) throw new Error('_rows.json holds no rows.');
  // Written by the extraction: model name to list of rows.
  return raw as OdooData['rows'];
}
