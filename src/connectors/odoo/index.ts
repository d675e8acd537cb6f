/**
 * Odoo 16 to 19 as a target of a migration. The folder knows Odoo's external interfaces (JSON-RPC, XML-RPC where that is
 * missing, JSON-2 with an API key), its field types and its habits, and the canonical values of the schema model. It knows
 * nothing of maps, plans or journals, never repeats a call that might have changed something, and never installs or
 * upgrades a module.
 *
 * From the outside in: `target.ts` is the contract; `session.ts` a connection with the context of a migration;
 * `connect.ts`, `login.ts`, `json2.ts`, `jsonrpc.ts` and `xmlrpc.ts` the way there; `errors.ts` what went wrong;
 * `discover.ts`, `fields.ts` and `knowledge.ts` the schema; `values.ts`, `normalise.ts` and `html.ts` single values;
 * `domain.ts` and `reading.ts` finding rows; `keyed-create.ts` making a row once; `unasked-rows.ts`,
 * `activity-followers.ts`, `user-mails.ts`, `personal-stages.ts`, `tracked-changes.ts`, `write-leads.ts`, `lead-messages.ts`,
 * `customer-contacts.ts`, `bank-notes.ts` and `beside.ts` what Odoo does of its own accord beside a write, and no context
 * prevents; `provision.ts` custom fields, `views/` by what people see them; `preflight/` the questions before a run.
 */
export type { OdooConfig, OdooSettings } from './config.ts';
export type { OdooDependencies } from './target.ts';
export { createOdooTarget } from './target.ts';
export type { OdooTransport } from './transport.ts';
