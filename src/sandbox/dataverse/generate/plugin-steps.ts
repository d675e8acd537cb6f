import type { Row } from '../store.ts';
import type { Random } from './random.ts';

interface Step {
  readonly message: string;
  readonly table: string;
  readonly type: string;
  readonly stage: number;
  readonly mode: number;
  readonly columns?: string;
  readonly configuration?: string;
  readonly off?: true;
}

const steps: readonly Step[] = [
  {
    message: 'Update',
    table: 'contact',
    type: 'NhsNumberCheck',
    stage: 10,
    mode: 0,
    columns: 'new_nhsnumber',
  },
  { message: 'Create', table: 'contact', type: 'NhsNumberCheck', stage: 10, mode: 0 },
  {
    message: 'Update',
    table: 'contact',
    type: 'ConsentAudit',
    stage: 40,
    mode: 1,
    columns: 'new_consentgivenon,donotemail',
    configuration: '<settings keep="7y" />',
  },
  { message: 'Win', table: 'opportunity', type: 'InvoiceHandover', stage: 40, mode: 1 },
  { message: 'Delete', table: 'account', type: 'KeepAccounts', stage: 20, mode: 0, off: true },
  { message: 'QualifyLead', table: 'lead', type: 'LeadConversion', stage: 40, mode: 0 },
];

/** Plug-in steps that are registered, with their types, messages and filters. */
export function makePluginSteps(random: Random, common: () => Row): Readonly<Record<string, readonly Row[]>> {
  const types = new Map([...new Set(steps.map(({ type }) => type))].map((type) => [type, random.guid()]));
  const messages = new Map(
    [...new Set(steps.map(({ message }) => message))].map((message) => [message, random.guid()]),
  );
  const filters = new Map(
    [...new Set(steps.map(({ message, table }) => `${message} ${table}`))].map((pair) => [
      pair,
      random.guid(),
    ]),
  );
  const dated = (): Row => {
    const { createdon, modifiedon, versionnumber } = common();
    return {
      createdon: createdon ?? null,
      modifiedon: modifiedon ?? null,
      versionnumber: versionnumber ?? null,
    };
  };
  return {
    plugintype: [...types].map(([type, plugintypeid]) => ({
      ...dated(),
      plugintypeid,
      name: `Function365.Plugins.${type}`,
      typename: `Function365.Plugins.${type}`,
      assemblyname: 'Function365.Plugins',
      friendlyname: plugintypeid,
    })),
    sdkmessage: [...messages].map(([name, sdkmessageid]) => ({
      ...dated(),
      sdkmessageid,
      name,
      categoryname: name,
    })),
    sdkmessagefilter: [...filters].map(([pair, sdkmessagefilterid]) => {
      const [message = '', table = ''] = pair.split(' ');
      return {
        ...dated(),
        sdkmessagefilterid,
        primaryobjecttypecode: table,
        iscustomprocessingstepallowed: true,
        sdkmessageid: { entity: 'sdkmessage', id: messages.get(message) ?? '' },
      };
    }),
    sdkmessageprocessingstep: steps.map(
      ({ message, table, type, stage: at, mode, columns = null, configuration = null, off }): Row => ({
        ...common(),
        sdkmessageprocessingstepid: random.guid(),
        sdkmessageprocessingstepidunique: random.guid(),
        name: `Function365.Plugins.${type}: ${message} of ${table}`,
        sdkmessageid: { entity: 'sdkmessage', id: messages.get(message) ?? '' },
        sdkmessagefilterid: { entity: 'sdkmessagefilter', id: filters.get(`${message} ${table}`) ?? '' },
        eventhandler: { entity: 'plugintype', id: types.get(type) ?? '' },
        stage: at,
        mode,
        rank: 1,
        filteringattributes: columns,
        configuration,
        supporteddeployment: 0,
        asyncautodelete: mode === 1,
        statecode: off ? 1 : 0,
        statuscode: off ? 2 : 1,
      }),
    ),
  };
}
