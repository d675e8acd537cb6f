import type { Field } from '../../schema/model.ts';

/**
 * What Odoo does not say about itself over RPC, or says wrongly. Read from the source of Odoo 16 to 18 and tried on a
 * 17.0. Fields are written `model.field`.
 */

/** Read when nobody names entities: what migrations of customer data touch. Those that are not installed are left out. */
export const defaultEntities: readonly string[] = [
  'account.account',
  'account.journal',
  'account.move',
  'account.move.line',
  'account.payment.term',
  'account.tax',
  'calendar.attendee',
  'calendar.event',
  'calendar.event.type',
  'crm.lead',
  'crm.lost.reason',
  'crm.phonecall',
  'crm.stage',
  'crm.tag',
  'crm.team',
  'crm.team.member',
  'helpdesk.stage',
  'helpdesk.tag',
  'helpdesk.team',
  'helpdesk.ticket',
  'ir.attachment',
  'mail.activity',
  'mail.activity.type',
  'mail.followers',
  'mail.message',
  'mail.message.subtype',
  'product.category',
  'product.pricelist',
  'product.pricelist.item',
  'product.product',
  'product.template',
  'project.project',
  'project.tags',
  'project.task',
  'project.task.type',
  'rating.rating',
  'res.company',
  'res.country',
  'res.country.state',
  'res.currency',
  'res.lang',
  'res.partner',
  'res.partner.category',
  'res.partner.industry',
  'res.partner.title',
  'res.users',
  'sale.order',
  'sale.order.line',
  'uom.uom',
  'utm.campaign',
  'utm.medium',
  'utm.source',
];

/** Small configuration models: their rows belong into the snapshot, with these fields where the version has them. */
export const referenceRows: Readonly<Record<string, readonly string[]>> = {
  'account.journal': ['name', 'code', 'type', 'company_id'],
  'account.payment.term': ['name', 'active'],
  'account.tax': ['name', 'amount', 'type_tax_use', 'company_id', 'active'],
  'calendar.event.type': ['name'],
  'crm.lost.reason': ['name', 'active'],
  'crm.stage': ['name', 'sequence', 'is_won', 'fold', 'team_id', 'team_ids'],
  'crm.tag': ['name'],
  'crm.team': ['name', 'sequence', 'company_id', 'use_leads', 'use_opportunities', 'active'],
  'helpdesk.stage': ['name', 'sequence', 'fold', 'team_ids', 'active'],
  'helpdesk.tag': ['name'],
  'helpdesk.team': ['name', 'sequence', 'company_id', 'active'],
  'mail.activity.type': ['name', 'sequence', 'category', 'res_model', 'active'],
  'mail.message.subtype': ['name', 'sequence', 'res_model', 'internal', 'default'],
  'product.category': ['name', 'complete_name', 'parent_id'],
  'product.pricelist': ['name', 'sequence', 'currency_id', 'company_id', 'active'],
  'project.project': ['name', 'sequence', 'company_id', 'active'],
  'project.tags': ['name'],
  'project.task.type': ['name', 'sequence', 'fold', 'active'],
  'res.company': ['name', 'currency_id'],
  'res.country': ['name', 'code'],
  'res.country.state': ['name', 'code', 'country_id'],
  'res.currency': ['name', 'symbol', 'active'],
  'res.lang': ['name', 'code', 'iso_code', 'active'],
  'res.partner.category': ['name', 'parent_id', 'active'],
  'res.partner.industry': ['name', 'full_name', 'active'],
  'res.partner.title': ['name', 'shortcut'],
  'uom.uom': ['name', 'category_id', 'factor', 'uom_type', 'active'],
  'utm.campaign': ['name', 'title', 'active'],
  'utm.medium': ['name', 'active'],
  'utm.source': ['name'],
};

/** A model with more rows than this is data, not configuration. */
export const mostReferenceRows = 500;

/**
 * The model field beside a `many2one_reference`. 17.0 does not tell, 18.0 tells a read-only companion for activities and
 * events: there one writes `res_model_id`, a reference to `ir.model`, and `res_model` follows.
 */
