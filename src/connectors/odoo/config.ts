/** What `mapc.yaml` says about an Odoo connection. `url` may have a path: `https://erp.example.com/odoo`. */
export interface OdooConfig {
  readonly url: string;
  readonly db: string;
  readonly login: string;
  /** Or an API key, which Odoo takes wherever a password goes. */
  readonly password: string;
  /** The name of the one company of a run; without it Odoo's own choice for the login holds. */
  readonly company?: string;
  /** Base language, "en_US" where absent: labels, names and translated fields are read and written in it. */
  readonly language?: string;
  /** Absent: JSON-RPC, or XML-RPC where the server answers 404 to `/jsonrpc`. */
  readonly protocol?: 'jsonrpc' | 'xmlrpc';
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
