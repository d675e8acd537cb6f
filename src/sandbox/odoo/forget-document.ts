import { deleteRows } from './delete-rows.ts';
import type { Environment } from './environment.ts';
import { isThread } from './messages.ts';

/** What goes with records that are deleted through the ORM: external ids, attachments and the discussion. */
export function forgetDocument(env: Environment, model: string, ids: readonly number[]): void {
  const owned = (other: string, modelField: string): number[] =>
    [...env.database.lookup(other, 'res_id', ids)].filter((id) => env.get(other, id, modelField) === model);
  deleteRows(env, 'ir.model.data', owned('ir.model.data', 'model'));
  deleteRows(env, 'ir.attachment', owned('ir.attachment', 'res_model'));
  const descriptor = env.model(model);
  if (!isThread(descriptor)) return;
  deleteRows(env, 'mail.message', owned('mail.message', 'model'));
  deleteRows(env, 'mail.followers', owned('mail.followers', 'res_model'));
  deleteRows(env, 'mail.activity', owned('mail.activity', 'res_model'));
  deleteRows(env, 'rating.rating', owned('rating.rating', 'res_model'));
}
