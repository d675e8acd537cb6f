import type { Entity } from '../schema/model.ts';
import type { NameBook } from './names.ts';

/** What the proposals of one entity share. */
export interface Around {
  readonly entity: Entity;
  /** All entities that discovery read. */
  readonly entities: Readonly<Record<string, Entity>>;
  /** What the model is called. */
  readonly model: string;
  /** What a publisher puts before the names of its columns: `new_`. */
  readonly prefix: string;
  /** Names of the columns. */
  readonly fields: Pick<NameBook, 'give'>;
  /** Names of tables and maps, of the whole project. */
  readonly tables: Pick<NameBook, 'give'>;
  /** Zone of local times that name none, from `run.timezone`. */
  readonly timezone: string;
}
