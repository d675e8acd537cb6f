import type { CallOptions } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import type { OdooConfig, Timeouts } from './config.ts';
import { createJsonRpcTransport } from './jsonrpc.ts';
import type { OdooTransport } from './transport.ts';
import { NotOffered } from './transport.ts';
import { createXmlRpcTransport } from './xmlrpc.ts';

/** A transport that has answered, with the version that it gave. */
export interface Connection {
  readonly transport: OdooTransport;
  readonly version: string;
}

/**
 * Finds the protocol that the server speaks: the configured one, else JSON-RPC, else XML-RPC where `/jsonrpc` is a 404.
 * @throws ConnectorError
 */
export async function connect(
  config: OdooConfig,
  timeouts: Timeouts,
  options?: CallOptions,
): Promise<Connection> {
  const candidates = {
    jsonrpc: () => createJsonRpcTransport(config, timeouts),
    xmlrpc: () => createXmlRpcTransport(config, timeouts),
  };
  const names = config.protocol === undefined ? (['jsonrpc', 'xmlrpc'] as const) : [config.protocol];
  if (!URL.canParse(config.url) || !/^https?:$/.test(new URL(config.url).protocol))
    throw new ConnectorError('unreachable', `The address of Odoo is not one: ${config.url}`);
  for (const name of names) {
    const transport = candidates[name]();
    try {
      return { transport, version: await transport.version(options) };
    } catch (error) {
      await transport.close();
      if (!(error instanceof NotOffered)) throw error;
    }
  }
  throw new ConnectorError(
    'protocol',
    `${config.url} offers neither of Odoo's interfaces (${names.map((name) => (name === 'jsonrpc' ? '/jsonrpc' : '/xmlrpc/2')).join(', ')}); is this the address of Odoo itself?`,
  );
}
