import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import { userError, validationError } from '../errors.ts';
import type { Values } from '../types.ts';

const model = 'ir.ui.view';

/** Views: the fields that they name must be there, and stay as long as they are named. Places (`xpath`) are not looked for. */
export const view: Behaviour = {
  prepareCreate(env, values) {
    const given = withArch(values);
    const parent = typeof given.inherit_id === 'number' ? given.inherit_id : null;
    given.mode ??= parent === null ? 'primary' : 'extension';
    given.type ??= parent === null ? rootOf(given.arch_db) : env.text(model, parent, 'type');
    given.model ??= parent === null ? null : env.text(model, parent, 'model');
    return given;
  },
  prepareWrite: (_env, _id, values) => withArch(values),
  afterCreate: (env, id) => validate(env, id),
  afterWrite: (env, id) => validate(env, id),
  computed: {
    arch: (env, id) => env.text(model, id, 'arch_db'),
    arch_base: (env, id) => env.text(model, id, 'arch_db'),
  },
};

/** @throws OdooError where views name one of these fields */
export function refuseFieldsInViews(env: Environment, of: string, fields: readonly string[]): void {
  if (!env.hasModel(model)) return;
  for (const id of env.database.lookup(model, 'model', [of])) {
    const named = fieldsIn(env.text(model, id, 'arch_db') ?? '');
    const used = fields.filter((name) => named.has(name));
    if (used.length > 0)
      throw userError(
        `Cannot rename/delete fields that are still present in views:\nFields: ${used
          .map((name) => `${of}.${name}`)
          .join(', ')}\nView: ${env.text(model, id, 'name') ?? ''}`,
      );
  }
}

/** Whichever of its three names the architecture came under. */
function withArch({ arch, arch_base: base, ...rest }: Values): Values {
  const given = arch ?? base;
  return given === undefined ? rest : { ...rest, arch_db: given };
}

function rootOf(arch: unknown): string | null {
  return /<([a-z]+)/.exec(String(arch))?.[1] ?? null;
}

function validate(env: Environment, id: number): void {
  const of = env.text(model, id, 'model') ?? '';
  const arch = env.text(model, id, 'arch_db') ?? '';
  if (!env.hasModel(of)) return;
  const { fields } = env.model(of);
  for (const name of fieldsIn(arch))
    if (!fields.has(name))
      throw validationError(
        `Error while validating view near:\n\n${arch}\nField "${name}" does not exist in model "${of}"`,
      );
}

/** The view's own fields: those inside of another one are fields of its lines. */
function fieldsIn(arch: string): ReadonlySet<string> {
  const found = new Set<string>();
  let depth = 0;
  for (const [, closing, name, selfClosing] of arch.matchAll(FIELD)) {
    if (closing === '/') {
      depth -= 1;
      continue;
    }
    if (depth === 0 && name !== undefined) found.add(name);
    if (selfClosing !== '/') depth += 1;
  }
  return found;
}

const FIELD = /<(\/?)field(?:\s+(?:name="([^"]*)"|[\w-]+="[^"]*"))*\s*(\/?)>/g;
