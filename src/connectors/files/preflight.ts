import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Entity } from '../../schema/model.ts';
import { ConnectorError, type PreflightFinding } from '../contract.ts';
import type { FilesConfig } from './config.ts';
import { specsOf } from './spec.ts';

/** Whether the folder and the files of these entities can be read; nothing is opened for writing, ever. */
export async function preflightFiles(
  config: FilesConfig,
  entities: readonly Entity[],
): Promise<readonly PreflightFinding[]> {
  let specs: Awaited<ReturnType<typeof specsOf>>;
  try {
    specs = await specsOf(config);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return [{ severity: 'warning', message: error.message.replace(/\.$/, '') }];
  }
  const findings: PreflightFinding[] = [];
  for (const { name } of entities) {
    const spec = specs.get(name);
    if (spec !== undefined && (await isReadable(spec.path))) continue;
    findings.push({
      severity: 'warning',
      message: `The file of ${name}${spec === undefined ? ' is not there' : ` cannot be read: ${spec.path}`}. What is extracted of it already can be moved; another extract needs it`,
    });
  }
  return findings;
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    // Whatever keeps it from being read: the sentence names the path.
    return false;
  }
}
