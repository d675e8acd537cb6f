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

/**
 * Reads the models, rules and rows of one Odoo version from `data/<version>` beside this file.
 *
 * @throws Error when there is no data for that version.
 */
export function loadData(version: string): OdooData {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'data', version);
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  let files: string[];
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('_'));
  } catch (error) {
    throw new Error(`The sandbox has no data for Odoo ${version}.`, { cause: error });
  }
  const selections = read('_selections.json');
  const shared = Array.isArray(selections) ? selections : [];
  const models = new Map<string, ModelDescriptor>();
  for (const file of files.sort()) {
    const raw = read(file);
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
  return { models, unique: uniqueRules(read('_constraints.json')), rows: seedRows(read('_rows.json')) };
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
