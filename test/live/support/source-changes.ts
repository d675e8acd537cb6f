import type { DataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';

const NEW = '0f0f0f0f-0000-4000-8000-00000000cafe';

/** What people did in the source since the run: rows made, changed and deleted, of every table that has some. */
export function changeSource(dataverse: DataverseSandbox): { readonly changed: number } {
  let changed = 0;
  const first = (entity: string): string | null => {
    const row = dataverse.rows(entity).find(({ statecode }) => statecode === 0);
    const id = row?.[`${idOf(entity)}id`];
    return typeof id === 'string' ? id : null;
  };
  const put = (entity: string, values: Readonly<Record<string, string>>): void => {
    const id = first(entity);
    if (id === null) return;
    dataverse.put(entity, id, values);
    changed += 1;
  };
  put('account', { name: 'Renamed Works', address1_city: 'Leeds' });
  put('lead', { subject: 'A better subject' });
  put('opportunity', { name: 'A larger opportunity' });
  put('appointment', { subject: 'Another meeting' });
  put('task', { subject: 'Another task' });
  put('incident', { title: 'Another case' });
  put('phonecall', { subject: 'Another call' });
  // Held again, and how long it took stays: Odoo's calls lose it when they are given a state.
  const held = dataverse
    .rows('phonecall')
    .find((row) => row.statecode === 2 && row._regardingobjectid_value != null);
  if (held !== undefined) {
    dataverse.put('phonecall', String(held.activityid), { statecode: 1 });
    changed += 1;
  }
  const owner = dataverse.rows('account')[0]?._ownerid_value;
  dataverse.put('account', NEW, {
    name: 'Newly Founded',
    statecode: 0,
    ownerid: { entity: 'systemuser', id: String(owner) },
  });
  const contact = first('contact');
  if (contact === null) throw new Error('There is no active contact.');
  dataverse.remove('contact', contact);
  return { changed: changed + 2 };
}

/** Activities share one id column. */
function idOf(entity: string): string {
  return ['appointment', 'task', 'phonecall'].includes(entity) ? 'activity' : entity;
}
