import type { Assignment, Expr, MapPlan, Plan, WriteArm } from '../plan/types.ts';
import type { Scope } from '../runtime/evaluate-scope.ts';
import type { CompiledAssignment } from '../runtime/transform-arm.ts';
import type { RecordStore } from '../runtime/types.ts';
import type { JsonValue, Schema } from '../schema/model.ts';
import { Failure } from '../stdlib/failure.ts';
import { fieldsIn } from './plan-lines.ts';
import { calledOf, type SourceStage } from './source-stages.ts';
import type { StageCase, StageLine } from './stage-matrix.ts';
import { targetOf } from './stage-rows.ts';
import { StageWorld, teamEntity } from './stage-world.ts';

interface StageInput {
  readonly plan: Plan;
  readonly store: RecordStore;
  readonly source: Schema;
  /** With what the plan provisions. */
  readonly target: Schema;
  /** What the source keeps of stages. */
  readonly stages: readonly SourceStage[];
}

/** Each line of the maps that says how far a row is, with what becomes of the records. */
export function stageLines(input: StageInput): readonly StageLine[] {
  const { plan, store, target } = input;
  const reader = new LineReader(input, new StageWorld(plan, store, target));
  return reader.lines();
}

class LineReader {
  readonly #plan: Plan;
  readonly #store: RecordStore;
  readonly #source: Schema;
  readonly #target: Schema;
  readonly #stages: readonly SourceStage[];
  readonly #world: StageWorld;

  constructor({ plan, store, source, target, stages }: StageInput, world: StageWorld) {
    this.#plan = plan;
    this.#store = store;
    this.#source = source;
    this.#target = target;
    this.#stages = stages;
    this.#world = world;
  }

  lines(): readonly StageLine[] {
    return this.#world.stageLines().map(({ map, arm, index, line }) => this.#line(map, arm, index, line));
  }

