import type { FileOpener, Target } from '../connectors/contract.ts';

/**
 * A target whose calls that write are given what the files hold that their values refer to. So all who write, the first
 * time and again, hand on references and know nothing of where files are.
 */
export function targetWithFiles(inner: Target, store: { readonly open: FileOpener }): Target {
  const files: FileOpener = (file) => store.open(file);
  const { enforcesKeys, emitModule, keepFile } = inner;
  return {
    system: inner.system,
    // A connector may learn more of its server as it works.
    get traits() {
      return inner.traits;
    },
    identity: (options) => inner.identity(options),
    discover: (entities, options) => inner.discover(entities, options),
    search: (entity, query, options) => inner.search(entity, query, options),
    read: (entity, ids, fields, options) => inner.read(entity, ids, fields, options),
    create: (entity, rows, options) => inner.create(entity, rows, { ...options, files }),
    update: (entity, rows, options) => inner.update(entity, rows, { ...options, files }),
    delete: (entity, ids, options) => inner.delete(entity, ids, options),
    provisionField: (entity, field, options) => inner.provisionField(entity, field, options),
    unprovisionField: (receipt, options) => inner.unprovisionField(receipt, options),
    provisionModel: (model, options) => inner.provisionModel(model, options),
    unprovisionModel: (receipt, options) => inner.unprovisionModel(receipt, options),
    ...(enforcesKeys === undefined ? {} : { enforcesKeys: enforcesKeys.bind(inner) }),
    ...(emitModule === undefined ? {} : { emitModule: emitModule.bind(inner) }),
    ...(keepFile === undefined ? {} : { keepFile: keepFile.bind(inner) }),
    normalise: (entity, field, value) => inner.normalise(entity, field, value),
    preflight: (entities, options) => inner.preflight(entities, options),
    close: () => inner.close(),
  };
}
