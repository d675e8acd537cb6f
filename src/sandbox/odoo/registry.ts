import type { Behaviour } from './behaviour.ts';
import type { Database } from './database.ts';
import { userError } from './errors.ts';
import type { FieldDescriptor, ModelDescriptor, UniqueRule } from './types.ts';

/** A column that points to rows of some model. */
interface Reference {
  readonly model: ModelDescriptor;
  readonly field: FieldDescriptor;
}

/** Models whose records carry another record's fields as their own (`_inherits`): model -> reference field. */
export const delegates: Readonly<Record<string, string>> = {
  'res.users': 'partner_id',
  'product.product': 'product_tmpl_id',
  'crm.team': 'alias_id',
  'project.project': 'alias_id',
  'mail.mail': 'mail_message_id',
  'ir.cron': 'ir_actions_server_id',
};

/** Fields that Odoo itself fills, whatever a client sends. */
export const auditFields: ReadonlySet<string> = new Set([
  'id',
  'create_uid',
  'create_date',
  'write_uid',
  'write_date',
  'parent_path',
]);

/** The models as they are now: provisioning adds to them and takes away, inside the caller's transaction. */
export class Registry {
  readonly models = new Map<string, ModelDescriptor>();
  readonly unique = new Map<string, UniqueRule[]>();
  readonly behaviours: Readonly<Record<string, Behaviour>>;
  readonly #database: Database;
  readonly #columns = new Set<FieldDescriptor>();
  /** Goes up whenever a model or a field comes or goes: what others derived from them is then stale. */
  version = 0;
  #references: Map<string, Reference[]> | null = null;
  #relations: Map<string, Reference[]> | null = null;

  constructor(
    database: Database,
    behaviours: Readonly<Record<string, Behaviour>>,
    unique: readonly UniqueRule[],
  ) {
    this.#database = database;
    this.behaviours = behaviours;
    for (const rule of unique) {
      const rules = this.unique.get(rule.model) ?? [];
      rules.push(rule);
      this.unique.set(rule.model, rules);
    }
  }

  /** @throws OdooError when there is no such model. */
  model(name: string): ModelDescriptor {
    const model = this.models.get(name);
    if (model === undefined) throw userError(`Object ${name} doesn't exist`);
    return model;
  }

  /** Whether a field has a column of its own: neither a list, nor related, nor computed when read. */
  isColumn(field: FieldDescriptor): boolean {
    return this.#columns.has(field);
  }

  addModel(model: ModelDescriptor): void {
    this.models.set(model.model, model);
    for (const field of model.fields.values()) this.#note(model.model, field);
    this.#forget();
    this.#database.onRollback(() => {
      this.models.delete(model.model);
      this.#forget();
    });
  }

  removeModel(name: string): void {
    const model = this.models.get(name);
    if (model === undefined) return;
    this.models.delete(name);
    this.#forget();
    this.#database.onRollback(() => {
      this.models.set(name, model);
      this.#forget();
    });
  }

  /** Adds a field, and to the models that delegate to this one a field related to it. */
  addField(name: string, field: FieldDescriptor): void {
    const model = this.model(name);
    const before = model.fields.get(field.name);
    model.fields.set(field.name, field);
    this.#note(name, field);
    this.#forget();
    this.#database.onRollback(() => {
      if (before === undefined) model.fields.delete(field.name);
      else model.fields.set(field.name, before);
      this.#forget();
    });
    for (const [heir, path] of this.#heirs(name)) {
      if (heir.fields.has(field.name)) continue;
      const { default: _default, ondelete: _ondelete, table: _table, store: _store, ...rest } = field;
      this.addField(heir.model, { ...rest, related: `${path}.${field.name}` });
    }
  }

  removeField(name: string, fieldName: string): void {
    const model = this.models.get(name);
    const field = model?.fields.get(fieldName);
    if (model === undefined || field === undefined) return;
    model.fields.delete(fieldName);
    this.#forget();
    this.#database.onRollback(() => {
      model.fields.set(fieldName, field);
      this.#forget();
    });
    for (const [heir, path] of this.#heirs(name)) {
      if (heir.fields.get(fieldName)?.related === `${path}.${fieldName}`)
        this.removeField(heir.model, fieldName);
    }
  }

  /** Columns of any model that point to rows of this one. */
  references(name: string): readonly Reference[] {
    this.#references ??= this.#collect((field) => field.type === 'many2one' && this.isColumn(field));
    return this.#references.get(name) ?? [];
  }

  /** Many-to-many fields of any model whose other side is this one. */
  relations(name: string): readonly Reference[] {
    this.#relations ??= this.#collect((field) => relationOf(field) !== null);
    return this.#relations.get(name) ?? [];
  }

  #heirs(name: string): [ModelDescriptor, string][] {
    const heirs: [ModelDescriptor, string][] = [];
    for (const [heir, path] of Object.entries(delegates)) {
      const model = this.models.get(heir);
      if (model?.fields.get(path)?.relation === name) heirs.push([model, path]);
    }
    return heirs;
  }

  #note(model: string, field: FieldDescriptor): void {
    const list = field.type === 'one2many' || field.type === 'many2many';
    const stored = field.store === true || field.company_dependent === true;
    const computed = this.behaviours[model]?.computed?.[field.name] !== undefined;
    const generic = field.name === 'id' || field.name === 'parent_path';
    if (stored && !list && !computed && !generic && field.related === undefined) this.#columns.add(field);
  }

  #collect(wanted: (field: FieldDescriptor) => boolean): Map<string, Reference[]> {
    const found = new Map<string, Reference[]>();
    for (const model of this.models.values()) {
      for (const field of model.fields.values()) {
        if (field.relation === undefined || !wanted(field)) continue;
        const list = found.get(field.relation) ?? [];
        list.push({ model, field });
        found.set(field.relation, list);
      }
    }
    return found;
  }

  #forget(): void {
    this.version++;
    this.#references = null;
    this.#relations = null;
  }
}

/**
 * The relation behind a many-to-many field and the side on which its own records stand; null where the list is
 * computed. Both fields of a pair share one relation, whichever of them names the columns first.
 */
export function relationOf(field: FieldDescriptor): { name: string; side: 'forward' | 'backward' } | null {
  if (field.type !== 'many2many' || field.table === undefined || field.related !== undefined) return null;
  const [table, own, other] = field.table;
  if (table === 'mail_notification') return null; // a model of its own: its rows are the links
  // One table may join three: `project_task_user_rel` has tasks with their users, and with a stage for each.
  return own <= other
    ? { name: `${table}(${own},${other})`, side: 'forward' }
    : { name: `${table}(${other},${own})`, side: 'backward' };
}
