import type { OwnersReport } from './shapes.ts';

/**
 * Who people of Function 365 are whom no address finds. Nobody stands for two teams: a user of Odoo is in one only.
 * By e-mail; who has none by id.
 */
const STAND_IN: Readonly<Record<string, string>> = {
  'gulsen.eski@function365.example': 'migration@function365.example',
  'tariq@contractor.example': 'sofia.rossi@function365.example',
  'former.colleague@function365.example': 'jan.devries@function365.example',
  'r.unmatched@old-domain.example': 'jan.devries@function365.example',
  'lukas.muller@function365.example': 'lukas.mueller@function365.example',
  '': 'sofia.rossi@function365.example',
};

/** The arguments of `owners resolve` for everybody who waits. @throws Error for a person nobody knows */
export function resolutions({ owners }: OwnersReport): readonly string[] {
  return owners.flatMap(({ source, state, values }) => {
    if (state !== 'queued') return [];
    const email = values.internalemailaddress ?? '';
    const login = STAND_IN[email];
    if (login === undefined) throw new Error(`Nobody stands in for ${email}.`);
    return ['--person', `${source}=${login}`];
  });
}
