import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { ConnectorError, type TargetValues } from '../../../../src/connectors/contract.ts';
import type { WriteKind } from './kind.ts';

const NOWHERE = 99_999_999;

/** Rows with keys of which some are refused. */
export const refusals: WriteKind = {
  name: 'nothing of a call with refused rows, tells which they are, and takes the others after that',
  needs: ['crm.lead'],
  async run(world) {
    const lead = world.entity('crm.lead');
    const refused = async (rows: readonly TargetValues[], keys: readonly string[]): Promise<unknown> => {
      const error: unknown = await world.target
        .create(lead, rows, { keys })
        .catch((thrown: unknown) => thrown);
      if (!(error instanceof ConnectorError)) throw new Error('The rows were taken', { cause: error });
      expect(error.kind).toBe('record');
      expect(await world.all('crm.lead', { referred: 'Write refused' }, [])).toEqual([]);
      return error.refused;
    };
    const common = { user_id: null, team_id: null, referred: 'Write refused' };
    const rows: readonly TargetValues[] = [
      { ...common, name: 'First', stage_id: 1 },
      { ...common, name: 'No such stage', stage_id: NOWHERE },
      { ...common, name: 'Another set of fields' },
      { ...common, name: null, stage_id: 1 },
      { ...common, name: 'Last', stage_id: 1 },
    ];
    const keys = rows.map(() => randomUUID());
    const rowsAt = (places: readonly number[]): TargetValues[] => places.map((place) => rows[place] ?? {});
    const keysAt = (places: readonly number[]): string[] => places.map((place) => keys[place] ?? '');
    const stage = expect.stringContaining(`No matching record found for database id '${NOWHERE}'`);
    const name = expect.stringContaining('Missing required value');
    expect(await refused(rows, keys)).toEqual(
      new Map([
        [1, stage],
        [3, name],
      ]),
    );
    // The first set is made before the second is refused.
    const order = [2, 0, 4, 1];
    expect(await refused(rowsAt(order), keysAt(order))).toEqual(new Map([[3, stage]]));
    // Odoo looks no further after ten.
    const many = Array.from({ length: 15 }, () => ({ ...common, name: null }));
    expect(
      await refused(
        many,
        many.map(() => randomUUID()),
      ),
    ).toEqual(new Map(Array.from({ length: 10 }, (_, place) => [place, name])));
    const good = [0, 2, 4];
    const ids = await world.target.create(lead, rowsAt(good), { keys: keysAt(good) });
    world.noted('crm.lead', ids);
    for (const [index, id] of ids.entries())
      await world.holds('crm.lead', Number(id), rows[good[index] ?? 0] ?? {});
  },
};
