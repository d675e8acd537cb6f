import type { OdooTransport } from '../../../src/connectors/odoo/index.ts';
import { exceptionError } from '../../../src/connectors/odoo/protocols/errors.ts';
import type { JsonValue } from '../../../src/schema/model.ts';

/** One call that reached the fake. */
export interface Recorded {
  readonly model: string;
  readonly method: string;
  readonly args: readonly JsonValue[];
  readonly kwargs: Readonly<Record<string, JsonValue>>;
}

/** Answers by `model.method`; a function sees the call. */
export type Answers = Readonly<Record<string, JsonValue | ((call: Recorded) => JsonValue)>>;

export const where = { url: 'http://odoo.test', db: 'crm', login: 'admin' } as const;

/** An Odoo that answers from a table and remembers what it was asked. */
export function fakeOdoo(
  answers: Answers,
  version = '17.0',
): { readonly transport: OdooTransport; readonly calls: Recorded[] } {
  const calls: Recorded[] = [];
  return {
    calls,
    transport: {
      protocol: 'jsonrpc',
      version: async () => version,
      user: async () => 2,
      async call(model, method, args, kwargs) {
        const call: Recorded = { model, method, args, kwargs };
        calls.push(call);
        const answer = answers[`${model}.${method}`];
        if (answer === undefined)
          throw exceptionError(where, call, 'odoo.exceptions.UserError', `Object ${model} doesn't exist`);
        return typeof answer === 'function' ? answer(call) : answer;
      },
      close: async () => undefined,
    },
  };
}
