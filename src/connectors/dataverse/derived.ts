import type { Field } from '../../schema/model.ts';
import { isRecord, type JsonRecord } from './json.ts';
import {
  PLUGIN_STEP_LOOKUPS,
  PLUGIN_STEP_READS,
  pluginStepDoes,
  pluginStepKind,
  pluginStepTouches,
  pluginStepTrigger,
} from './process/plugin-step.ts';
import {
  WORKFLOW_READS,
  workflowDoes,
  workflowKind,
  workflowTouches,
  workflowTrigger,
} from './process/workflow.ts';

/** Begins the key of `Entity.access` that names the navigation property of a lookup that derived columns look through. */
export const THROUGH = 'through:';

/** What a process is to people who rebuild it elsewhere. */
interface Described {
  readonly label: string;
  readonly of: (row: Readonly<Record<string, unknown>>) => string | null;
}

/** Columns that the connector makes of others: they are in no metadata, are only read, and are never profiled. */
interface Derivation {
  readonly reads: readonly string[];
  /** Lookups, and the column of the record that they lead to. */
  readonly lookups: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, Described>>;
}

const derivations: Readonly<Record<string, Derivation>> = {
  workflow: {
    reads: WORKFLOW_READS,
    lookups: {},
    columns: {
      mapc_does: { label: 'What it does', of: workflowDoes },
      mapc_kind: { label: 'Kind', of: workflowKind },
      mapc_touches: { label: 'What it touches', of: workflowTouches },
      mapc_trigger: { label: 'Trigger', of: workflowTrigger },
    },
  },
  sdkmessageprocessingstep: {
    reads: PLUGIN_STEP_READS,
    lookups: PLUGIN_STEP_LOOKUPS,
    columns: {
      mapc_does: { label: 'What it does', of: pluginStepDoes },
      mapc_kind: { label: 'Kind', of: pluginStepKind },
      mapc_touches: { label: 'What it touches', of: pluginStepTouches },
      mapc_trigger: { label: 'Trigger', of: pluginStepTrigger },
    },
  },
};

/**
 * The derived fields of a table that has these columns. They are made of those that are there: what is shown to nobody is
 * told as such.
 */
export function derivedFields(table: string, columns: ReadonlySet<string>): readonly Field[] {
  const derivation = derivations[table];
  if (derivation === undefined) return [];
  const from = derivation.reads.filter((column) => columns.has(column));
  if (from.length === 0) return [];
  return Object.entries(derivation.columns)
    .filter(([name]) => !columns.has(name))
    .map(([name, { label }]) => ({
      name,
      label,
      type: { kind: 'text' },
      write: 'never',
      computed: true,
      access: { derived: from.join(',') },
    }));
}

/** The lookups of a table that its derived fields look through. */
export function lookedThrough(table: string): readonly string[] {
  return Object.keys(derivations[table]?.lookups ?? {});
}

/** How the derived field is read: what is selected and expanded; null for a field that is not derived. */
export function derivedFrom(
  table: string,
  field: Field,
  access: Readonly<Record<string, string>> | undefined,
): { readonly properties: readonly string[]; readonly expands: readonly string[] } | null {
  const derivation = derivations[table];
  const from = field.access?.derived;
  if (derivation === undefined || from === undefined || derivation.columns[field.name] === undefined)
    return null;
  return {
    properties: from.split(','),
    expands: Object.entries(derivation.lookups).flatMap(([lookup, column]) => {
      const path = access?.[THROUGH + lookup];
      return path === undefined ? [] : [`${path}($select=${column})`];
    }),
  };
}

/** The value of a derived field, from the row as the Web API gives it. */
export function derivedValue(
  table: string,
  name: string,
  row: JsonRecord,
  access: Readonly<Record<string, string>> | undefined,
): string | null {
  const derivation = derivations[table];
  const column = derivation?.columns[name];
  if (derivation === undefined || column === undefined) return null;
  const through = Object.entries(derivation.lookups).map(([lookup, wanted]) => {
    const record = row[access?.[THROUGH + lookup] ?? ''];
    return [lookup, isRecord(record) ? record[wanted] : null] as const;
  });
  return column.of({ ...row, ...Object.fromEntries(through) });
}
