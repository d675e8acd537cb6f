import type { FileOpener, Target } from '../connectors/contract.ts';

/**
 * A target whose calls that write are given what the files hold that their values refer to. So all who write, the first
 * time and again, hand on references and know nothing of where files are. Everything else is the target's own.
 */
export function targetWithFiles(inner: Target, store: { readonly open: FileOpener }): Target {
  const files: FileOpener = (file) => store.open(file);
  const writing: Pick<Target, 'create' | 'update'> = {
    create: (entity, rows, options) => inner.create(entity, rows, { ...options, files }),
    update: (entity, rows, options) => inner.update(entity, rows, { ...options, files }),
  };
  return new Proxy(inner, {
    get(target, name): unknown {
      if (name === 'create' || name === 'update') return writing[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
