/**
 * Odoo 16 to 19 as a target of a migration. The folder knows Odoo's external interfaces (JSON-RPC, XML-RPC where that is
 * missing, JSON-2 with an API key), its field types and its habits, and the canonical values of the schema model. It knows
 * nothing of maps, plans or journals, never repeats a call that might have changed something, and never installs or
 * upgrades a module.
 *
 * `target.ts` is the contract, and joins all the rest; `session.ts` a connection with the context of a migration;
 * `knowledge.ts` what Odoo does not say of itself; `domain.ts` and `reading.ts` find rows, `alike.ts` writes them in few calls.
 *
 * - `protocols/` the way there: three protocols, the login, files in pieces, and what went wrong
 * - `discovery/` the schema: models, fields, modules
 * - `values/` single values: to Odoo, from Odoo, and the form in which it gives them back
 * - `keyed/` making a row once, however often it is asked for
 * - `habits/` what Odoo does of its own accord beside a write, and no context prevents
 * - `provision/` custom fields and models, `views/` by what people see them, `addon/` the same as a module
 * - `preflight/` the questions before a run
 */
export type { OdooConfig, OdooSettings } from './config.ts';
export type { OdooTransport } from './protocols/transport.ts';
export type { OdooDependencies } from './target.ts';
export { createOdooTarget } from './target.ts';
