import { ConnectorError, type EmittedModule, type ProvisionedThings } from '../connectors/contract.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { extendedSchema, type MigrationContext, needTarget } from './context.ts';

/**
 * What the plan provisions, as a module that the target's system installs. Nothing is made in the target, and nothing
 * is written: the caller keeps the files.
 * @throws MigrationError `usage` where the system has no such modules, or there is nothing to put into one; `unready`
 * for what cannot be made there
 * @throws ConnectorError
 */
export async function emitModule(
  context: MigrationContext,
  name: string,
  title: string,
): Promise<EmittedModule> {
  const target = needTarget(context);
  const { plan, signal } = context;
  if (target.emitModule === undefined)
    throw new MigrationError('usage', `There are no modules to write for ${target.system}.`);
  if (plan.provision.length === 0)
    throw new MigrationError('usage', 'The plan provisions nothing, so there is no module to write.');
  const { entities } = extendedSchema(plan, context.targetSchema);
  const models: ProvisionedThings['models'][number][] = [];
  const fields: ProvisionedThings['fields'][number][] = [];
  const rows: ProvisionedThings['rows'][number][] = [];
  for (const step of plan.provision) {
    const entity = entities[step.entity];
    if (entity === undefined) throw new MigrationError('usage', `The target has no ${step.entity}.`);
    const doc = step.doc === undefined ? {} : { doc: step.doc };
    switch (step.kind) {
      case 'model':
        models.push({ name: step.entity, label: step.label, fields: step.fields, ...doc });
        break;
      case 'field': {
        const { field: own, label, type, unique } = step;
        fields.push({ entity, field: { name: own, label, type, unique, ...doc } });
        break;
      }
      case 'row':
        rows.push({ entity, key: step.key, values: step.values });
        break;
    }
  }
  const options = signal === null ? {} : { signal };
  try {
    return await target.emitModule(name, title, { models, fields, rows }, options);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
    throw new MigrationError('unready', error.message, error);
  }
}
