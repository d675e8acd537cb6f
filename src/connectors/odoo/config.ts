import type { OdooProtocol } from './protocols/transport.ts';

/** What `mapc.yaml` says about an Odoo connection: a login with its password, or an API key, or all three. */
export interface OdooSettings {
  /** It may have a path: `https://erp.example.com/odoo`. */
  readonly url: string;
  readonly db: string;
  readonly login?: string;
  /** Or an API key, which Odoo takes wherever a password goes. */
  readonly password?: string;
  /** For JSON-2, from Odoo 19.0 on; beside a login also in the place of its password. */
  readonly api_key?: string;
  /** The name of the one company of a run; without it Odoo's own choice for the login holds. */
  readonly company?: string;
  /** Base language, "en_US" where absent: labels, names and translated fields are read and written in it. */
  readonly language?: string;
  /** Absent: what the server answers to, see `connect`. */
  readonly protocol?: OdooProtocol;
}

/** The settings with what the transports need. */
export interface OdooConfig extends OdooSettings {
  /** Who logs in, also for messages. */
  readonly login: string;
  readonly password: string;
}

/** A key without a login can only go by JSON-2, which asks for none. */
export function completed(settings: OdooSettings): OdooConfig {
  const { login, password, api_key } = settings;
  if (login !== undefined) return { ...settings, login, password: password ?? api_key ?? '' };
  return { protocol: 'json2', ...settings, login: 'the owner of the API key', password: password ?? '' };
}

/** How long to wait, in milliseconds: for a connection, and for the whole answer to a call. */
export interface Timeouts {
  readonly connect: number;
  readonly answer: number;
  /** The longest answer that is read, in bytes; a connector's own limit where absent. */
  readonly largest?: number;
}

/** Odoo kills a request after 120 s (`limit_time_real`); the rest is for the way there and back. */
export const defaultTimeouts: Timeouts = { connect: 15_000, answer: 150_000 };
