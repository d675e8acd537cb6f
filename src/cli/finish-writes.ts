import type { CallOptions, Target } from '../connectors/contract.ts';

/**
 * The same target, but a call that writes is never broken off: who interrupts a run waits for the call that is under way,
 * so that its outcome is known and journaled.
 */
export function finishWrites(target: Target): Target {
  const whole = (options: CallOptions | undefined): CallOptions =>
    options?.progress === undefined ? {} : { progress: options.progress };
  return {
    system: target.system,
    traits: target.traits,
    discover: (entities, options) => target.discover(entities, options),
    search: (entity, query, options) => target.search(entity, query, options),
    read: (entity, ids, fields, options) => target.read(entity, ids, fields, options),
    create: (entity, rows, options) => target.create(entity, rows, whole(options)),
    update: (entity, rows, options) => target.update(entity, rows, whole(options)),
    delete: (entity, ids, options) => target.delete(entity, ids, whole(options)),
    provisionField: (entity, field, options) => target.provisionField(entity, field, whole(options)),
    unprovisionField: (receipt, options) => target.unprovisionField(receipt, whole(options)),
    normalise: (entity, field, value) => target.normalise(entity, field, value),
    preflight: (entities, options) => target.preflight(entities, options),
    close: () => target.close(),
  };
}
