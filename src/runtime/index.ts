/**
 * The runtime applies a plan: it turns staged records into rows of a target, each once, and keeps the journal of it. It
 * knows plans, the schema model, the standard library and the contract of connectors; it must not know the language, any
 * one system, or where a project keeps its files.
 *
 * - `types` the seams between what is pure and what has effects; `session` all that the effects work with
 * - `evaluate*`, `transform*`, `element-names` pure: from a record to what to write, or to what must be asked first
 * - `driver`, `batch` maps in their order, in batches, until nothing is asked any more
 * - `answer-book`, `rows`, `match-index` asking the target in few calls
 * - `identify`, `creation`, `under-way`, `people`, `unit-row`, `wanted` who a record is in the target, and what its row should hold
 * - `writes`, `write-parts`, `write-queue`, `pace`, `update-units`, `gone`, `probe`, `recover` writing once, whatever happens on the way
 * - `journal*`, `lock` what was done; `store*` the staged records; `content-store` what files hold, `target-with-files` who
 *   may open them, `former-files` those that are written over
 */
export { drive } from './driver.ts';
export { Journal } from './journal.ts';
export { Paces } from './pace.ts';
export { DEFAULT_SETTINGS } from './session.ts';
export { openFileStore } from './store.ts';
export type * from './types.ts';
export { WriteQueue } from './write-queue.ts';
