import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/connectors/clock.ts';
import { ConnectorError } from '../../../../src/connectors/contract.ts';
import { patientReads } from '../../../../src/connectors/odoo/protocols/patient-reads.ts';
import type { OdooTransport } from '../../../../src/connectors/odoo/protocols/transport.ts';
import { fakeOdoo } from '../fake-odoo.ts';

/** A server that fails so many times, each after so many milliseconds. */
function failing(times: number, error: ConnectorError, took = 10) {
  let time = 0;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => new Date(time),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      time += milliseconds;
    },
  };
  let calls = 0;
  const answer = (): boolean => {
    calls += 1;
    time += took;
    if (calls <= times) throw error;
    return true;
  };
  const { transport } = fakeOdoo({ 'crm.lead.search_read': answer, 'crm.lead.write': answer });
  return { transport: patientReads(transport, clock), slept, calls: () => calls };
}

const read = (transport: OdooTransport, signal?: AbortSignal) =>
  transport.call('crm.lead', 'search_read', [[]], {}, signal === undefined ? {} : { signal });
const gateway = new ConnectorError('transient', 'a gateway answered');

describe('what only reads', () => {
  it('is asked again where something stood in the way, each time later', async () => {
    const { transport, slept } = failing(3, gateway);
    expect(await read(transport)).toBe(true);
    expect(slept).toEqual([500, 1000, 2000]);
  });

  it('is not asked for ever', async () => {
    const { transport, calls } = failing(99, gateway);
    await expect(read(transport)).rejects.toBe(gateway);
    expect(calls()).toBe(4);
  });

  it('waits as long as the server says', async () => {
    const { transport, slept } = failing(1, new ConnectorError('transient', 'later', { retryAfter: 7000 }));
    await read(transport);
    expect(slept).toEqual([7000]);
  });

  it.each(['record', 'protocol', 'unreachable', 'forbidden'] as const)(
    'is not asked again where it would be refused again: %s',
    async (kind) => {
      const { transport, calls } = failing(1, new ConnectorError(kind, 'no'));
      await expect(read(transport)).rejects.toMatchObject({ kind });
      expect(calls()).toBe(1);
    },
  );

  it('is not asked again where the answer was long in coming', async () => {
    const { transport, calls } = failing(1, gateway, 60_000);
    await expect(read(transport)).rejects.toBe(gateway);
    expect(calls()).toBe(1);
  });

  it('is not asked again where the person does not want to wait', async () => {
    const { transport, calls } = failing(1, gateway);
    await expect(read(transport, AbortSignal.abort())).rejects.toBe(gateway);
    expect(calls()).toBe(1);
  });
});

it('what may change something is never repeated', async () => {
  const { transport, calls } = failing(1, gateway);
  await expect(transport.call('crm.lead', 'write', [[1], {}], {})).rejects.toBe(gateway);
  expect(calls()).toBe(1);
});
