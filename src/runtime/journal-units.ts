import type { TargetId } from '../connectors/contract.ts';
import { JournalPeople } from './journal-people.ts';
import { readOp, readTarget, readUnit } from './journal-rows.ts';
import type { StoredOp, UnitRow } from './journal-types.ts';
import type { IdMap, RecordState, Translation } from './types.ts';

/** Life states in which a row stands for the record. */
const STANDING: ReadonlySet<RecordState> = new Set(['created', 'updated', 'matched', 'unchanged']);

/** Every unit of work, and what became of it. */
export abstract class JournalUnits extends JournalPeople {
  unit(map: string, unit: string): UnitRow | null {
    const row = this.file.one('SELECT * FROM units WHERE map = ? AND unit = ?', map, unit);
    return row === undefined ? null : readUnit(row);
  }

  /** Units of a map, in order of unit id. */
  *units(map: string): Iterable<UnitRow> {
    const rows = this.file.walk('SELECT * FROM units WHERE map = ? ORDER BY unit', map);
    for (const row of rows) yield readUnit(row);
  }

  /** Units of a map that the run did not meet, in order of unit id. */
  unitsBeside(map: string, run: number): readonly UnitRow[] {
    return this.file
      .all('SELECT * FROM units WHERE map = ? AND run <> ? ORDER BY unit', map, run)
      .map(readUnit);
  }

  /** Units of a map that a person is to hear of: rejected, queued, with warnings or with what people edited. */
  *notableUnits(map: string): Iterable<UnitRow> {
    const rows = this.file.walk(
      `SELECT * FROM units WHERE map = ? AND (result IN ('rejected', 'queued')
       OR json_array_length(detail, '$.warnings') > 0 OR json_array_length(detail, '$.edited') > 0) ORDER BY unit`,
      map,
    );
    for (const row of rows) yield readUnit(row);
  }

  maps(): readonly string[] {
    return this.file.all('SELECT DISTINCT map FROM units ORDER BY map').map((row) => String(row.map));
  }

  /** The unit whose the row is to write. */
  claimant(entity: string, target: TargetId): UnitRow | null {
    const row = this.file.one(
      'SELECT * FROM units WHERE entity = ? AND target = ? AND claims = 1 LIMIT 1',
      entity,
      JSON.stringify(target),
    );
    return row === undefined ? null : readUnit(row);
  }

  /** Units of an entity that hold this key. */
  withKey(entity: string, key: string): readonly UnitRow[] {
    return this.file.all('SELECT * FROM units WHERE entity = ? AND key = ?', entity, key).map(readUnit);
  }

  /** Whether a unit or a derivation of this project made the row. */
  madeRow(entity: string, target: TargetId): boolean {
    const found = this.file.one(
      "SELECT 1 FROM ops WHERE entity = ? AND target = ? AND kind = 'create' AND state IN ('done', 'left') LIMIT 1",
      entity,
      JSON.stringify(target),
    );
    return found !== undefined;
  }

  /** Whether this project made the row, by a map or by `provision`, and has not taken it away. */
  isOwn(entity: string, target: TargetId): boolean {
    const found = this.file.one(
      "SELECT 1 FROM ops WHERE entity = ? AND target = ? AND kind IN ('create', 'derive', 'provision-row') AND state IN ('done', 'left') LIMIT 1",
      entity,
      JSON.stringify(target),
    );
    return found !== undefined;
  }

  /** The creation that was tried for a unit and given up, its row not having appeared in time. */
  abandonedCreate(map: string, unit: string): StoredOp | null {
    const row = this.file.one(
      "SELECT * FROM ops WHERE map = ? AND unit = ? AND kind = 'create' AND state = 'void' AND error IS NULL ORDER BY seq DESC LIMIT 1",
      map,
      unit,
    );
    return row === undefined ? null : readOp(row);
  }

  saveUnits(units: readonly UnitRow[]): void {
    if (units.length === 0) return;
    this.transaction('saveUnits', () => {
      for (const unit of units) this.putUnit(unit);
    });
  }

  /** The same unit under another id; there is none under the new one. */
  renameUnit(map: string, from: string, to: string): void {
    this.transaction('renameUnit', () =>
      this.file.statement('UPDATE units SET unit = ? WHERE map = ? AND unit = ?').run(to, map, from),
    );
  }

  /** Removes the units that rolled-back runs met last and for which nothing stands. */
  forgetUnits(runs: Iterable<number>): void {
    this.transaction('forgetUnits', () => {
      for (const run of runs)
        this.file
          .statement(
            `DELETE FROM units WHERE run = ? AND NOT EXISTS (
             SELECT 1 FROM ops WHERE ops.map = units.map AND ops.unit = units.unit AND ops.state IN ('done', 'left', 'intent'))`,
          )
          .run(run);
    });
  }

  /** Removes the units that stood on a row and that the run has not met yet. */
  forgetUnitsOn(entity: string, target: TargetId, run: number): void {
    this.transaction('forgetUnitsOn', () =>
      this.file
        .statement('DELETE FROM units WHERE entity = ? AND target = ? AND run <> ?')
        .run(entity, JSON.stringify(target), run),
    );
  }

  /** How many units of a map have each result. */
  countResults(map: string): Readonly<Partial<Record<RecordState, number>>> {
    const counts: Partial<Record<RecordState, number>> = {};
    for (const row of this.file.all(
      'SELECT result, COUNT(*) AS n FROM units WHERE map = ? GROUP BY result',
      map,
    )) {
      counts[String(row.result) as RecordState] = Number(row.n); // written by #saveUnit only
    }
    return counts;
  }

  /** What became of the records, for evaluation. */
  idMap(): IdMap {
    return {
      get: (map, sourceId): Translation | null => {
        const row = this.file.one(
          'SELECT state, entity, target, reason FROM units WHERE map = ? AND unit = ?',
          map,
          sourceId,
        );
        if (row === undefined) return null;
        const state = String(row.state) as RecordState; // written by #saveUnit only
        const stands = STANDING.has(state) && row.target !== null;
        return {
          state,
          target: stands ? { entity: String(row.entity), id: readTarget(row.target ?? null) } : null,
          reason: row.reason === null ? null : String(row.reason),
        };
      },
    };
  }

  protected putUnit(unit: UnitRow): void {
    const {
      map,
      unit: id,
      source,
      state,
      result,
      entity,
      target,
      claims,
      key,
      reason,
      run,
      laterRun,
      ...detail
    } = unit;
    this.file
      .statement('INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        map,
        id,
        source,
        state,
        result,
        entity,
        target === null ? null : JSON.stringify(target),
        claims ? 1 : 0,
        key,
        reason,
        run,
        laterRun,
        JSON.stringify(detail),
      );
  }
}
