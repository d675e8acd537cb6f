import type { Target } from '../connectors/contract.ts';
import { isConfiguration } from '../plan/phase.ts';
import type { At, ExpectedField, Plan } from '../plan/types.ts';
import { patiently, readOptions, type Session } from '../runtime/session.ts';
import type { Field, FieldType, Schema } from '../schema/model.ts';
import { countMaps } from './counts.ts';

export interface DriftFinding {
  readonly entity: string;
  /** Null where it is records of configuration that are not there yet. */
  readonly field: string | null;
  /** `required`: since the maps were checked, and one does not fill it. `unprovisioned`: the plan's own `provision` would make it. */
  readonly kind: 'missing' | 'type' | 'readonly' | 'required' | 'unprovisioned';
  /** One sentence for a person. */
  readonly message: string;
}

/** Holds the live target against what the plan expects of it. */
export async function findDrift(session: Session): Promise<readonly DriftFinding[]> {
  const live = await discoverExpected(session, session.plan, session.target);
  return [
    ...session.plan.expects.flatMap((expected) => compare(expected, live)),
    ...newlyRequired(session, live),
    ...unconfigured(session),
  ];
}

/** Staged records of configuration that no `provision` has met yet. */
function unconfigured(session: Session): readonly DriftFinding[] {
  return countMaps(session, isConfiguration).flatMap(({ map, units, states }): readonly DriftFinding[] => {
    const met = Object.values(states).reduce((sum, count) => sum + count, 0) - states.gone;
    if (met >= units) return [];
    const entity = session.plan.maps[map]?.source ?? map;
    const message = `${map}: ${units - met} of ${units} records are not provisioned yet; "mapc provision --apply" brings them.`;
    return [{ entity, field: null, kind: 'unprovisioned', message }];
  });
}

/** Fields that records cannot be without now, could be when the maps were checked, and that a map leaves out. */
function newlyRequired({ plan, schema }: Session, live: Schema): readonly DriftFinding[] {
  return Object.values(plan.maps).flatMap((map) =>
    map.arms.flatMap((arm): readonly DriftFinding[] => {
      if (arm.kind === 'skip' || arm.assignments.length === 0) return [];
      const entity = arm.target;
      const filled = new Set(
        [...arm.key, ...arm.assignments].flatMap(({ when, fields }) => (when === 'later' ? [] : fields)),
      );
      const known = schema.entities[entity];
      return Object.values(live.entities[entity]?.fields ?? {})
        .filter((field) => isDemanded(field) && field.name !== known?.id && !filled.has(field.name))
        .filter(({ name }) => known?.fields[name] === undefined || !isDemanded(known.fields[name]))
        .map(({ name: field }) => ({
          entity,
          field,
          kind: 'required',
          message: `${entity}.${field} is required now, and ${map.id} does not fill it (${placeOf(plan, arm.at)}).`,
        }));
    }),
  );
}

function isDemanded(field: Field): boolean {
  return (
    field.required === true &&
    field.default === undefined &&
    field.write !== 'never' &&
    field.write !== 'update' &&
    field.computed !== true
  );
}

function placeOf(plan: Plan, at: At): string {
  const span = plan.spans[at];
  return span === undefined ? 'its place is not known' : `${span.file}:${span.line}`;
}

async function discoverExpected(session: Session, plan: Plan, target: Target): Promise<Schema> {
  const entities = [...new Set(plan.expects.map((expected) => expected.entity))].sort();
  return session.correct(
    await patiently(session, false, () => target.discover(entities, readOptions(session))),
  );
}

function compare(expected: ExpectedField, live: Schema): readonly DriftFinding[] {
  const { entity, field } = expected;
  const name = `${entity}.${field}`;
  const found = live.entities[entity]?.fields[field];
  if (found === undefined) {
    return expected.provisioned
      ? [
          {
            entity,
            field,
            kind: 'unprovisioned',
            message: `${name} is not there yet; "mapc provision --apply" makes it.`,
          },
        ]
      : [{ entity, field, kind: 'missing', message: `${name} is not in the target any more.` }];
  }
  const findings: DriftFinding[] = [];
  const change = typeChange(expected.type, found.type);
  if (change !== null) findings.push({ entity, field, kind: 'type', message: `${name} ${change}.` });
  if (expected.written && found.write === 'never') {
    findings.push({ entity, field, kind: 'readonly', message: `${name} cannot be written any more.` });
  }
  return findings;
}

/** What became narrower, as the rest of a sentence; null where every value that fitted still fits. */
function typeChange(expected: FieldType, live: FieldType): string | null {
  if (expected.kind !== live.kind) return `was ${expected.kind} and is ${live.kind} now`;
  switch (expected.kind) {
    case 'text':
    case 'html': {
      const max = live.kind === 'text' || live.kind === 'html' ? live.max : undefined;
      return max !== undefined && (expected.max === undefined || max < expected.max)
        ? `takes ${max} characters now`
        : null;
    }
    case 'enum':
    case 'enums': {
      const options = live.kind === 'enum' || live.kind === 'enums' ? live.options : [];
      const lost = expected.options.filter(
        (option) =>
          !options.some(
            (other) => other.value === option.value && (other.inactive !== true || option.inactive === true),
          ),
      );
      return lost.length > 0
        ? `has no option ${lost.map((option) => JSON.stringify(option.value)).join(', ')} now`
        : null;
    }
    case 'reference': {
      const targets = live.kind === 'reference' ? live.targets : [];
      const lost = expected.targets.filter((target) => !targets.includes(target));
      return lost.length > 0 ? `does not lead to ${lost.join(', ')} now` : null;
    }
    case 'references':
      return live.kind === 'references' && live.target !== expected.target
        ? `leads to ${live.target} now`
        : null;
    case 'decimal':
    case 'money': {
      const scale = live.kind === 'decimal' || live.kind === 'money' ? live.scale : undefined;
      return scale !== undefined && (expected.scale === undefined || scale < expected.scale)
        ? `keeps ${scale} digits after the point now`
        : null;
    }
    case 'integer': {
      const { min, max } = live.kind === 'integer' ? live : { min: undefined, max: undefined };
      const narrower =
        (max !== undefined && (expected.max === undefined || max < expected.max)) ||
        (min !== undefined && (expected.min === undefined || min > expected.min));
      return narrower ? 'takes a smaller range now' : null;
    }
    case 'float':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'local':
    case 'reference_id':
    case 'children':
    case 'binary':
    case 'json':
    case 'record':
    case 'records':
    case 'other':
      return null;
  }
}
