import type { At } from '../plan/types.ts';
import { openFileStore } from '../runtime/store.ts';
import { createMemoryStore } from '../runtime/store-memory.ts';
import type { RecordStore } from '../runtime/types.ts';
import { extendedSchema, type MigrationContext } from './context.ts';
import { type SourceStage, sourceStages } from './source-stages.ts';
import { missingFromStage, readManifest, stageDirectory } from './stage.ts';
import { stageLines } from './stage-lines.ts';
import { type StageToMake, stagesToMake } from './stages-to-make.ts';

/** How far records of the source are, and which stage of the target each becomes. */
export interface StageMatrix {
  /** Whether the records were extracted; otherwise only tables of the maps are told. */
  readonly extracted: boolean;
  readonly lines: readonly StageLine[];
  /** Every stage that the source keeps, and what became of the records in it. */
  readonly stages: readonly (SourceStage & {
    readonly records: number;
    readonly becomes: readonly string[];
  })[];
  readonly toMake: readonly StageToMake[];
}

/** One field of the target that says how far a row is. */
export interface StageLine {
  readonly map: string;
  readonly source: string;
  /** `crm.lead.stage_id` */
  readonly field: string;
  /** The entity whose rows are stages. */
  readonly stages: string;
  /** Whether its stages may belong to a team. */
  readonly teams: boolean;
  /** Labels of the source fields that decide, in the order of {@link StageCase.from}: first the one that names the stage. */
  readonly columns: readonly string[];
  /** How many of these name a stage; those behind say how it ended. */
  readonly naming: number;
  readonly at: At;
  /** By process and team, in order. */
  readonly cases: readonly StageCase[];
}

/** Records that are as far as each other in the source, and become alike. */
export interface StageCase {
  /** The processes that have a stage of this name; null where the source keeps none. */
  readonly process: string | null;
  /** The team of the source; null where none has a part in it. */
  readonly team: string | null;
  readonly category: string | null;
  /** What the source fields hold; empty: they hold nothing, or anything. */
  readonly from: readonly string[];
  /** 0 for an entry of a table that no record needs. */
  readonly records: number;
  readonly becomes:
    | {
        readonly kind: 'stage';
        readonly name: string;
        /** Null: it is every team's. */
        readonly team: string | null;
        readonly order: number | null;
        readonly folded: boolean | null;
        readonly won: boolean | null;
      }
    | { readonly kind: 'rejected'; readonly reason: string }
    /** No stage is written. */
    | { readonly kind: 'none' }
    /** Only the target knows. */
    | { readonly kind: 'unknown' };
  /** What the map writes into `probability`, least and greatest; null where it writes none. */
  readonly probability: readonly [number, number] | null;
  /** The rows are archived, as lost ones are; null where the map does not say. */
  readonly archived: boolean | null;
}

/** Reads the stage, and asks nobody. Before `extract` the tables of the maps alone are told. */
export function stageMatrix(
  context: Pick<MigrationContext, 'plan' | 'sourceSchema' | 'targetSchema' | 'directory'>,
): StageMatrix {
  const { plan, sourceSchema } = context;
  const extracted = missingFromStage(plan, readManifest(context)).length === 0;
  const file = extracted ? openFileStore(stageDirectory(context)) : null;
  const store: RecordStore = file ?? createMemoryStore({});
  try {
    const target = extendedSchema(plan, context.targetSchema);
    const stages = sourceStages(
      plan.extract.map(({ entity }) => entity),
      store,
      sourceSchema,
    );
    const lines = stageLines({ plan, store, source: sourceSchema, target, stages });
    const matrix = {
      extracted,
      lines,
      stages: stages.map((stage) => ({ ...stage, ...recordsIn(stage, lines) })),
    };
    return { ...matrix, toMake: stagesToMake(matrix) };
  } finally {
    file?.close();
  }
}

/** What became of the records in a stage, by its name. */
function recordsIn(
  { name, about, process }: SourceStage,
  lines: readonly StageLine[],
): { readonly records: number; readonly becomes: readonly string[] } {
  const own = lines
    .filter(
      ({ source }) => about === null || source === about || lines.every((line) => line.source !== about),
    )
    .flatMap(({ cases }) => cases)
    .filter((one) => one.from.includes(name) && (process === null || (one.process ?? '').includes(process)));
  return {
    records: own.reduce((sum, { records }) => sum + records, 0),
    becomes: [...new Set(own.flatMap(({ becomes }) => (becomes.kind === 'stage' ? [becomes.name] : [])))],
  };
}
