import { cpSync, writeFileSync } from 'node:fs';
import type { TemporaryProject } from './project.ts';

/** What Odoo has with the OCA's phone calls and with a helpdesk, as far as the maps of OPEX 365 write to it. */
const ENTITIES: readonly Readonly<{ name: string; fields: object; rows?: readonly object[] }>[] = [
  {
    name: 'crm.phonecall',
    fields: {
      name: { ...text(), required: true },
      state: options(
        ['open', 'Confirmed'],
        ['cancel', 'Cancelled'],
        ['pending', 'Pending'],
        ['done', 'Held'],
      ),
      direction: { ...options(['in', 'In'], ['out', 'Out']), required: true },
      date: { label: 'Date', type: { kind: 'instant' }, default: 'constant' },
      duration: { label: 'Duration', type: { kind: 'float' } },
      description: text(),
      partner_phone: text(),
      partner_id: reference('res.partner'),
      opportunity_id: reference('crm.lead'),
      user_id: { ...reference('res.users'), default: 'session' },
    },
  },
  { name: 'helpdesk.team', fields: { name: { ...text(), required: true } }, rows: [] },
  {
    name: 'helpdesk.stage',
    fields: { name: { ...text(), required: true } },
    rows: ['New', 'In Progress', 'On Hold', 'Solved', 'Cancelled'].map((name, index) => ({
      id: index + 1,
      name,
    })),
  },
  {
    name: 'helpdesk.ticket',
    fields: {
      name: { ...text(), required: true },
      team_id: { ...reference('helpdesk.team'), default: 'session' },
      description: { label: 'Description', type: { kind: 'html' } },
      stage_id: reference('helpdesk.stage'),
      priority: options(
        ['0', 'Low priority'],
        ['1', 'Medium priority'],
        ['2', 'High priority'],
        ['3', 'Urgent'],
      ),
      partner_id: reference('res.partner'),
      user_id: reference('res.users'),
    },
  },
];

/** Puts a variant of the target beside the project's own that has these add-ons too. */
export function addAddons(project: TemporaryProject): void {
  const target = project.path('schemas', 'variants', 'addons', 'target');
  cpSync(project.path('schemas', 'target'), target, { recursive: true });
  for (const { name, fields, rows } of ENTITIES) {
    const id = { label: 'ID', type: { kind: 'integer' }, write: 'never', unique: true };
    const entity = { name, label: name, id: 'id', display: 'name', fields: { id, ...fields } };
    writeFileSync(
      `${target}/${name}.json`,
      JSON.stringify(rows === undefined ? entity : { ...entity, rows }),
    );
  }
}

function text(): object {
  return { label: 'Text', type: { kind: 'text' } };
}

function reference(entity: string): object {
  return { label: entity, type: { kind: 'reference', targets: [entity] } };
}

function options(...all: readonly (readonly [value: string, label: string])[]): object {
  return {
    label: 'Option',
    type: { kind: 'enum', options: all.map(([value, label]) => ({ value, label })) },
    default: 'constant',
  };
}
