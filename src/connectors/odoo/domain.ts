import type { Entity, FieldType, JsonValue } from '../../schema/model.ts';
import type { CallOptions, Condition, TargetId } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import { idsByExternalId } from './external-ids.ts';
import type { OdooSession } from './session.ts';
import { isModelReference, toWire } from './values/values.ts';

/**
 * Conditions as an Odoo domain, in its Polish form. A path whose last step is `xmlid` asks for the external id. Null
 * along a path counts as null at its end: `team_id.name` is null where there is no team, which Odoo would leave out.
 * @throws ConnectorError
 */
export async function domainOf(
  session: OdooSession,
  entity: Entity,
  where: readonly Condition[],
  after: TargetId | undefined,
  options?: CallOptions,
): Promise<readonly JsonValue[]> {
  const domain: JsonValue[] = [];
  for (const condition of where) domain.push(...(await termsOf(session, entity, condition, options)));
  if (after !== undefined) domain.push(['id', '>', after]);
  return domain;
}

async function termsOf(
  session: OdooSession,
  entity: Entity,
  condition: Condition,
  options?: CallOptions,
): Promise<readonly JsonValue[]> {
  const steps = condition.path.split('.');
  const values: readonly JsonValue[] =
    condition.operator === '='
      ? [condition.value]
      : Array.isArray(condition.value)
        ? condition.value
        : [condition.value];
  const owner = await ownerOf(session, entity, steps, options);
  const last = steps.at(-1) ?? '';
  if (last === 'xmlid') {
    const names = values.filter((value) => typeof value === 'string');
    const ids = await idsByExternalId(session, owner.name, names, options);
    return [[[...steps.slice(0, -1), 'id'].join('.'), 'in', ids]];
  }
  const type: FieldType =
    last === 'id' ? { kind: 'integer' } : await session.typeOf(owner.entity, last, options);
  const path = `${owner.name}.${last}`;
  const models = isModelReference(type)
    ? await session.modelIds(
        values.filter((value) => typeof value === 'string'),
        options,
      )
    : new Map<string, number>();
  const single: FieldType =
    type.kind === 'references' || type.kind === 'children' ? { kind: 'reference', targets: [] } : type;
  const some = values
    .filter((value) => value !== null)
    .flatMap((value): JsonValue[] =>
      // A model that Odoo does not have is referred to by no row.
      isModelReference(type) && typeof value === 'string' && !models.has(value)
        ? []
        : [toWire(path, single, value, models)],
    );
  const terms: JsonValue[] = [];
  if (some.length === 1 && values.length === 1) terms.push([condition.path, '=', some[0] ?? false]);
  else if (some.length > 0) terms.push([condition.path, 'in', some]);
  if (values.includes(null))
    for (let length = 1; length <= steps.length; length++)
      terms.push([steps.slice(0, length).join('.'), '=', false]);
  if (terms.length === 0) return [['id', '=', 0]];
  return [...Array.from({ length: terms.length - 1 }, () => '|'), ...terms];
}

/** The model whose field the last step names. */
async function ownerOf(
  session: OdooSession,
  entity: Entity,
  steps: readonly string[],
  options?: CallOptions,
): Promise<{ readonly name: string; readonly entity: Entity | string }> {
  let at: Entity | string = entity;
  for (const step of steps.slice(0, -1)) {
    const type: FieldType = await session.typeOf(at, step, options);
    at = relationOf(type, `${typeof at === 'string' ? at : at.name}.${step}`);
  }
  return { name: typeof at === 'string' ? at : at.name, entity: at };
}

/** The model behind a reference or list. @throws ConnectorError where the type leads nowhere */
export function relationOf(type: FieldType, path: string): string {
  const found =
    type.kind === 'reference' && type.targets.length === 1
      ? type.targets[0]
      : type.kind === 'references'
        ? type.target
        : type.kind === 'children'
          ? type.entity
          : undefined;
  if (found === undefined)
    throw new ConnectorError('record', `A path cannot walk on from ${path}: it is no reference`);
  return found;
}
