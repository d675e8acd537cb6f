import { isRecord } from './types.ts';

/** What goes wrong on purpose. */
type FaultKind =
  | 'serialization'
  | 'drop-before'
  | 'drop-after-commit'
  /** No answer, and nothing happens until `POST /sandbox/late`: then the call is carried out. */
  | 'late'
  | 'html-502'
  /** A page for people, such as a proxy's form to log in, where an answer was due. */
  | 'html-page'
  /** The first half of the answer. */
  | 'truncated'
  /** The login may not do this. */
  | 'forbidden'
  /** The login is not known (any more). */
  | 'expired'
  | 'slow';

/** A fault that waits for its calls. Only `object.execute` and `execute_kw` calls count. */
export interface Fault {
  readonly kind: FaultKind;
  /** Fitting calls that pass unharmed first. Default 0. */
  readonly after: number;
  /** Calls that it then strikes. Default 1. */
  readonly times: number;
  /** Milliseconds, for `slow`. Default 1000. */
  readonly ms: number;
  /** Only calls of this method, or on this model. */
  readonly method: string | null;
  readonly model: string | null;
}

const kinds: readonly FaultKind[] = [
  'serialization',
  'drop-before',
  'drop-after-commit',
  'late',
  'html-502',
  'html-page',
  'truncated',
  'forbidden',
  'expired',
  'slow',
];

/** Reads what `POST /sandbox/faults` carries. @throws Error on a fault that does not exist. */
export function parseFault(value: unknown): Fault {
  if (!isRecord(value)) throw new Error('A fault is an object with a kind.');
  const kind = kinds.find((known) => known === value.kind);
  if (kind === undefined) throw new Error(`A fault's kind is one of ${kinds.join(', ')}.`);
  const number = (name: string, otherwise: number): number => {
    const given = value[name];
    if (given === undefined) return otherwise;
    if (typeof given !== 'number' || !Number.isInteger(given) || given < 0) {
      throw new Error(`A fault's "${name}" is a whole number, 0 or more.`);
    }
    return given;
  };
  return {
    kind,
    after: number('after', 0),
    times: number('times', 1),
    ms: number('ms', 1000),
    method: typeof value.method === 'string' ? value.method : null,
    model: typeof value.model === 'string' ? value.model : null,
  };
}

/** The faults that are set, each with what is left of it. */
export class FaultQueue {
  /** Calls that are still to be carried out. */
  #late: (() => void)[] = [];
  #faults: { readonly fault: Fault; after: number; times: number }[] = [];
  #struck = new Map<FaultKind, number>();

  /** How often each kind has struck since the last {@link clear}. */
  get struck(): Readonly<Partial<Record<FaultKind, number>>> {
    return Object.fromEntries(this.#struck);
  }

  add(fault: Fault): void {
    this.#faults.push({ fault, after: fault.after, times: fault.times });
  }

  clear(): void {
    this.#faults = [];
    this.#late = [];
    this.#struck.clear();
  }

  putOff(call: () => void): void {
    this.#late.push(call);
  }

  /** Carries out what was put off. Returns how many calls that were. */
  carryOut(): number {
    const calls = this.#late;
    this.#late = [];
    for (const call of calls) call();
    return calls.length;
  }

  /** The fault that strikes this call, if any. Each call uses up one turn of every fault that it fits. */
  next(model: string, method: string): Fault | null {
    let struck: Fault | null = null;
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.model !== null && fault.model !== model) continue;
      if (fault.method !== null && fault.method !== method) continue;
      if (entry.after > 0) {
        entry.after--;
      } else if (entry.times > 0 && struck === null) {
        entry.times--;
        struck = fault;
        this.#struck.set(fault.kind, (this.#struck.get(fault.kind) ?? 0) + 1);
      }
    }
    this.#faults = this.#faults.filter((entry) => entry.times > 0);
    return struck;
  }
}