export const modelFields: Readonly<Record<string, string>> = {
  'calendar.event.res_id': 'res_model_id',
  'ir.attachment.res_id': 'res_model',
  'ir.model.data.res_id': 'model',
  'mail.activity.res_id': 'res_model_id',
  'mail.followers.res_id': 'res_model',
  'mail.message.res_id': 'model',
  'rating.rating.parent_res_id': 'parent_res_model_id',
  'rating.rating.res_id': 'res_model_id',
};

/** Where the flag that `fields_get` gives lies about writing over RPC. */
export const writeCorrections: Readonly<Record<string, NonNullable<Field['write']> | 'always'>> = {
  'account.move.move_type': 'create',
  // A list of another model's records. Odoo balances an invoice as a whole, so its lines are made with it.
  'account.move.invoice_line_ids': 'create',
  // Posting is an action with consequences in the books, not a value.
  'account.move.state': 'never',
  'account.move.inalterable_hash': 'never',
  'calendar.attendee.partner_id': 'create',
  // A stored computation that keeps a date it is given; a later change of stage or salesperson overwrites it.
  'crm.lead.date_last_stage_update': 'always',
  'crm.lead.date_open': 'always',
  'ir.attachment.checksum': 'never',
  'ir.attachment.file_size': 'never',
  'ir.attachment.index_content': 'never',
  // The related copy of res_model_id.
  'calendar.event.res_model': 'never',
  'mail.activity.res_model': 'never',
};

/** What the ORM drops from every `create` and `write` in silence, for every user. */
export const systemFields: ReadonlySet<string> = new Set([
  'id',
  'display_name',
  'create_uid',
  'create_date',
  'write_uid',
  'write_date',
  '__last_update',
  'parent_path',
]);

/** Required by a database check, not by the field. */
export const requiredByCheck: ReadonlySet<string> = new Set([
  // "Contacts require a name", for the usual kind of address.
  'res.partner.name',
  'res.users.name',
  // "Activities have to be linked to records with a not null res_id."
  'mail.activity.res_id',
]);

/** Odoo takes a row without it, which then belongs to no record: nobody but its author and its recipients finds it. */
export const lostWithout: ReadonlySet<string> = new Set(['mail.message.res_id']);

/** Required, but made by Odoo itself when left out: the record that a model delegates to, or a number it works out. */
export const madeByOdoo: ReadonlySet<string> = new Set([
  'crm.team.alias_id',
  'crm.team.alias_model_id',
  'product.product.product_tmpl_id',
  'product.product.product_variant_ids',
  'project.project.alias_id',
  'project.project.alias_model_id',
  'res.company.partner_id',
  'res.users.partner_id',
  'sale.order.line.customer_lead',
]);

/** Required and computed, but from another field that may be empty: then nothing is computed and the record is refused. */
export const computedSometimes: ReadonlySet<string> = new Set(['crm.lead.name']);

/** Fields with a unique index of their own (api-facts A.13 and `_sql_constraints`). */
export const uniqueFields: ReadonlySet<string> = new Set([
  'crm.tag.name',
  'product.tag.name',
  'project.tags.name',
  'res.country.code',
  'res.country.name',
  'res.currency.name',
  'res.lang.code',
  'res.lang.name',
  'res.users.login',
  'utm.campaign.name',
  'utm.medium.name',
  'utm.source.name',
  'utm.tag.name',
]);

/** Unique sets of fields. */
export const uniqueKeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'account.journal': [['company_id', 'code']],
  'mail.followers': [['res_model', 'res_id', 'partner_id']],
  'res.country.state': [['country_id', 'code']],
};

/** Models whose `parent_id` Odoo lets form a cycle. */
export const parentsWithoutCheck: ReadonlySet<string> = new Set(['mail.message', 'ir.attachment']);

/**
 * Fields that Odoo keeps as one with those of the customer: writing one writes the customer's, null included, and a new
 * value of the customer comes back. They have a computation and an inverse of their own; Odoo tells of neither. Those of
 * projects and tasks are of 16.0.
 */
export const keptAsOne: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'crm.lead': { email_from: 'partner_id.email', phone: 'partner_id.phone' },
  'project.project': { partner_email: 'partner_id.email', partner_phone: 'partner_id.phone' },
  'project.task': { partner_email: 'partner_id.email', partner_phone: 'partner_id.phone' },
};

