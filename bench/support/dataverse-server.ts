/** The Dataverse sandbox in a process of its own, with the options that the first argument holds as JSON; says where it is. */
import { type DataverseSandboxOptions, startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';

// Whoever starts it wrote the options.
const options = JSON.parse(process.argv[2] ?? '{}') as DataverseSandboxOptions;
const { url, tenant, client, secret, close } = await startDataverseSandbox(options);
process.stdout.write(`${JSON.stringify({ url, tenant, client, secret })}\n`);
process.once('SIGTERM', () => void close());
