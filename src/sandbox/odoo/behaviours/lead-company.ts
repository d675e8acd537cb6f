import { currentCompany } from '../defaults.ts';
import type { Environment } from '../environment.ts';
import type { Values } from '../types.ts';

/** The company of a lead: the one that it has, as long as that fits; else its team's, its salesperson's, its partner's. */
export function companyOf(env: Environment, lead: Readonly<Values>): number | false {
  const team = reference(lead.team_id);
  const user = reference(lead.user_id);
  const partner = reference(lead.partner_id);
  const of = (model: string, id: number | null): number | null =>
    id !== null && env.exists(model, id) ? env.ref(model, id, 'company_id') : null;
  const has = reference(lead.company_id);
  const teams = of('crm.team', team);
  const users =
    user !== null && env.exists('res.users', user) ? env.list('res.users', user, 'company_ids') : [];
  const partners = of('res.partner', partner);
  const stays =
    has !== null &&
    (user === null || users.includes(has)) &&
    (teams === null || teams === has) &&
    (team === null || teams !== null || user !== null) &&
    (team !== null || user !== null || partners === has);
  if (stays) return has;
  if (teams !== null) return teams;
  if (user === null) return partners ?? false;
  const current = currentCompany(env);
  if (users.includes(current)) return current;
  return of('res.users', user) ?? false;
}

function reference(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
