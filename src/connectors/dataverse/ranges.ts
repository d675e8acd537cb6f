import type { Entity } from '../../schema/model.ts';
import type { CallOptions } from '../contract.ts';
import type { DataverseClient } from './client.ts';
import type { JsonRecord } from './json.ts';
import { followed, idOf, type Question } from './read.ts';
import { setOf } from './set-of.ts';
import { isRefusal, listOf } from './table-facts.ts';

const CREATED = 'createdon';
/** Pages that wait for whoever takes them, before no more is asked for. */
const AHEAD = 4;
/** A stretch of time that is not divided further, in milliseconds: dates have whole seconds. */
const SHORTEST = 4000;

/** Rows that were made from one second on until before another; null: without a bound. */
interface Range {
  readonly from: number | null;
  readonly until: number | null;
}

/**
 * The rows of a table, each once, in whatever order they come. What a page leaves of a large table is divided by the time
 * when its rows were made, as long as requests could be under way beside the one that reads it: so many pages come at once.
 * What fits a page is one request, as ever; a table without `createdon` is read page after page.
 * @throws ConnectorError
 */
export async function* rowsInRanges(
  client: DataverseClient,
  entity: Entity,
  question: Question,
  options: CallOptions,
): AsyncGenerator<readonly JsonRecord[]> {
  const whole = `${setOf(entity)}?$select=${question.select}${question.expand}`;
  if (entity.fields[CREATED]?.type.kind !== 'instant' || client.width === 1) {
    for await (const { rows } of followed(client, entity, whole, question, options)) yield rows;
    return;
  }
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const seen = new Set<string>();
  const ready: (readonly JsonRecord[])[] = [];
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let taken = Promise.withResolvers<void>();
  let came = Promise.withResolvers<void>();
  let newest: number | null = null;

  /** @param range null: it cannot be divided */
  const read = async (range: Range | null, path: string): Promise<void> => {
    for await (const { rows, more } of followed(client, entity, path, question, { ...options, signal })) {
      const fresh = rows.filter((row) => !seen.has(idOf(entity, row)));
      for (const row of fresh) seen.add(idOf(entity, row));
      if (fresh.length > 0) ready.push(fresh);
      came.resolve();
      while (ready.length > AHEAD && !signal.aborted) await taken.promise;
      const left = more && range !== null ? await restOf(range, rows) : [];
      for (const part of left) begin(read(part, pathOf(entity, question, part)));
      if (left.length > 0) return;
    }
  };

  /** What the pages so far leave of a range, in as many parts as could be read at once; none: it is read on. */
  const restOf = async (range: Range, rows: readonly JsonRecord[]): Promise<readonly Range[]> => {
    const [first, last] = [createdOf(rows[0]), createdOf(rows.at(-1))];
    // Others, beside the one that reads on here.
    const others = client.idle - 1;
    if (first === null || last === null || last <= first || others < 1) return [];
    newest ??= await newestOf(client, entity, signal);
    const end = Math.min(range.until ?? Number.POSITIVE_INFINITY, (newest ?? last) + 1000);
    // By how closely the rows of this page follow each other.
    const pages = Math.floor((end - last) / (last - first));
    const parts = Math.min(others + 1, pages, Math.floor((end - last) / SHORTEST));
    // Rows of the second in which this page ends may follow on the next: they are asked for again.
    return parts < 2 ? [] : divided(last, end, parts, range.until);
  };

  const begin = (reading: Promise<void>): void => {
    const work: Promise<void> = reading
      .catch((error: unknown) => {
        failures.push(error);
        stop.abort();
      })
      .finally(() => {
        running.delete(work);
        came.resolve();
      });
    running.add(work);
  };

  const all: Range = { from: null, until: null };
  const sorted = read(all, pathOf(entity, question, all)).catch(async (error: unknown) => {
    if (!isRefusal(error) || seen.size > 0) throw error;
    // What cannot be sorted by time is read as it comes.
    await read(null, whole);
  });
  begin(sorted);
  try {
    while (failures.length === 0) {
      const rows = ready.shift();
      if (rows !== undefined) {
        taken.resolve();
        taken = Promise.withResolvers();
        yield rows;
        continue;
      }
      if (running.size === 0) break;
      await came.promise;
      came = Promise.withResolvers();
    }
  } finally {
    // Nothing goes on behind the caller's back.
    stop.abort();
    ready.length = 0;
    taken.resolve();
    while (running.size > 0) await Promise.allSettled(running);
  }
  // The others were stopped by the first one.
  if (failures.length > 0) throw failures[0];
}

/** Ranges of equal length from one second to another; the last one ends with what is divided. */
function divided(from: number, end: number, parts: number, until: number | null): readonly Range[] {
  const length = Math.floor((end - from) / parts / 1000) * 1000;
  const bounds = Array.from({ length: parts }, (_, at) => from + length * at);
  return bounds.map((bound, at) => ({ from: bound, until: bounds[at + 1] ?? until }));
}

function pathOf(entity: Entity, { select, expand }: Question, { from, until }: Range): string {
  const columns = select.split(',').includes(CREATED) ? select : `${select},${CREATED}`;
  const bounds = [
    ...(from === null ? [] : [`${CREATED} ge ${seconds(from)}`]),
    ...(until === null ? [] : [`${CREATED} lt ${seconds(until)}`]),
  ];
  const filter = bounds.length === 0 ? '' : `&$filter=${bounds.join(' and ')}`;
  return `${setOf(entity)}?$select=${columns}${expand}${filter}&$orderby=${CREATED} asc`;
}

function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The second in which a row was made; null where it does not say. */
function createdOf(row: JsonRecord | undefined): number | null {
  const date = typeof row?.[CREATED] === 'string' ? Date.parse(row[CREATED]) : Number.NaN;
  return Number.isNaN(date) ? null : Math.floor(date / 1000) * 1000;
}

async function newestOf(
  client: DataverseClient,
  entity: Entity,
  signal: AbortSignal,
): Promise<number | null> {
  const path = `${setOf(entity)}?$select=${CREATED}&$orderby=${CREATED} desc&$top=1`;
  const [row] = listOf(await client.getObject(path, { signal }), entity.name);
  return createdOf(row);
}