/**
 * Of these, a row whose customer has no value keeps its own when it is given that customer, and another spelling of the
 * customer's value stands beside it. Others hold the customer's, whatever it is.
 */
export const mayDifferFromCustomer: ReadonlySet<string> = new Set(['crm.lead']);

/**
 * What a lead takes from a customer that it is given later, whatever it held before: computations without an inverse.
 * Those that a write names keep what it gives them.
 */
export const takenFromCustomer: Readonly<Record<string, readonly string[]>> = {
  'crm.lead': [
    'contact_name',
    'partner_name',
    'function',
    'title',
    'mobile',
    'website',
    'lang_id',
    'street',
    'street2',
    'zip',
    'city',
    'state_id',
    'country_id',
  ],
};

/** Odoo puts `http://` before an address without a scheme. */
export const websiteFields: ReadonlySet<string> = new Set([
  'crm.lead.website',
  'res.company.website',
  'res.partner.website',
  'res.users.website',
]);

/** Odoo writes these in lower case. */
export const lowerCaseFields: ReadonlySet<string> = new Set(['ir.attachment.mimetype']);

/**
 * The value that Odoo takes for "look into the file yourself", unless it is in capitals, which it then puts into small
 * letters (`_compute_mimetype`).
 */
export const sniffed: Readonly<Record<string, string>> = {
  'ir.attachment.mimetype': 'application/octet-stream',
};

/** Where `false` becomes the text "False"; an empty text clears them. */
export const clearedByEmptyText: ReadonlySet<string> = new Set(['mail.message.body']);

/** Models whose `tz` field takes the zone of the call for its default: a call in UTC would put "UTC" on every row. */
export const takesZoneOfCall: ReadonlySet<string> = new Set(['res.partner', 'res.users']);

/** A module stands for the model that it brings, where the list of modules may not be read. */
export const probes: Readonly<Record<string, string>> = {
  account: 'account.move',
  calendar: 'calendar.event',
  contacts: 'res.partner',
  crm: 'crm.lead',
  crm_phonecall: 'crm.phonecall',
  helpdesk: 'helpdesk.ticket',
  mail: 'mail.message',
  product: 'product.template',
  project: 'project.task',
  rating: 'rating.rating',
  sale: 'sale.order',
  utm: 'utm.source',
};

/** The series that the connector was written for and tried on. */
export const supportedVersions = { from: 16, to: 19 } as const;

/** Fields whose default is the caller, and which say no more than what that person sees first on a screen. */
export const screenPreferences: ReadonlySet<string> = new Set(['favorite_user_ids']);

/** The module of the external ids that rows are made with: none that could ever be installed. */
export const KEYS = '__mapc__';

/**
 * Models of which `load` was seen to store what `create` stores. Not tasks and orders, whose import fills in more than
 * their `create`.
 */
const keyedModels: ReadonlySet<string> = new Set([
  'calendar.event',
  'calendar.event.type',
  'crm.lead',
  'crm.lost.reason',
  'crm.stage',
  'crm.tag',
  'crm.team',
  'crm.team.member',
  'ir.attachment',
  'mail.activity',
  'mail.followers',
  'mail.message',
  'product.category',
  'product.pricelist',
  'product.pricelist.item',
  'product.product',
  'product.tag',
  'product.template',
  'project.project',
  'project.tags',
  'project.task.type',
  'rating.rating',
  'res.currency.rate',
  'res.partner',
  'res.partner.category',
  'res.users',
  'utm.campaign',
  'utm.medium',
  'utm.source',
]);

/** Whether rows of the model may be made by `load`. Of a custom model it does nothing beside `create`. */
export function isKeyed(model: string): boolean {
  return keyedModels.has(model) || model.startsWith('x_');
}

/**
 * Keyed models that delegate to another one, whose row gets an external id too. It goes with that row, which for a user
 * is the partner that outlives him.
 */
export const delegatingModels: ReadonlySet<string> = new Set([
  'crm.team',
  'product.product',
  'project.project',
  'res.users',
]);

/** Lists that `create` does not take empty in the form in which `load` gives an empty cell, which is `false`. */
export const emptiedByDefault: ReadonlySet<string> = new Set(['calendar.event.partner_ids']);
