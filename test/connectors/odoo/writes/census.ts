import type { Target } from '../../../../src/connectors/contract.ts';
import type { Schema } from '../../../../src/schema/model.ts';

/** Rows by model. */
export type Counts = Readonly<Record<string, number>>;

/** What may come unasked: what people are told, what follows whom, and what Odoo makes beside a record. */
const WATCHED = [
  'calendar.attendee',
  'calendar.event',
  'crm.lead',
  'crm.team.member',
  'ir.attachment',
  'mail.activity',
  'mail.alias',
  'mail.followers',
  'mail.mail',
  'mail.message',
  'mail.notification',
  'mail.tracking.value',
  'account.move',
  'account.move.line',
  'product.product',
  'product.template',
  'project.task',
  'rating.rating',
  'res.partner',
  'res.users',
  'utm.source',
] as const;

/** Counts the rows of the models in which a write may leave more than it was asked for. */
export class Census {
  readonly #target: Target;
  readonly #schema: Schema;
  readonly #watched: readonly string[];

  constructor(target: Target, schema: Schema, more: readonly string[]) {
    this.#target = target;
    this.#schema = schema;
    this.#watched = [...new Set([...WATCHED, ...more])].filter(
      (model) => schema.entities[model] !== undefined,
    );
  }

  static readonly models: readonly string[] = WATCHED;

  watches(model: string): boolean {
    return this.#watched.includes(model);
  }

  async count(): Promise<Counts> {
    const counts: Record<string, number> = {};
    for (const model of this.#watched) {
      const entity = this.#schema.entities[model];
      if (entity === undefined) continue;
      // What Odoo keeps of its own pages comes and goes.
      const rows = await this.#target.search(entity, {
        where: [],
        fields: model === 'ir.attachment' ? ['res_model'] : [],
      });
      counts[model] = rows.filter(({ values }) => values.res_model !== 'ir.ui.view').length;
    }
    return counts;
  }
}

/** What is more, or less, than it was; models without a change are left out. */
export function difference(before: Counts, after: Counts): Counts {
  const changed = Object.keys(after)
    .map((model) => [model, (after[model] ?? 0) - (before[model] ?? 0)] as const)
    .filter(([, more]) => more !== 0);
  return Object.fromEntries(changed);
}
