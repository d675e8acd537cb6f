import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import type { FieldValue, Values } from '../types.ts';

const model = 'product.template';
const variantModel = 'product.product';

/** What a template of one variant shows is its variant's. */
const ofVariant = ['barcode', 'default_code', 'standard_price', 'volume', 'weight'] as const;

/** A product of one variant: the template makes it, and it goes with the template. */
export const productTemplate: Behaviour = {
  afterCreate(env, id, given) {
    if (env.context.create_product_product === false) return;
    const own: Values = { product_tmpl_id: id };
    for (const name of ofVariant) if (name in given) own[name] = given[name];
    env.withContext({ tracking_disable: true }).createOne(variantModel, own);
  },
  afterWrite(env, id, values) {
    const active = values.active;
    // Variants go with the product, but come back with it only where archived ones count as none.
    if (active === false || (active === true && env.context.active_test !== false))
      for (const variant of variants(env, id)) env.database.update(variantModel, variant, { active });
  },
  beforeUnlink(env, ids) {
    const gone = [...env.database.lookup(variantModel, 'product_tmpl_id', ids)];
    for (const variant of gone) env.database.update(variantModel, variant, { product_tmpl_id: null });
    env.unlink(variantModel, gone);
  },
  computed: Object.fromEntries(
    ofVariant.map((name) => [
      name,
      (env: Environment, id: number): FieldValue => {
        const [only, second] = variants(env, id);
        return only === undefined || second !== undefined ? null : env.get(variantModel, only, name);
      },
    ]),
  ),
  inverse: Object.fromEntries(
    ofVariant.map((name) => [
      name,
      (env: Environment, id: number, value: unknown): void => {
        const [only, second] = variants(env, id);
        if (only !== undefined && second === undefined) env.write(variantModel, [only], { [name]: value });
      },
    ]),
  ),
};

export const productVariant: Behaviour = {
  prepareCreate(env, values) {
    if (typeof values.product_tmpl_id === 'number' || !('name' in values)) return values;
    const template: Values = {};
    const own: Values = {};
    for (const [name, value] of Object.entries(values)) {
      const inherited = env.model(variantModel).fields.get(name)?.related === `product_tmpl_id.${name}`;
      if (inherited) template[name] = value;
      else own[name] = value;
    }
    const created = env.withContext({ create_product_product: false }).createOne(model, template);
    return { ...own, product_tmpl_id: created };
  },
  // With the last variant goes what it is a variant of.
  beforeUnlink(env, ids) {
    const templates = new Set(ids.flatMap((id) => env.ref(variantModel, id, 'product_tmpl_id') ?? []));
    const bare = [...templates].filter((template) =>
      variants(env, template).every(
        (id) => ids.includes(id) || env.get(variantModel, id, 'active') === false,
      ),
    );
    for (const id of ids) env.database.update(variantModel, id, { product_tmpl_id: null });
    env.unlink(model, bare);
  },
  displayName: (env, id) => env.text(variantModel, id, 'name') ?? '',
};

function variants(env: Environment, id: number): readonly number[] {
  return [...env.database.lookup(variantModel, 'product_tmpl_id', [id])];
}
