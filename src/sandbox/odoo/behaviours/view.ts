import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import { OdooError, userError, validationError } from '../errors.ts';
import { fieldsGet } from '../fields-get.ts';
import type { Values } from '../types.ts';
import { applyInheritance, nearText } from '../view-inheritance.ts';
import { elementsOf, isElement, parseXml, type XmlElement, xmlText } from '../xml-tree.ts';

const model = 'ir.ui.view';

/** Views: their architectures inherit, and name fields that must be there and stay as long as they are named. */
export const view: Behaviour = {
  prepareCreate(env, values) {
    const given = withArch(values);
    const parent = typeof given.inherit_id === 'number' ? given.inherit_id : null;
    given.mode ??= parent === null ? 'primary' : 'extension';
    if (!given.type) {
      // Of the column alone Odoo does not look what it begins with.
      if (parent === null && !values.arch && !values.arch_base)
        throw validationError('Missing view architecture.');
      given.type =
        parent === null
          ? (/<([a-z]+)/.exec(String(given.arch_db))?.[1] ?? null)
          : env.text(model, parent, 'type');
    }
    if (!given.name) given.name = `${String(given.model)} ${String(given.type)}`;
    return given;
  },
  prepareWrite: (_env, _id, values) => withArch(values),
  afterCreate: (env, id) => validate(env, id),
  afterWrite(env, id, values) {
    if ('arch_db' in values || values.active === true) validate(env, id);
  },
  computed: {
    arch: (env, id) => env.text(model, id, 'arch_db'),
    arch_base: (env, id) => env.text(model, id, 'arch_db'),
    xml_id: (env, id) => externalId(env, id),
  },
  displayName: (env, id) => env.text(model, id, 'name') ?? '',
};

/** @throws OdooError where views that Odoo looks at would break without these fields */
export function refuseFieldsInViews(env: Environment, of: string, fields: readonly string[]): void {
  if (!env.hasModel(model)) return;
  const gone = new Set(fields.map((name) => `${of}.${name}`));
  // Odoo finds the views by the mere text of the names, archived ones only where the call wants those too.
  const naming = env.search(model, [
    ...fields.slice(1).map(() => '|'),
    ...fields.map((name) => ['arch_db', 'like', name]),
  ]);
  for (const id of fields.length === 0 ? [] : naming) {
    try {
      checkFields(env, combined(env, id), env.text(model, id, 'model') ?? '', gone);
    } catch {
      throw userError(
        `Cannot rename/delete fields that are still present in views:\nFields: ${[...gone].join(', ')}\nView: ${env.text(model, id, 'name') ?? ''}`,
      );
    }
  }
}

/** `get_views`: the views that a client needs, and the fields of their models. @throws OdooError */
export function getViews(env: Environment, of: string, asked: readonly unknown[]): Values {
  const views: Values = {};
  for (const one of asked) {
    const [id, type]: readonly unknown[] = Array.isArray(one) ? one : [];
    views[String(type)] = getView(env, of, typeof id === 'number' ? id : null, String(type));
  }
  return { views, models: { [of]: fieldsGet(env, of, null, null) } };
}

/** `get_view`: a view with all that inherits it, without what the caller's groups may not see. @throws OdooError */
export function getView(env: Environment, of: string, asked: number | null, type: string): Values {
  const [first = null] = asked === null ? defaultViews(env, of, type) : [asked];
  if (first === null) {
    const made = generated(env, of, type);
    if (made === null) throw userError(`No default view of type '${type}' could be found!`);
    return { id: false, model: of, arch: made };
  }
  const root = combined(env, first);
  withoutForbidden(env, root);
  return { id: first, model: of, arch: xmlText(root) };
}

function defaultViews(env: Environment, of: string, type: string): readonly number[] {
  return env.withContext({ active_test: true }).search(
    model,
    [
      ['model', '=', of],
      ['type', '=', type],
      ['mode', '=', 'primary'],
    ],
    { limit: 1 },
  );
}

