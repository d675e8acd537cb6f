import type { CallOptions, Showing, ShownEntity } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { loadKeyed } from '../keyed/keyed-create.ts';
import { MIGRATED } from '../provision/form-place.ts';
import { primaryForm, primaryView } from '../provision/primary-form.ts';
import { mayDo } from '../rights.ts';
import type { OdooSession } from '../session.ts';
import { idOf } from '../session.ts';
import { addedForm, addedSearch, fieldsOf, isUntouched, ownView, shownFields, withNodes } from './arch.ts';
import { type ShownNode, type ViewKind, viewNodes } from './nodes.ts';
import { ALL_MENUS, type Found, findParts, namesOf, ROOT, type StoredView } from './parts.ts';
import { readersOf } from './readers.ts';

type Part = Showing['parts'][number];

/** What one call works with; parts and notes are gathered as it goes. */
interface Work {
  readonly session: OdooSession;
  readonly shown: ShownEntity;
  readonly apply: boolean;
  readonly options: CallOptions;
  readonly major: number;
  readonly list: 'tree' | 'list';
  readonly nodes: readonly ShownNode[];
  readonly parts: Part[];
  readonly notes: string[];
}

/**
 * Lets people see what was provisioned of a model. One of Odoo's gets a page (or a group, where its form has no pages)
 * with all its fields, in one view that is added to the form which everybody gets; a field that people look for by
 * stands in the search too. A model that was made gets a list, a form, a search, an action and a menu. Each has an
 * external id of its own and is made by `load`, so that it is never made twice. A view that a person changed is left.
 */
export async function show(
  session: OdooSession,
  shown: ShownEntity,
  { apply, ...options }: CallOptions & { readonly apply: boolean },
): Promise<Showing> {
  const parts: Part[] = [];
  const notes: string[] = [];
  try {
    const major = await session.major(options);
    const forbidden = await forbiddenModel(session, shown, options);
    if (forbidden !== null) return { parts, notes: [withoutRight(session, shown, forbidden)] };
    const nodes = await nodesOfFields(session, shown, apply, options);
    if (nodes.length === 0) return { parts, notes };
    const work = { session, shown, apply, options, major, list: listOf(major), nodes, parts, notes };
    const found = await findParts(session, shown.entity, options);
    await (shown.made === null ? showAdded(work, found) : showOwn(work, found, shown.made));
  } catch (error) {
    if (!(error instanceof ConnectorError) || (error.kind !== 'forbidden' && error.kind !== 'record'))
      throw error;
    notes.push(`${unseen(shown)}: ${error.message}. The fields are there; put them into a view in Odoo.`);
  }
  return { parts, notes };
}

function listOf(major: number): 'tree' | 'list' {
  return major < 18 ? 'tree' : 'list';
}

/** The start of a sentence about fields that stay out of sight. */
function unseen({ entity, made, fields }: ShownEntity): string {
  return made === null
    ? `Nobody sees ${fields.map(({ name }) => name).join(', ')} of ${entity}`
    : `Nobody finds ${entity} in a menu`;
}

async function forbiddenModel(
  session: OdooSession,
  { made }: ShownEntity,
  options: CallOptions,
): Promise<string | null> {
  const needed = ['ir.ui.view', ...(made === null ? [] : ['ir.actions.act_window', 'ir.ui.menu'])];
  for (const model of needed) if ((await mayDo(session, model, 'create', options)) === false) return model;
  return null;
}

function withoutRight(session: OdooSession, shown: ShownEntity, model: string): string {
  return `${unseen(shown)}: ${session.config.login} may not make views in Odoo (${model}). The fields are there and can be written. Let an administrator put them into a view, or give ${session.config.login} the rights of Administration / Settings and provision again.`;
}

/** Fields that are not there are left out, and those that a module took over, whose views show them. */
async function nodesOfFields(
  session: OdooSession,
  { entity, fields }: ShownEntity,
  apply: boolean,
  options: CallOptions,
): Promise<readonly ShownNode[]> {
  const live = apply ? await session.describe(entity, options) : null;
  const owned = await session.searchRead(
    'ir.model.fields',
    [
      ['model', '=', entity],
      ['name', 'in', fields.map(({ name }) => name)],
      ['state', '!=', 'manual'],
    ],
    ['name'],
    {},
    options,
  );
  const nodes: ShownNode[] = [];
  for (const { name, type, searched } of fields) {
    const described = live?.[name];
    if ((live !== null && described === undefined) || owned.some((row) => row.name === name)) continue;
    const currency = described?.currency_field;
    nodes.push({
      name,
      kind: type.kind,
      currency: type.kind === 'money' && typeof currency === 'string' ? currency : null,
      groups:
        live !== null && type.kind === 'references' ? await readersOf(session, type.target, options) : null,
      searched,
    });
  }
  return nodes;
}

/** Views that are added to those of Odoo. */
async function showAdded(work: Work, found: Found): Promise<void> {
  const { session, shown, options, notes, nodes } = work;
  const { entity } = shown;
  const unplaced = nodes.filter(({ kind }) => kind !== 'json').map(({ name }) => name);
  if (unplaced.length > 0 && !(await extendStored(work, 'form', found.views.form))) {
    const form = await primaryForm(session, entity, options);
    if (form === null)
      notes.push(
        `Nobody sees ${unplaced.join(', ')} of ${entity}: Odoo has no form of it to put them into. Make one, and provision again.`,
      );
    else {
      const places = (['notebook', 'sheet', 'form'] as const).slice(
        ['notebook', 'sheet', 'form'].indexOf(form.place),
      );
      const lines = viewNodes('form', false, nodes, work.major);
      await addView(
        work,
        'form',
        form.id,
        places.map((place) => addedForm(place, lines)),
      );
    }
  }
  const lines = viewNodes('search', false, nodes, work.major);
  if (lines.length === 0 || (await extendStored(work, 'search', found.views.search))) return;
  const search = await primaryView(session, entity, 'search', options);
  if (search !== null) await addView(work, 'search', idOf(search), [addedSearch(lines)]);
}

