import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { type RowWrite, type WireValues, writeAlike } from '../alike.ts';
import { mayDo } from '../rights.ts';
import { idOf, type OdooSession, type WireRow } from '../session.ts';

/**
 * Odoo puts the time of the call in the place of these dates, given or not, when a write moves the stage, changes the
 * salesperson, or wins or loses (`crm.lead.write`).
 */
const dates: ReadonlySet<string> = new Set(['date_open', 'date_closed', 'date_last_stage_update']);
const moving = ['stage_id', 'user_id', 'probability', 'active'] as const;

/** What Odoo guesses anew when a write changes what it guesses by, given or not; a guess stays when both are given. */
const guesses: ReadonlySet<string> = new Set(['probability', 'automated_probability']);

/** Leads in one call: each is written a few times. */
const TOGETHER = 100;

/**
 * Writes leads in the order in which Odoo's lead scoring counts rightly (it counts a lead as won or lost, or no longer so,
 * by what the lead held before the write), and then once more what Odoo may have put its own in the place of. One
 * transaction, so that no failure can come in between, for a login that may write contacts. @throws ConnectorError
 */
export async function writeLeads(
  session: OdooSession,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<void> {
  const now = await decided(
    session,
    rows.flatMap(({ id, values }) => ('stage_id' in values || 'active' in values ? [id] : [])),
    rows.map(({ values }) => values.stage_id ?? false),
    options,
  );
  const writes = rows.map(({ id, values }) => ({ id, parts: [...now.parts(id, values), ...again(values)] }));
  const once = writes.flatMap(({ id, parts }) =>
    parts.length === 1 ? [{ id, values: parts[0] ?? {} }] : [],
  );
  await writeAlike(session, 'crm.lead', once, options);
  const several = writes.filter(({ parts }) => parts.length > 1);
  if (several.length > 0 && (await mayDo(session, 'res.partner', 'write', options)) === false) {
    for (const { id, parts } of several)
      for (const values of parts) await session.call('crm.lead', 'write', [[id], values], {}, options);
    return;
  }
  for (let at = 0; at < several.length; at += TOGETHER) {
    const part = several.slice(at, at + TOGETHER);
    await inOneTransaction(
      session,
      part.flatMap(({ id, parts }) => parts.map((values): JsonValue => [1, id, values])),
      options,
    );
    options?.progress?.(once.length + at + part.length, rows.length, 'crm.lead');
  }
}

/**
 * Before leads are deleted: Odoo's lead scoring goes on counting a won lead that is gone. Those among `ids` are deleted
 * here, each after it left its stage, which takes it out of the counts, where the login may write contacts.
 * @throws ConnectorError
 */
export async function deleteWonLeads(
  session: OdooSession,
  ids: readonly number[],
  options?: CallOptions,
): Promise<void> {
  const { won } = await decided(session, ids, [], options);
  if (won.length > 0 && (await mayDo(session, 'res.partner', 'write', options)) === false) return;
  for (let at = 0; at < won.length; at += TOGETHER) {
    const part = won.slice(at, at + TOGETHER);
    const changes = part.flatMap((id): JsonValue[] => [
      [1, id, { stage_id: false }],
      [2, id, 0],
    ]);
    await inOneTransaction(session, changes, options);
  }
}

/** A list field carries changes to each row, in order and in one transaction, whoever's list it is. */
async function inOneTransaction(
  session: OdooSession,
  changes: readonly JsonValue[],
  options?: CallOptions,
): Promise<void> {
  const { partner } = await session.person(options);
  await session.call('res.partner', 'write', [[partner], { opportunity_ids: changes }], {}, options);
}

interface Decided {
  /** Leads that are counted as won. */
  readonly won: readonly number[];
  /** The writes of `values` to a lead: what it stops to be, the rest, what it comes to be. */
  readonly parts: (id: number, values: WireValues) => readonly WireValues[];
}

async function decided(
  session: OdooSession,
  ids: readonly number[],
  given: readonly JsonValue[],
  options?: CallOptions,
): Promise<Decided> {
  if (ids.length === 0) return { won: [], parts: (_id, values) => [values] };
  const read = (model: string, domain: JsonValue, fields: readonly string[]): Promise<readonly WireRow[]> =>
    session.searchRead(model, domain, fields, {}, options);
  const leads = await read('crm.lead', [['id', 'in', ids]], ['stage_id', 'active']);
  const known = [...leads.map((row) => row.stage_id), ...given].filter((id) => typeof id === 'number');
  const domain: JsonValue = [
    ['id', 'in', [...new Set(known)]],
    ['is_won', '=', true],
  ];
  const stages = known.length === 0 ? [] : await read('crm.stage', domain, ['id']);
  const winning = new Set<JsonValue | undefined>(stages.map(idOf));
  const now = new Map(leads.map((row) => [idOf(row), row]));
  const won = leads.filter((row) => row.active === true && winning.has(row.stage_id)).map(idOf);
  const parts = (id: number, values: WireValues): readonly WireValues[] => {
    const lead = now.get(id);
    const [first, last]: [Record<string, JsonValue>, Record<string, JsonValue>] = [{}, {}];
    const { stage_id: stage, active, ...rest } = values;
    // A won lead that is given its stage again would be counted twice.
    if (stage !== undefined) {
      if (stage !== lead?.stage_id) (winning.has(stage) ? last : first).stage_id = stage;
    }
    if (active !== undefined) {
      (active === true ? first : last).active = active;
    }
    return [first, rest, last].filter((part) => Object.keys(part).length > 0);
  };
  return { won, parts };
}

/** What is to be written again, the guesses before the dates, which they move. */
function again(values: WireValues): readonly WireValues[] {
  const fields = Object.keys(values);
  const guessed = fields.includes('automated_probability') && fields.some((field) => !guesses.has(field));
  // Stage and probability go together in Odoo's own writes; apart, the stage brings its own probability.
  const moved = 'stage_id' in values || 'active' in values;
  const dated = moving.some((field) => field in values);
  const names = [guessed || moved ? guesses : [], dated ? dates : []].map((some) => new Set<string>(some));
  return names
    .map((some) =>
      Object.fromEntries(
        fields.flatMap((field) => (some.has(field) ? [[field, values[field] ?? false]] : [])),
      ),
    )
    .filter((part) => Object.keys(part).length > 0);
}
