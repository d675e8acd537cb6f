import type { Clock } from '../../clock.ts';
import { ConnectorError } from '../../contract.ts';
import { type OdooTransport, writes } from './transport.ts';

const TRIES = 4;
const FIRST = 500;
/** Milliseconds. Who waited so long for no answer is not to wait for it again here. */
const LONG = 15_000;

/**
 * A transport that asks again what only reads, where a gateway or a lost connection stood in the way: one question of a
 * connector is many calls, and would begin from its first one otherwise. What may change something passes through as it is.
 */
export function patientReads(transport: OdooTransport, clock: Clock): OdooTransport {
  return {
    ...transport,
    async call(model, method, args, kwargs, options) {
      for (let attempt = 1; ; attempt += 1) {
        const began = clock.now().getTime();
        try {
          return await transport.call(model, method, args, kwargs, options);
        } catch (error) {
          const passing = error instanceof ConnectorError && error.kind === 'transient' && !writes(method);
          const late = clock.now().getTime() - began > LONG;
          if (!passing || late || attempt >= TRIES || options?.signal?.aborted) throw error;
          await clock.sleep(error.retryAfter ?? FIRST * 2 ** (attempt - 1), options?.signal ?? null);
        }
      }
    },
  };
}
