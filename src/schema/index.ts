/**
 * The schema room: what a system has (`model.ts`), how that is kept on disk (`snapshot.ts`, `snapshot-files.ts`), what people
 * correct in it (`overrides.ts`), how two versions of it differ (`drift.ts`), its digest, and the words for its types;
 * `profile/` says what values are like, and what of that may be written (`publishable.ts`), `infer/` proposes a schema from
 * records, `renames/` knows what versions call differently. It must not know any connector, the language or a plan: it is the
 * bottom of the house. Only `snapshot-files.ts` touches the file system, and through an argument.
 */

export { digestOf } from './digest.ts';
export type { SchemaChange } from './drift.ts';
export { schemaDrift } from './drift.ts';
export type * from './model.ts';
export {
  entityFromText,
  entityToText,
} from './snapshot.ts';
export { SnapshotError } from './snapshot-error.ts';
export {
  nodeSnapshotFiles,
  readProfile,
  readSchema,
  schemaExists,
  snapshotFileName,
  writeProfile,
  writeSchema,
} from './snapshot-files.ts';