  #line(map: MapPlan, arm: WriteArm, index: number, line: Assignment): StageLine {
    const entity = targetOf(line.type) ?? '';
    const team = teamEntity(this.#target, entity);
    const teamLine = arm.assignments.find(({ type }) => team !== null && targetOf(type) === team);
    const teamFields = teamLine === undefined ? [] : fieldsIn(teamLine.value, arm);
    const { fields, naming } = this.#stageFirst(
      map.source,
      fieldsIn(line.value, arm).filter((name) => !teamFields.includes(name)),
    );
    const cases = new Map<string, { one: StageCase; probabilities: number[] }>();
    const used = new Set<string>();
    for (const taken of this.#world.units(map)) {
      if (taken.index !== index) continue;
      const { values } = taken.unit.record;
      const all = [...taken.arm.always, ...taken.arm.initial, ...taken.arm.later];
      const own = all.find(({ plan }) => plan === line);
      if (own === undefined) continue;
      const becomes = this.#becomes(entity, own, taken.scope);
      for (const stratum of taken.scope.notes.trace.strata) used.add(stratum);
      const from = fields.map((name) => this.#label(map.source, name, values[name] ?? null));
      const said = teamFields.map((name) => this.#label(map.source, name, values[name] ?? null));
      const stages = this.#stagesOf(map.source, fields, values);
      const archived = numberOrFlag(all, 'active', taken.scope);
      const one: StageCase = {
        process: processesOf(stages),
        team: teamFields.length === 0 ? null : said.filter((text) => text !== '').join(', '),
        category: stages[0]?.category ?? null,
        from,
        records: 0,
        becomes,
        probability: null,
        archived: typeof archived === 'boolean' ? !archived : null,
      };
      const name = JSON.stringify(one);
      const known = cases.get(name) ?? { one, probabilities: [] };
      const probability = numberOrFlag(all, 'probability', taken.scope);
      if (typeof probability === 'number') known.probabilities.push(probability);
      cases.set(name, { ...known, one: { ...known.one, records: known.one.records + 1 } });
    }
    const told = [...cases.values()].map(
      ({ one, probabilities }): StageCase => ({
        ...one,
        probability:
          probabilities.length === 0
            ? null
            : probabilities.reduce<readonly [number, number]>(
                ([least, greatest], next) => [Math.min(least, next), Math.max(greatest, next)],
                [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
              ),
      }),
    );
    const unused = this.#unusedEntries(map, arm, line, fields, entity, used);
    return {
      map: map.id,
      source: map.source,
      field: `${arm.target}.${line.fields.join(', ')}`,
      stages: entity,
      teams: team !== null,
      columns: fields.map((name) => this.#source.entities[map.source]?.fields[name]?.label ?? name),
      naming,
      at: line.at,
      cases: [...told, ...unused].toSorted(
        (a, b) =>
          compare(a.process, b.process) ||
          compare(a.team, b.team) ||
          this.#place(a) - this.#place(b) ||
          compare(a.from.join('\n'), b.from.join('\n')),
      ),
    };
  }

  /** The fields with the one first that names the stages which the source keeps, or else a text: states are options. */
  #stageFirst(
    source: string,
    fields: readonly string[],
  ): { readonly fields: readonly string[]; readonly naming: number } {
    const names = new Set(this.#stages.map(({ name }) => name));
    const kept = new Set(this.#stages.map(({ entity }) => entity));
    const rank = (name: string): number => {
      const type = this.#source.entities[source]?.fields[name]?.type;
      if (type?.kind === 'reference') return type.targets.some((target) => kept.has(target)) ? 0 : 3;
      if (type?.kind !== 'text') return 2;
      for (const { values } of this.#store.all(source)) {
        const value = values[name];
        if (typeof value === 'string' && names.has(value)) return 0;
      }
      return 1;
    };
    const ranked = fields.map((name) => ({ name, rank: rank(name) }));
    const naming = ranked.filter((one) => one.rank < 2).length;
    return {
      fields: ranked.toSorted((a, b) => a.rank - b.rank).map(({ name }) => name),
      naming: naming === 0 ? fields.length : naming,
    };
  }

  #becomes(entity: string, { value }: CompiledAssignment, scope: Scope): StageCase['becomes'] {
    const result = value(scope);
    if (result === null) return { kind: 'none' };
    if (result instanceof Failure)
      return result.kind === 'pending' ? { kind: 'unknown' } : { kind: 'rejected', reason: result.reason };
    return this.#stage(entity, result);
  }

  #stage(entity: string, id: JsonValue): StageCase['becomes'] {
    const name = this.#world.rows.nameOf(entity, id);
    const row = this.#world.rows.get(entity, id);
    if (name === null || row === null) return { kind: 'unknown' };
    const { sequence, fold, is_won: won, team_id: team } = row;
    return {
      kind: 'stage',
      name,
      team: this.#world.rows.nameOf(teamEntity(this.#target, entity) ?? '', team),
      order: typeof sequence === 'number' ? sequence : null,
      folded: typeof fold === 'boolean' ? fold : null,
      won: typeof won === 'boolean' ? won : null,
    };
  }

  /** Entries of the tables of a line that no record came to. */
  #unusedEntries(
    map: MapPlan,
    arm: WriteArm,
    line: Assignment,
    fields: readonly string[],
    entity: string,
    used: ReadonlySet<string>,
  ): readonly StageCase[] {
    return tablesIn(line.value).flatMap(({ table, keys }) => {
      const plan = this.#plan.tables[table];
      if (plan === undefined || plan.rows?.entity !== entity) return [];
      const { paths } = plan.rows;
      const columns = keys.map((key) => {
        const read = fieldsIn(key, arm);
        return read.length === 1 ? fields.indexOf(read[0] ?? '') : -1;
      });
      return plan.entries.flatMap((entry): readonly StageCase[] => {
        const key = entry.keys.map((value) =>
          typeof value === 'string' ? JSON.stringify(value) : String(value),
        );
        if (used.has(`table ${table} ${key.join(', ')}`)) return [];
        const from = fields.map((name, place) => {
          const at = columns.indexOf(place);
          return at < 0 ? '' : this.#label(map.source, name, entry.keys[at] ?? null);
        });
        const stages = this.#stages.filter((stage) => from.includes(stage.name));
        const { result } = entry;
        const found =
          result.kind === 'reject'
            ? null
            : this.#world.rows.answer({
                kind: 'lookup',
                entity,
                where: paths.map((path, at) => ({ path, value: result.values[at] ?? null })),
              });
        const [id] = found?.kind === 'ids' ? found.ids : [];
        return [
          {
            process: processesOf(stages),
            team: null,
            category: stages[0]?.category ?? null,
            from,
            records: 0,
            becomes:
              result.kind === 'reject'
                ? { kind: 'rejected', reason: result.message }
                : id === undefined
                  ? { kind: 'unknown' }
                  : this.#stage(entity, id),
            probability: null,
            archived: null,
          },
        ];
      });
    });
  }

  /** The stages of the source that a record is in: by a reference to one, or by the name of one. */
  #stagesOf(
    source: string,
    fields: readonly string[],
    values: Readonly<Record<string, JsonValue>>,
  ): readonly SourceStage[] {
    const held = fields.map((name) => values[name] ?? null);
    const referred = this.#stages.filter((stage) =>
      held.some(
        (value) => value !== null && typeof value === 'object' && 'id' in value && value.id === stage.id,
      ),
    );
    if (referred.length > 0) return referred;
    const named = this.#stages.filter((stage) => held.includes(stage.name));
    const own = named.filter(({ about }) => about === source);
    return own.length > 0 ? own : named;
  }

  #label(entity: string, name: string, value: JsonValue): string {
    const type = this.#source.entities[entity]?.fields[name]?.type;
    const option = type?.kind === 'enum' ? type.options.find((one) => one.value === value) : undefined;
    return option?.label ?? calledOf(value, this.#store, this.#source);
  }

  #place({ from }: StageCase): number {
    return this.#stages.find(({ name }) => from.includes(name))?.order ?? 99;
  }
}

function processesOf(stages: readonly SourceStage[]): string | null {
  const names = [...new Set(stages.flatMap(({ process }) => process ?? []))];
  return names.length === 0 ? null : names.join(', ');
}

/** What a line of an arm writes into a field, where it is a number or a flag. */
function numberOrFlag(lines: readonly CompiledAssignment[], field: string, scope: Scope): JsonValue {
  const line = lines.find(({ plan }) => plan.fields.length === 1 && plan.fields[0] === field);
  const value = line?.value(scope) ?? null;
  return value instanceof Failure ? null : value;
}

function tablesIn(node: unknown): readonly { readonly table: string; readonly keys: readonly Expr[] }[] {
  if (node === null || typeof node !== 'object') return [];
  const own = isTable(node) ? [{ table: node.table, keys: node.keys }] : [];
  return [...own, ...Object.values(node).flatMap(tablesIn)];
}

function isTable(node: object): node is Extract<Expr, { op: 'table' }> {
  return 'op' in node && node.op === 'table';
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}
