import type { Behaviour } from '../behaviour.ts';
import type { Environment } from '../environment.ts';
import { givePricelists, PRICELISTS } from './currency.ts';
import { inGroup } from './user.ts';

const companyAddress = ['street', 'street2', 'zip', 'city', 'state_id', 'country_id'];

/** A company's address is its partner's. */
export const company: Behaviour = {
  prepareCreate(env, values) {
    if (values.partner_id) return values;
    return { ...values, partner_id: env.createOne('res.partner', { name: values.name, is_company: true }) };
  },
  afterCreate(env, id) {
    // Whoever makes a company works in it.
    if (env.exists('res.users', env.uid)) env.write('res.users', [env.uid], { company_ids: [[4, id]] });
    if (inGroup(env, PRICELISTS)) givePricelists(env, [id]);
  },
  computed: Object.fromEntries(
    companyAddress.map((name) => [
      name,
      (env: Environment, id: number) => {
        const partner = env.ref('res.company', id, 'partner_id');
        return partner === null ? null : env.get('res.partner', partner, name);
      },
    ]),
  ),
  inverse: Object.fromEntries(
    companyAddress.map((name) => [
      name,
      (env: Environment, id: number, value: unknown) => {
        const partner = env.ref('res.company', id, 'partner_id');
        if (partner !== null) env.write('res.partner', [partner], { [name]: value });
      },
    ]),
  ),
};
