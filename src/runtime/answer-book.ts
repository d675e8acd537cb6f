import pLimit from 'p-limit';
import { ConnectorError, type TargetId } from '../connectors/contract.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { JsonValue } from '../schema/model.ts';
import { findRows, type Question } from './rows.ts';
import { patiently, readOptions, readRows, type Session } from './session.ts';
import type { Answer, Answers, Need } from './types.ts';
import type { WriteItem } from './write-parts.ts';
import { createRows, severalMessage } from './writes.ts';

const DOWNLOADS_AT_ONCE = 4;

type NeedOf<Kind extends Need['kind']> = Extract<Need, { kind: Kind }>;

/** Facts of the target, fetched for whole batches and remembered within one step of the order. */
export class AnswerBook implements Answers {
  readonly #session: Session;
  readonly #run: number;
  readonly #known = new Map<string, Answer>();
  /** Of these answers those that hold a file. */
  readonly #files = new Set<string>();

  constructor(session: Session, run: number) {
    this.#session = session;
    this.#run = run;
  }

  get(need: Need): Answer | undefined {
    return this.#known.get(canonicalJson(need));
  }

  /** Forgets everything: other rows may have come since. */
  clear(): void {
    this.#known.clear();
  }

  /** Answers every need, in as few calls as the target takes. */
  async fill(needs: readonly Need[]): Promise<void> {
    const open = new Map<string, Need>();
    for (const need of needs) {
      const text = canonicalJson(need);
      if (!this.#known.has(text)) open.set(text, need);
    }
    const lookups: NeedOf<'lookup'>[] = [];
    const rows: NeedOf<'row'>[] = [];
    const derivations: NeedOf<'derive'>[] = [];
    const downloads: NeedOf<'download'>[] = [];
    for (const need of open.values()) {
      switch (need.kind) {
        case 'lookup':
          lookups.push(need);
          break;
        case 'row':
          rows.push(need);
          break;
        case 'download':
          downloads.push(need);
          break;
        case 'derive':
          derivations.push(need);
          break;
      }
    }
    const lane = pLimit(DOWNLOADS_AT_ONCE);
    await Promise.all(downloads.map((need) => lane(() => this.#download(need))));
    for (const [entity, group] of byEntity(lookups)) await this.#lookUp(entity, group);
    for (const [entity, group] of byEntity(rows)) await this.#readFields(entity, group);
    for (const [entity, group] of byEntity(derivations)) await this.#derive(entity, group);
  }

  /** Forgets the files of a batch: what is at an address may be another file later. */
  forgetFiles(): void {
    for (const text of this.#files) this.#known.delete(text);
    this.#files.clear();
  }

  async #download(need: NeedOf<'download'>): Promise<void> {
    const session = this.#session;
    const { download } = session;
    this.#files.add(canonicalJson(need));
    if (need.address.trim() === '') {
      this.#learn(need, { kind: 'failed', reason: 'the address is empty' });
      return;
    }
    if (download === null) {
      this.#learn(need, { kind: 'failed', reason: 'the source is not at hand' });
      return;
    }
    try {
      const value = await patiently(
        session,
        false,
        () => download(need.address, readOptions(session)),
        session.plan.source,
      );
      this.#learn(need, { kind: 'value', value });
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
      this.#learn(need, { kind: 'failed', reason: error.message });
    }
  }

  #learn(need: Need, answer: Answer): void {
    this.#known.set(canonicalJson(need), answer);
  }

  async #lookUp(entity: string, needs: readonly NeedOf<'lookup'>[]): Promise<void> {
    const found = await findRows(
      this.#session,
      entity,
      needs.map((need) => need.where),
    );
    needs.forEach((need, index) => {
      this.#learn(need, { kind: 'ids', ids: found[index] ?? [] });
    });
  }

  async #readFields(entity: string, needs: readonly NeedOf<'row'>[]): Promise<void> {
    const fields = [...new Set(needs.map((need) => need.field))].sort();
    const rows = await readRows(
      this.#session,
      entity,
      needs.map((need) => need.id),
      fields,
    );
    for (const need of needs) {
      const row = rows.get(need.id);
      this.#learn(
        need,
        row === undefined
          ? { kind: 'failed', reason: `${entity} ${need.id} is gone from the target.` }
          : { kind: 'value', value: row.values[need.field] ?? null },
      );
    }
  }

  async #derive(entity: string, needs: readonly NeedOf<'derive'>[]): Promise<void> {
    // Several needs may ask for the same row with different spans: it is made once.
    const bySearch = new Map<string, { readonly question: Question; readonly needs: NeedOf<'derive'>[] }>();
    for (const need of needs) {
      const question = need.where.length > 0 ? need.where : scalars(need.values);
      const text = canonicalJson(question.length > 0 ? question : need.values);
      const known = bySearch.get(text);
      if (known === undefined) bySearch.set(text, { question, needs: [need] });
      else known.needs.push(need);
    }
    const groups = [...bySearch.values()];
    const found = await findRows(
      this.#session,
      entity,
      groups.map((group) => group.question),
    );
    const missing: typeof groups = [];
    groups.forEach((group, index) => {
      const rows: readonly TargetId[] = group.question.length === 0 ? [] : (found[index] ?? []);
      const [id] = rows;
      if (id === undefined) missing.push(group);
      else if (rows.length === 1) for (const need of group.needs) this.#learn(need, { kind: 'derived', id });
      else
        for (const need of group.needs)
          this.#learn(need, { kind: 'failed', reason: severalMessage(entity, rows) });
    });
    const items = missing.flatMap((group): WriteItem[] => {
      const [need] = group.needs;
      return need === undefined ? [] : [this.#creation(entity, group.question, need)];
    });
    const results = await createRows(this.#session, entity, items);
    missing.forEach((group, index) => {
      const result = results[index];
      for (const need of group.needs) {
        this.#learn(
          need,
          result !== undefined && 'id' in result
            ? { kind: 'derived', id: result.id }
            : { kind: 'failed', reason: result?.refused ?? 'The target gave no answer.' },
        );
      }
    });
  }

  #creation(entity: string, question: Question, need: NeedOf<'derive'>): WriteItem {
    const direct = need.where.filter((part) => !part.path.includes('.'));
    const values = { ...Object.fromEntries(direct.map((part) => [part.path, part.value])), ...need.values };
    return {
      op: {
        run: this.#run,
        kind: 'derive',
        map: null,
        unit: null,
        entity,
        target: null,
        sent: values,
        added: {},
        before: {},
        prior: null,
        after: null,
        probe: { kind: 'where', where: question },
        receipt: null,
        at: need.at,
      },
      values,
      rejected: () => null,
    };
  }
}

function scalars(values: Readonly<Record<string, JsonValue>>): Question {
  return Object.entries(values)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([path, value]) => ({ path, value }));
}

function byEntity<T extends { readonly entity: string }>(needs: readonly T[]): ReadonlyMap<string, T[]> {
  return Map.groupBy(needs, (need) => need.entity);
}
