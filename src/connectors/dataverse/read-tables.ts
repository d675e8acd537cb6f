import { ConnectorError } from '../contract.ts';
import { readManyTables, TABLES_AT_ONCE } from './many-tables.ts';
import { readOneTable } from './one-table.ts';
import { type Get, type TableFacts, unlessRefused } from './table-facts.ts';

/**
 * Reads tables, many with each question; `accept` is told of each as it comes, with its facts or why there are none. Where
 * a question is refused, its halves are asked, down to the table that is the cause: that one is asked for by
 * types. A server that has no such question at all is asked for every table by types.
 * @throws ConnectorError what no other question would mend, after `stop` and after all that was under way has ended
 */
export async function readTables(
  names: readonly string[],
  get: Get,
  accept: (name: string, facts: TableFacts | ConnectorError) => void,
  stop: () => void,
): Promise<void> {
  let together = true;

  const alone = async (name: string): Promise<void> => {
    const facts = await unlessRefused(() => readOneTable(name, get));
    accept(name, facts);
  };
  const read = async (part: readonly string[]): Promise<void> => {
    const [only, ...others] = part;
    if (only === undefined) return;
    if (!together) {
      await inTurn(part.map((name) => () => alone(name)));
      return;
    }
    const answer = await unlessRefused(() => readManyTables(part, get));
    if (!(answer instanceof ConnectorError)) {
      for (const [name, facts] of answer) accept(name, facts);
      await inTurn(part.filter((name) => !answer.has(name)).map((name) => () => alone(name)));
      return;
    }
    if (others.length === 0) {
      const facts = await unlessRefused(() => readOneTable(only, get));
      // The table is there and the question is not: no other table would fare better.
      if (!(facts instanceof ConnectorError) && facts.unread.length === 0) together = false;
      accept(only, facts);
      return;
    }
    const middle = Math.ceil(part.length / 2);
    await read(part.slice(0, middle));
    await read(part.slice(middle));
  };

  const parts: (readonly string[])[] = [];
  for (let at = 0; at < names.length; at += TABLES_AT_ONCE) parts.push(names.slice(at, at + TABLES_AT_ONCE));
  let failure: unknown = null;
  const ended = parts.map(async (part) => {
    try {
      await read(part);
    } catch (error) {
      // The first one is the cause; the others were stopped by it.
      failure ??= error;
      stop();
    }
  });
  await Promise.all(ended);
  if (failure !== null) throw failure;
}

/** One after the other, so that few answers are in memory at once: each asks a dozen questions together. */
async function inTurn(works: readonly (() => Promise<void>)[]): Promise<void> {
  for (const work of works) await work();
}
