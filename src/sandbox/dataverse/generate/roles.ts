import type { Links, Row } from '../store.ts';
import type { Context } from './context.ts';
import { Random } from './random.ts';

const names = ['System Administrator', 'Salesperson', 'Clinic Reader'];

/**
 * Security roles as the platform keeps them: one made in the root unit and a copy of it in every other unit, which a user
 * or team there holds.
 */
export function makeRoles({ seed, organisation }: Context): {
  readonly role: readonly Row[];
  readonly links: Links;
} {
  const random = new Random(seed, 'roles');
  const units = (organisation.rows.businessunit ?? []).map(({ businessunitid: id }) => String(id));
  const roots = names.map(() => random.guid());
  const roleIn = new Map<string, string>();
  const role = names.flatMap((name, at) =>
    units.map((unit): Row => {
      const isRoot = unit === organisation.rootUnit;
      const id = isRoot ? (roots[at] ?? '') : random.guid();
      roleIn.set(`${name} ${unit}`, id);
      return {
        roleid: id,
        name,
        businessunitid: { entity: 'businessunit', id: unit },
        parentrootroleid: { entity: 'role', id: roots[at] ?? '' },
        ismanaged: name !== 'Clinic Reader',
        versionnumber: 950_000 + roleIn.size,
        createdon: '2018-01-02T09:00:00Z',
        modifiedon: '2020-03-04T10:00:00Z',
      };
    }),
  );
  const held = (name: string, unit: string): string => roleIn.get(`${name} ${unit}`) ?? '';
  return {
    role,
    links: {
      systemuserroles_association: organisation.owners.map(({ id, businessUnit }) => [
        id,
        held('Salesperson', businessUnit),
      ]),
      teamroles_association: organisation.teams.map(({ id, businessUnit }) => [
        id,
        held('Clinic Reader', businessUnit),
      ]),
    },
  };
}
