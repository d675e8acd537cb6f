import type { Row } from './database.ts';
import type { DomainNode } from './domain.ts';
import type { Environment } from './environment.ts';
import type { FieldValue, Values } from './types.ts';

/**
 * What a model does beyond keeping its fields. Every part is optional; parts see only the environment of the call.
 * Methods get the arguments after the ids and the keyword arguments.
 */
export interface Behaviour {
  /** Defaults that depend on who calls, when, or on other rows. They win over the schema's own. */
  readonly defaults?: Readonly<Record<string, (env: Environment) => unknown>>;
  /** Changes the values of one record before it is stored. */
  prepareCreate?(env: Environment, values: Values): Values;
  /** Fills computed columns of a new record, after defaults and before the row is stored. `given` is what came in. */
  complete?(env: Environment, values: Values, given: Readonly<Values>): void;
  /** Runs when the row and its lists are stored. */
  afterCreate?(env: Environment, id: number, given: Readonly<Values>): void;
  /** Changes the values of a write to one record. */
  prepareWrite?(env: Environment, id: number, values: Values): Values;
  /** `before`: the row as it was. */
  afterWrite?(env: Environment, id: number, values: Readonly<Values>, before: Readonly<Row>): void;
  /** Refuses or prepares a deletion through the ORM (rows that go by cascade do not pass here). */
  beforeUnlink?(env: Environment, ids: readonly number[]): void;
  afterUnlink?(env: Environment, ids: readonly number[]): void;
  /** Fields that are worked out when read. */
  readonly computed?: Readonly<Record<string, (env: Environment, id: number) => FieldValue>>;
  /** What writing to a computed field does. */
  readonly inverse?: Readonly<Record<string, (env: Environment, id: number, value: unknown) => void>>;
  displayName?(env: Environment, id: number): string;
  /** Fields that `name_search` looks into; default: the name. */
  readonly nameFields?: readonly string[];
  /** SQL checks: the first message whose check fails is raised. */
  readonly checks?: readonly {
    readonly holds: (row: Readonly<Values>) => boolean;
    readonly message: string;
  }[];
  /** Raised when `parent_id` would close a circle. */
  readonly recursion?: { readonly exception: string; readonly message: string };
  /** A condition that every search gets. */
  searchFilter?(env: Environment, node: DomainNode): DomainNode | null;
  /** Refuses to read some rows. */
  checkRead?(env: Environment, ids: readonly number[]): void;
  readonly methods?: Readonly<
    Record<
      string,
      (env: Environment, ids: readonly number[], args: readonly unknown[], kwargs: Values) => unknown
    >
  >;
  /** Methods that take no ids (`@api.model`). */
  readonly modelMethods?: Readonly<
    Record<string, (env: Environment, args: readonly unknown[], kwargs: Values) => unknown>
  >;
}
