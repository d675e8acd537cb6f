import type { Target } from '../connectors/contract.ts';
import type { ExpectedField, Plan } from '../plan/types.ts';
import { patiently, readOptions, type Session } from '../runtime/session.ts';
import type { FieldType, Schema } from '../schema/model.ts';

export interface DriftFinding {
  readonly entity: string;
  readonly field: string;
  /** `unprovisioned`: the plan's own `provision` would make it. */
  readonly kind: 'missing' | 'type' | 'readonly' | 'unprovisioned';
  /** One sentence for a person. */
  readonly message: string;
}

/** Holds the live target against what the plan expects of it. */
export async function findDrift(session: Session): Promise<readonly DriftFinding[]> {
  const live = await discoverExpected(session, session.plan, session.target);
  return session.plan.expects.flatMap((expected) => compare(expected, live));
}

async function discoverExpected(session: Session, plan: Plan, target: Target): Promise<Schema> {
  const entities = [...new Set(plan.expects.map((expected) => expected.entity))].sort();
  return patiently(session, false, () => target.discover(entities, readOptions(session)));
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
    case 'text': {
      const max = live.kind === 'text' ? live.max : undefined;
      return max !== undefined && (expected.max === undefined || max < expected.max)
        ? `takes ${max} characters now`
        : null;
    }
    case 'enum':
    case 'enums': {
      const options = live.kind === 'enum' || live.kind === 'enums' ? live.options : [];
      const lost = expected.options.filter(
        (option) => !options.some((other) => other.value === option.value),
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
    case 'html':
    case 'float':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'local':
    case 'reference_id':
    case 'children':
    case 'binary':
    case 'json':
    case 'records':
    case 'other':
      return null;
  }
}
