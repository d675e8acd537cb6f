import type { Entity } from '../../schema/model.ts';
import { ConnectorError } from '../contract.ts';

/** The entity set, "accounts". */
export function setOf(entity: Entity): string {
  const set = entity.access?.set;
  if (set === undefined) {
    throw new ConnectorError(
      'protocol',
      `The snapshot of ${entity.name} does not say where its records are (access.set). Run \`mapc discover source\` again.`,
    );
  }
  return set;
}
