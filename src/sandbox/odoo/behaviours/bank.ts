import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import { postMessage, subtypeNote } from '../messages.ts';

const model = 'res.partner.bank';

/** Bank accounts: what becomes of one is noted on its holder, whatever the context says. */
export const bankAccount: Behaviour = {
  afterCreate: (env, id) => note(env, id, holder(env, id), 'created'),
  afterWrite(env, id, values, before) {
    const changed = Object.keys(values).filter(
      (name) =>
        env.model(model).fields.get(name)?.tracking !== undefined &&
        (before[name] ?? null) !== (env.get(model, id, name) ?? null),
    );
    if (changed.length === 0) return;
    note(env, id, holder(env, id), 'updated');
    if (changed.includes('partner_id') && typeof before.partner_id === 'number')
      note(env, id, before.partner_id, 'updated');
  },
  beforeUnlink(env, ids) {
    for (const id of ids)
      note(env, id, holder(env, id), `with number ${env.text(model, id, 'acc_number') ?? ''} deleted`);
  },
  displayName: (env, id) => env.text(model, id, 'acc_number') ?? '',
};

function holder(env: Environment, id: number): number | null {
  return env.ref(model, id, 'partner_id');
}

function note(env: Environment, id: number, partner: number | null, what: string): void {
  if (partner === null) return;
  postMessage(env, 'res.partner', partner, {
    body: `<p>Bank Account <a href="#" data-oe-model="${model}" data-oe-id="${id}">#${id}</a> ${what}</p>`,
    message_type: 'notification',
    subtype_id: subtypeNote,
    is_internal: true,
  });
}
