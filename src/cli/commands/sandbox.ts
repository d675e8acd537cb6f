import { type CommonOptions, formatOf, type Register, tell, wholeNumber } from '../command.ts';
import { UsageError } from '../failure.ts';

interface Options extends CommonOptions {
  readonly port: string;
  readonly seed?: string;
  readonly as?: string;
  readonly tables?: string;
  readonly tracked?: string;
  readonly records?: string;
}

interface Running {
  /** Variables for the shell. */
  readonly variables: Readonly<Record<string, string>>;
  /** The line of `mapc.yaml`. */
  readonly connection: string;
  close(): Promise<void>;
}

export const sandbox: Register = (program, io) => {
  program
    .command('sandbox')
    .description('a local server for rehearsal, until Ctrl-C; nothing in it is kept')
    .argument('<name>', 'dataverse or odoo')
    .option('--port <number>', 'the port on 127.0.0.1; 0 takes any that is free', '0')
    .option('--seed <seed>', 'dataverse: a number, which records are invented; odoo: minimal or demo')
    .option('--as <version>', 'odoo: 16.0 to 19.0, what it says that it is; 19.0 speaks JSON-2 too')
    .option('--tables <number>', 'dataverse: invented custom tables beside the standard ones')
    .option('--tracked <tables>', 'dataverse: tables whose changes are tracked, with commas between')
    .option('--records <which>', 'dataverse: sales, or all for cases, tasks and products too')
    .option('--json', 'where it is, as JSON')
    .option('--format <format>', 'human or json', 'human')
    .action(async (name: string, options: Options) => {
      const format = formatOf(options);
      const port = wholeNumber(options.port, '--port', 0);
      const running = await start(name, port, options).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
          throw new UsageError(`The port ${port} is taken. Give another --port, or none.`);
        if (error instanceof RangeError) throw new UsageError(error.message);
        throw error;
      });
      try {
        // Listening comes first: whoever reads that it runs may end it at once.
        const ended = new Promise<void>((resolve) => {
          const listen = io.onInterrupt(() => {
            listen();
            resolve();
          });
        });
        const { variables, connection } = running;
        tell(io, format, { name, ...variables }, () => {
          const lines = Object.entries(variables).map(([key, value]) => `export ${key}=${quoted(value)}`);
          return `${lines.join('\n')}\n\n# in mapc.yaml, under an environment:\n${connection}\n`;
        });
        io.err(`The ${name} sandbox is running. Ctrl-C ends it.\n`);
        await ended;
      } finally {
        await running.close();
      }
    });
};

async function start(name: string, port: number, options: Options): Promise<Running> {
  const { seed, tables, tracked, records, as: version } = options;
  switch (name) {
    case 'dataverse': {
      if (version !== undefined) throw new UsageError('--as is for the odoo sandbox alone.');
      if (records !== undefined && records !== 'sales' && records !== 'all')
        throw new UsageError(`--records of the dataverse sandbox is sales or all, not "${records}".`);
      const { startDataverseSandbox } = await import('../../sandbox/dataverse/index.ts');
      const server = await startDataverseSandbox({
        port,
        ...(seed === undefined ? {} : { seed: wholeNumber(seed, '--seed', 0) }),
        ...(records === undefined ? {} : { records }),
        ...(tables === undefined ? {} : { tables: wholeNumber(tables, '--tables', 0) }),
        ...(tracked === undefined ? {} : { tracked: tracked.split(',').map((name) => name.trim()) }),
      });
      return {
        variables: {
          DATAVERSE_URL: server.url,
          DATAVERSE_TENANT: server.tenant,
          DATAVERSE_CLIENT: server.client,
          DATAVERSE_SECRET: server.secret,
        },
        connection: `    source: { connector: dataverse, url: "\${DATAVERSE_URL}", tenant: "\${DATAVERSE_TENANT}", client: "\${DATAVERSE_CLIENT}", secret: "\${DATAVERSE_SECRET}" }`,
        close: () => server.close(),
      };
    }
    case 'odoo': {
      if (tables !== undefined) throw new UsageError('--tables is for the dataverse sandbox alone.');
      if (tracked !== undefined) throw new UsageError('--tracked is for the dataverse sandbox alone.');
      if (records !== undefined) throw new UsageError('--records is for the dataverse sandbox alone.');
      if (seed !== undefined && seed !== 'minimal' && seed !== 'demo')
        throw new UsageError(`--seed of the odoo sandbox is minimal or demo, not "${seed}".`);
      const { odooVersions, startOdooSandbox } = await import('../../sandbox/odoo/index.ts');
      const as = odooVersions.find((one) => one === (version ?? '17.0'));
      if (as === undefined)
        throw new UsageError(
          `--as of the odoo sandbox is one of ${odooVersions.join(', ')}, not "${version}".`,
        );
      const server = await startOdooSandbox({ port, version: as, ...(seed === undefined ? {} : { seed }) });
      return {
        variables: {
          ODOO_URL: server.url,
          ODOO_DB: server.db,
          ODOO_LOGIN: server.login,
          ODOO_PASSWORD: server.password,
          ...(as === '19.0' ? { ODOO_API_KEY: server.apiKey } : {}),
        },
        connection: `    target: { connector: odoo, url: "\${ODOO_URL}", db: "\${ODOO_DB}", login: "\${ODOO_LOGIN}", password: "\${ODOO_PASSWORD}" }`,
        close: () => server.close(),
      };
    }
    default:
      throw new UsageError(`There is no sandbox "${name}"; there is dataverse and odoo.`);
  }
}

/** A word for a POSIX shell. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
