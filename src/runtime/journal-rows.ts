import type { SQLOutputValue } from 'node:sqlite';
import type { TargetId } from '../connectors/contract.ts';
import type { Op, OpState, Resolution, StoredOp, UnitRow } from './journal-types.ts';
import type { RecordState } from './types.ts';

// Rows of the journal's tables as values. Assertions name the shapes that the journal itself stores.

export type Row = Record<string, SQLOutputValue>;

export function readTarget(text: SQLOutputValue): TargetId {
  return JSON.parse(String(text)) as TargetId;
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

export function readUnit(row: Row): UnitRow {
  const detail = JSON.parse(String(row.detail)) as Omit<
    UnitRow,
    | 'map'
    | 'unit'
    | 'source'
    | 'state'
    | 'result'
    | 'entity'
    | 'target'
    | 'claims'
    | 'key'
    | 'reason'
    | 'run'
    | 'laterRun'
  >;
  return {
    ...detail,
    map: String(row.map),
    unit: String(row.unit),
    source: String(row.source),
    state: String(row.state) as RecordState,
    result: String(row.result) as RecordState,
    entity: textOrNull(row.entity),
    target: row.target === null ? null : readTarget(row.target ?? null),
    claims: row.claims === 1,
    key: textOrNull(row.key),
    reason: textOrNull(row.reason),
    run: Number(row.run),
    laterRun: Number(row.laterRun),
  };
}

export function readOp(row: Row): StoredOp {
  const detail = JSON.parse(String(row.detail)) as Omit<
    Op,
    'run' | 'kind' | 'map' | 'unit' | 'entity' | 'target'
  >;
  return {
    ...detail,
    seq: Number(row.seq),
    run: Number(row.run),
    kind: String(row.kind) as Op['kind'],
    map: textOrNull(row.map),
    unit: textOrNull(row.unit),
    entity: String(row.entity),
    target: row.target === null ? null : readTarget(row.target ?? null),
    state: String(row.state) as OpState,
    time: String(row.time),
    error: textOrNull(row.error),
  };
}

export function readResolution(row: Row): Resolution {
  return {
    map: String(row.map),
    source: String(row.source),
    entity: String(row.entity),
    target: readTarget(row.target ?? null),
    by: String(row.person),
    at: String(row.at),
  };
}