/** Makes the first of these views that Odoo takes. What it takes none of is a note. */
async function addView(
  work: Work,
  kind: 'form' | 'search',
  parent: number,
  archs: readonly string[],
): Promise<void> {
  const { shown, parts, notes } = work;
  const name = `${shown.entity}.${kind}.migrated`;
  if (!work.apply) {
    parts.push({ what: kind, name, status: 'missing' });
    return;
  }
  let refusal = '';
  for (const arch of archs) {
    try {
      await load(work, 'ir.ui.view', namesOf(shown.entity)[kind], {
        name,
        model: shown.entity,
        type: kind,
        mode: 'extension',
        // Behind what modules add, so that it is put into what they left.
        priority: '900',
        'inherit_id/.id': String(parent),
        arch_db: arch,
      });
      parts.push({ what: kind, name, status: 'made' });
      return;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
      refusal = error.message;
    }
  }
  notes.push(
    kind === 'form'
      ? `${unseen(shown)}, for its form takes nothing more: ${refusal}. Put the fields into a view in Odoo.`
      : `The fields of ${shown.entity} are not in its search, which takes nothing more: ${refusal}.`,
  );
}

/** Views, action and menu of a model that was made. */
async function showOwn(work: Work, found: Found, label: string): Promise<void> {
  const { shown, list, nodes, apply, parts, notes } = work;
  const { entity } = shown;
  const names = namesOf(entity);
  const missing: [ViewKind, string, readonly string[]][] = [];
  for (const kind of ['list', 'form', 'search'] as const) {
    const lines = viewNodes(kind, true, nodes, work.major);
    if (lines.length === 0 || (await extendStored(work, kind, found.views[kind]))) continue;
    missing.push([kind, `${entity}.${kind}`, lines]);
  }
  for (const [kind, name, lines] of missing) {
    if (apply) {
      try {
        await load(work, 'ir.ui.view', names[kind], {
          name,
          model: entity,
          type: kind === 'list' ? list : kind,
          priority: '16',
          arch_db: ownView(kind, label, lines, list),
        });
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
        // Odoo makes one up where there is none.
        notes.push(`${entity} has no ${kind} of its own: ${error.message}.`);
        continue;
      }
    }
    parts.push({ what: kind, name, status: apply ? 'made' : 'missing' });
  }
  let { action, root } = found;
  if (action === null && apply)
    action = await load(work, 'ir.actions.act_window', names.action, {
      name: label,
      res_model: entity,
      view_mode: `${list},form`,
    });
  if (root === null && apply)
    root = await load(work, 'ir.ui.menu', ROOT, { name: MIGRATED, sequence: '200' });
  if (found.menu === null && apply)
    await load(work, 'ir.ui.menu', names.menu, {
      name: label,
      sequence: '10',
      'parent_id/.id': String(root),
      action: `ir.actions.act_window,${action}`,
    });
  const there = found.action !== null && found.root !== null && found.menu !== null;
  parts.push({
    what: 'menu',
    name: `${MIGRATED} / ${label}`,
    status: there ? 'present' : apply ? 'made' : 'missing',
  });
}

/** Puts what lacks into a view that is there; false where none is. */
async function extendStored(work: Work, kind: ViewKind, view: StoredView | undefined): Promise<boolean> {
  if (view === undefined) return false;
  const { session, shown, apply, options, parts, notes } = work;
  const { name } = view;
  const untouched = isUntouched(view.arch);
  const inside = untouched ? shownFields(view.arch) : fieldsOf(view.arch);
  const lacking = work.nodes.filter((node) => !inside.has(node.name));
  const lines = viewNodes(kind, shown.made !== null, lacking, work.major);
  if (lines.length === 0 || !untouched) {
    parts.push({ what: kind, name, status: 'present' });
    if (lines.length > 0)
      notes.push(
        `A person changed the view ${name}, so it is left as it is; put ${lacking.map((node) => node.name).join(', ')} into it in Odoo.`,
      );
    if (!view.active)
      notes.push(`The view ${name} is archived in Odoo, so nobody sees what it shows; unarchive it there.`);
    return true;
  }
  if (apply)
    await session.call(
      'ir.ui.view',
      'write',
      [[view.id], { arch_db: withNodes(view.arch, lines) }],
      {},
      options,
    );
  parts.push({ what: kind, name, status: apply ? 'made' : 'missing' });
  return true;
}

/** @throws ConnectorError */
async function load(
  { session, options }: Work,
  model: string,
  key: string,
  values: Readonly<Record<string, string>>,
): Promise<number> {
  const data = [[key, ...Object.values(values)]];
  const [id] = await loadKeyed(session, model, ['id', ...Object.keys(values)], data, ALL_MENUS, options);
  if (id === undefined) throw new ConnectorError('lost', `Odoo did not say which ${model} it made`);
  return id;
}
