import { isMigration } from '../plan/phase.ts';
import type { Assignment, MapPlan, Plan, WriteArm } from '../plan/types.ts';
import type { EvaluationContext } from '../runtime/evaluate-context.ts';
import { Notes, type Scope } from '../runtime/evaluate-scope.ts';
import { createTransformer } from '../runtime/transform.ts';
import { type CompiledArm, compileArm, scopeIn } from '../runtime/transform-arm.ts';
import type { RecordStore, Unit } from '../runtime/types.ts';
import type { JsonValue, Schema } from '../schema/model.ts';
import { Failure } from '../stdlib/failure.ts';
import { KnownRows, targetOf } from './stage-rows.ts';

/** Whether rows of an entity are stages: they have an order, and are folded or won. */
export function isStageEntity(schema: Schema, entity: string | null): entity is string {
  const fields = entity === null ? undefined : schema.entities[entity]?.fields;
  return fields?.sequence !== undefined && (fields.fold !== undefined || fields.is_won !== undefined);
}

/** The entity of the teams that stages belong to; null where they belong to none. */
export function teamEntity(schema: Schema, stages: string): string | null {
  return targetOf(schema.entities[stages]?.fields.team_id?.type);
}

/** A record with the arm that takes it, ready for its lines to be worked out one by one. */
export interface TakenUnit {
  readonly unit: Unit;
  /** Which of the arms of the map. */
  readonly index: number;
  readonly arm: CompiledArm;
  readonly scope: Scope;
}

/** The staged records and what the maps make of them, without a target: each line by itself, whatever becomes of the others. */
export class StageWorld {
  readonly rows: KnownRows;
  readonly #plan: Plan;
  readonly #target: Schema;
  readonly #context: EvaluationContext;

  /** @param target with what the plan provisions */
  constructor(plan: Plan, store: RecordStore, target: Schema) {
    const rows = new KnownRows(plan, target);
    this.rows = rows;
    this.#plan = plan;
    this.#target = target;
    this.#context = {
      plan,
      store,
      ids: {
        get(id, record) {
          const map = plan.maps[id];
          const arm = map?.arms.find((one) => one.kind === 'write');
          if (map === undefined || arm?.kind !== 'write' || store.get(map.source, record) === null)
            return null;
          return { state: 'created', target: { entity: arm.target, id: `${id}#${record}` }, reason: null };
        },
      },
      answers: { get: (need) => rows.answer(need) },
      translate: { to: 'target' },
    };
    this.#makeRows();
  }

  /** Every line of a map that says how far a row of the target is. */
  stageLines(): readonly { map: MapPlan; arm: WriteArm; index: number; line: Assignment }[] {
    return Object.values(this.#plan.maps).flatMap((map) =>
      map.kind === 'owners' || !isMigration(map)
        ? []
        : map.arms.flatMap((arm, index) =>
            arm.kind === 'skip'
              ? []
              : arm.assignments.flatMap((line) =>
                  isStageEntity(this.#target, targetOf(line.type)) ? [{ map, arm, index, line }] : [],
                ),
          ),
    );
  }

  /** The stages that maps make, and the teams before them, which they belong to. */
  #makeRows(): void {
    const stages = Object.keys(this.#target.entities).filter((name) => isStageEntity(this.#target, name));
    const teams = stages.flatMap((name) => teamEntity(this.#target, name) ?? []);
    for (const entity of [...new Set([...teams, ...stages])]) {
      for (const map of Object.values(this.#plan.maps)) {
        if (map.kind === 'owners' || !map.arms.some((arm) => arm.kind === 'write' && arm.target === entity))
          continue;
        for (const { unit, arm, scope } of this.units(map)) {
          const values: Record<string, JsonValue> = {};
          for (const { plan, value } of [...arm.key, ...arm.always, ...arm.initial, ...arm.later]) {
            const [field] = plan.fields;
            const result = value(scope);
            if (field !== undefined && !(result instanceof Failure)) values[field] = result;
          }
          this.rows.add(arm.target, `${map.id}#${unit.id}`, values);
        }
      }
    }
  }

  /** The records of a map, each with the arm that takes it. */
  *units(map: MapPlan): Generator<TakenUnit> {
    const arms = map.arms.map((arm) =>
      arm.kind === 'skip' ? null : compileArm(arm, map, this.#context, () => false),
    );
    for (const unit of createTransformer(this.#plan, this.#context).units(map.id)) {
      if (map.each !== null && unit.element === undefined) continue;
      const { element } = unit;
      const name = map.each?.name;
      const base: Scope = {
        record: { entity: map.source, record: unit.record },
        row: null,
        locals:
          name === undefined || element === undefined ? null : { name, value: () => element, outer: null },
        notes: new Notes(),
      };
      for (const [index, arm] of arms.entries()) {
        if (arm === null) break;
        const scope = scopeIn(arm.lets, base);
        const held = arm.guard === null ? true : arm.guard(scope);
        // What only the target can tell counts as taken: it is told rather than left out.
        if (held !== true && !(held instanceof Failure)) continue;
        yield { unit, index, arm, scope };
        break;
      }
    }
  }
}