/** What Odoo makes up where there is no view. */
function generated(env: Environment, of: string, type: string): string | null {
  const descriptor = env.model(of);
  const name = ['name', 'x_name'].find((one) => descriptor.fields.has(one)) ?? 'id';
  const title = ` string="${descriptor.name}"`;
  if (type === 'tree' || type === 'list' || type === 'search')
    return `<${type}${title}><field name="${name}"/></${type}>`;
  if (type !== 'form') return null;
  return `<form><sheet${title}><group><group><field name="${name}"/></group></group><group><separator/></group></sheet></form>`;
}

/** Whichever of its three names the architecture came under. */
function withArch({ arch, arch_base: base, ...rest }: Values): Values {
  const given = arch ?? base;
  return given === undefined ? rest : { ...rest, arch_db: given };
}

function externalId(env: Environment, id: number): string {
  const row = [...env.database.lookup('ir.model.data', 'res_id', [id])].find(
    (one) => env.text('ir.model.data', one, 'model') === model,
  );
  return row === undefined
    ? ''
    : `${env.text('ir.model.data', row, 'module') ?? ''}.${env.text('ir.model.data', row, 'name') ?? ''}`;
}

/** A view with what inherits it: primary views change a copy of their parent, extensions the parent itself. */
function combined(env: Environment, id: number): XmlElement {
  const parent = env.ref(model, id, 'inherit_id');
  if (env.get(model, id, 'mode') === 'extension' && parent !== null) return combined(env, parent);
  const own = parseXml(env.text(model, id, 'arch_db') ?? '');
  return extended(env, id, parent === null ? own : applyInheritance(combined(env, parent), own));
}

function extended(env: Environment, id: number, root: XmlElement): XmlElement {
  const children = env.withContext({ active_test: true }).search(
    model,
    [
      ['inherit_id', '=', id],
      ['mode', '=', 'extension'],
      ['model', '=', env.get(model, id, 'model')],
    ],
    { order: 'priority, id' },
  );
  let top = root;
  for (const child of children)
    top = extended(env, child, applyInheritance(top, parseXml(env.text(model, child, 'arch_db') ?? '')));
  return top;
}

/** @throws OdooError as Odoo refuses a view that breaks */
function validate(env: Environment, id: number): void {
  let root: XmlElement;
  try {
    root = combined(env, id);
  } catch (error) {
    if (error instanceof OdooError || !(error instanceof Error)) throw error;
    throw validationError(`Error while parsing or validating view:\n\n${error.message}`);
  }
  try {
    checkFields(env, root, env.text(model, id, 'model') ?? 'False', new Set());
  } catch (error) {
    if (error instanceof OdooError || !(error instanceof Error)) throw error;
    throw validationError(`Error while validating view near:\n\n${nearText(root)}\n${error.message}`);
  }
}

/** Fields inside of a field are those of its lines. @throws Error that names the first which is not there */
function checkFields(env: Environment, element: XmlElement, of: string, gone: ReadonlySet<string>): void {
  if (!env.hasModel(of)) throw new Error(`Model not found: ${of}`);
  for (const child of elementsOf(element)) {
    let within = of;
    if (child.tag === 'field') {
      const name = child.attributes.get('name') ?? '';
      const field = env.model(of).fields.get(name);
      if (field === undefined || gone.has(`${of}.${name}`))
        throw new Error(`Field "${name}" does not exist in model "${of}"`);
      if (elementsOf(child).length === 0) continue;
      within = field.relation ?? of;
      if (!env.hasModel(within)) continue;
    }
    checkFields(env, child, within, gone);
  }
}

function withoutForbidden(env: Environment, element: XmlElement): void {
  element.children = element.children.filter(
    (child) => !isElement(child) || maySee(env, child.attributes.get('groups')),
  );
  for (const child of elementsOf(element)) {
    child.attributes.delete('groups');
    withoutForbidden(env, child);
  }
}

function maySee(env: Environment, groups: string | undefined): boolean {
  if (groups === undefined) return true;
  const own = env.list('res.users', env.uid, 'groups_id');
  return groups.split(',').some((name) => {
    const [module = '', id = ''] = name.trim().split('.');
    const row = [...env.database.lookup('ir.model.data', 'name', [id])].find(
      (one) => env.text('ir.model.data', one, 'module') === module,
    );
    return row !== undefined && own.includes(env.ref('ir.model.data', row, 'res_id') ?? 0);
  });
}
