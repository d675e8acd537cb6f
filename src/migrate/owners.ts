import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { TargetId } from '../connectors/contract.ts';
import type { MapPlan } from '../plan/types.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { FALLBACK, findPerson, ownersTarget } from '../runtime/people.ts';
import { readRows, type Session, targetEntity } from '../runtime/session.ts';
import type { RecordState } from '../runtime/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { type MigrationContext, withSession } from './context.ts';
import { rehearse } from './rehearse.ts';
import { sharedPeople } from './shared-people.ts';

/** A person of the source, and who they are in the target as far as is known. */
export interface OwnerEntry {
  readonly map: string;
  readonly source: string;
  /** The staged values, so that a person can tell who it is. */
  readonly values: Readonly<Record<string, JsonValue>>;
  /** `created`: a run makes, or made, the row. `queued`: a person has to say. */
  readonly state: RecordState;
  /** Nobody in the target is this person: the fallback that the map names takes their records. */
  readonly standIn: boolean;
  readonly target: { readonly entity: string; readonly id: TargetId | null } | null;
  readonly reason: string | null;
}

/** Every person of the `owners` maps; who is queued comes first. Writes nothing. */
export async function listOwners(context: MigrationContext): Promise<readonly OwnerEntry[]> {
  return withSession(context, (session) => entries(context, session));
}

async function entries(context: MigrationContext, session: Session): Promise<readonly OwnerEntry[]> {
  return rehearse(
    context,
    session,
    (map) => map.kind === 'owners',
    (rehearsal) => {
      const all: OwnerEntry[] = [];
      for (const map of ownersMaps(session)) {
        for (const unit of rehearsal.journal.units(map.id)) {
          if (unit.result === 'gone') continue;
          const there = unit.target !== null && session.journal.unit(map.id, unit.unit)?.state === unit.state;
          all.push({
            map: map.id,
            source: unit.unit,
            values: session.store.get(map.source, unit.source)?.values ?? {},
            state: unit.state,
            standIn: unit.state === 'matched' && unit.reason === FALLBACK,
            target:
              unit.entity === null
                ? null
                : { entity: unit.entity, id: unit.state === 'created' && !there ? null : unit.target },
            reason: unit.reason,
          });
        }
      }
      const rank = (entry: OwnerEntry): number => (entry.state === 'queued' ? 0 : 1);
      return all.sort((a, b) => rank(a) - rank(b));
    },
  );
}

function ownersMaps(session: Session): readonly MapPlan[] {
  return Object.values(session.plan.maps).filter((map) => map.kind === 'owners');
}

/** One line about people who share a user, for who resolves them; null where nobody does. */
export async function sharedOwners(context: MigrationContext): Promise<string | null> {
  const all = await listOwners(context);
  return sharedPeople(
    all.flatMap(({ source, state, target, standIn }) =>
      state === 'matched' && target !== null && target.id !== null && !standIn
        ? [{ source, entity: target.entity, id: target.id }]
        : [],
    ),
  );
}

export interface OwnerResolution {
  readonly source: string;
  /** A login, an e-mail or an id of the target. */
  readonly target: string;
  /** Needed only where the plan has several `owners` maps. */
  readonly map: string | null;
}

/**
 * Remembers who people of the source are. The records that waited for them are taken up by the next run.
 * @throws MigrationError `usage` where a person is not to be found, on either side; then nothing is remembered
 */
export async function resolveOwners(
  context: MigrationContext,
  resolutions: readonly OwnerResolution[],
  by: string,
): Promise<number> {
  return withSession(context, (session) => resolveAll(context, session, resolutions, by));
}

