import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { OdooConfig, Timeouts } from '../config.ts';
import { createJson2Transport } from './json2.ts';
import { createJsonRpcTransport } from './jsonrpc.ts';
import type { OdooProtocol, OdooTransport } from './transport.ts';
import { NotOffered } from './transport.ts';
import { createXmlRpcTransport } from './xmlrpc.ts';

/** A transport that has answered, with the version that it gave. */
export interface Connection {
  readonly transport: OdooTransport;
  readonly version: string;
}

const paths: Readonly<Record<OdooProtocol, string>> = {
  json2: '/json/2',
  jsonrpc: '/jsonrpc',
  xmlrpc: '/xmlrpc/2',
};

/**
 * Finds the protocol that the server speaks: the configured one; with an API key JSON-2 (Odoo 19.0 and later); else
 * JSON-RPC, else XML-RPC where `/jsonrpc` is a 404, else JSON-2 in case the password is an API key: whether Odoo 19 can
 * switch the older ones off is not certain (api-facts A.1, marked "?").
 * @throws ConnectorError
 */
export async function connect(
  config: OdooConfig,
  timeouts: Timeouts,
  options?: CallOptions,
): Promise<Connection> {
  const candidates: Readonly<Record<OdooProtocol, () => OdooTransport>> = {
    json2: () => createJson2Transport(config, timeouts),
    jsonrpc: () => createJsonRpcTransport(config, timeouts),
    xmlrpc: () => createXmlRpcTransport(config, timeouts),
  };
  const older = ['jsonrpc', 'xmlrpc'] as const;
  const names: readonly OdooProtocol[] =
    config.protocol !== undefined
      ? [config.protocol]
      : config.api_key === undefined
        ? [...older, 'json2']
        : ['json2', ...older];
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
    `${config.url} offers none of Odoo's interfaces that were tried (${names.map((name) => paths[name]).join(', ')}); is this the address of Odoo itself?${config.protocol === 'json2' ? ' JSON-2 is there from Odoo 19.0 on; before that, give a login and its password' : ''}`,
  );
}