async function resolveAll(
  context: MigrationContext,
  session: Session,
  resolutions: readonly OwnerResolution[],
  by: string,
): Promise<number> {
  const at = context.now().toISOString();
  const found: Parameters<Session['journal']['resolve']>[0][number][] = [];
  for (const { source, target, map: named } of resolutions) {
    const map = chooseMap(session, named, source);
    const entity = ownersTarget(map);
    found.push({ map: map.id, source, entity, target: await findTarget(session, entity, target), by, at });
  }
  session.journal.resolve(found);
  return found.length;
}

function chooseMap(session: Session, named: string | null, source: string): MapPlan {
  const maps = ownersMaps(session).filter((map) => named === null || map.id === named);
  const fitting = maps.filter((map) => session.store.get(map.source, source) !== null);
  const [map] = fitting;
  if (map === undefined) {
    throw new MigrationError(
      'usage',
      `No owners map has a person ${source}. "mapc owners list" shows who there is.`,
    );
  }
  if (fitting.length > 1) {
    throw new MigrationError('usage', `Several owners maps have a person ${source}; name the map.`);
  }
  return map;
}

async function findTarget(session: Session, entity: string, who: string): Promise<TargetId> {
  const found = await findPerson(session, entity, who);
  const [id] = found;
  if (id !== undefined && found.length === 1) return id;
  if (found.length > 1) {
    throw new MigrationError('usage', `Several rows of ${entity} have "${who}"; give the id instead.`);
  }
  const { fields, id: idField } = targetEntity(session, entity);
  const numeric = fields[idField]?.type.kind === 'integer' || /^\d+$/.test(who);
  const asId: TargetId = numeric && Number.isSafeInteger(Number(who)) ? Number(who) : who;
  if (typeof asId === 'number' || fields[idField]?.type.kind !== 'integer') {
    const rows = await readRows(session, entity, [asId], []);
    if (rows.has(asId)) return asId;
  }
  throw new MigrationError('usage', `No row of ${entity} has the login, e-mail or id "${who}".`);
}

const COLUMNS = ['map', 'source', 'state', 'person', 'target'] as const;

/** The list as CSV: people fill in `target` where it is empty and import it again. */
export async function exportOwners(context: MigrationContext): Promise<string> {
  const all = await listOwners(context);
  return stringify(
    all.map((entry) => ({
      map: entry.map,
      source: entry.source,
      state: stateOf(entry),
      person: describe(entry.values),
      target: entry.standIn ? '' : (entry.target?.id ?? ''),
    })),
    { header: true, columns: [...COLUMNS], escape_formulas: true },
  );
}

/** What a person reads. */
function stateOf({ state, standIn }: OwnerEntry): string {
  return standIn ? 'stand-in' : state;
}

function describe(values: OwnerEntry['values']): string {
  return Object.values(values)
    .filter((value) => typeof value === 'string' && value !== '')
    .slice(0, 6)
    .join(', ');
}

/**
 * Takes up the `target` column for people who are queued or stood in for; other lines are left as they are.
 * @throws MigrationError `usage` where the text is no such CSV or names somebody who is not there
 */
export async function importOwners(context: MigrationContext, csv: string, by: string): Promise<number> {
  const rows = parseRows(csv);
  return withSession(context, async (session) => {
    const asked = rows.flatMap((row): OwnerResolution[] => {
      const { source = '', target = '', state = 'queued', map = '' } = row;
      if (source === '' || target === '' || !(state === 'queued' || state === 'stand-in')) return [];
      return [{ source, target, map: map === '' ? null : map }];
    });
    return resolveAll(context, session, asked, by);
  });
}

function parseRows(csv: string): readonly Readonly<Record<string, string>>[] {
  try {
    const rows: Readonly<Record<string, string>>[] = parse(csv, { columns: true, bom: true, trim: true });
    const [first] = rows;
    if (first === undefined || ('source' in first && 'target' in first)) return rows;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new MigrationError('usage', `This is no CSV that mapc wrote: ${error.message}`, error);
  }
  throw new MigrationError(
    'usage',
    'The CSV needs the columns source and target, as "mapc owners export" writes them.',
  );
}
