import { membersOf, type Node, titled, valueInWords } from './flow-values.ts';
import { listed, quoted, type Touch } from './said.ts';

/** `subscriptionRequest/message` of the Dataverse connector's trigger. */
const MESSAGES: Readonly<Record<string, string>> = {
  1: 'added',
  2: 'deleted',
  3: 'changed',
  4: 'added or changed',
  5: 'added or deleted',
  6: 'changed or deleted',
  7: 'added, changed or deleted',
};

/** `subscriptionRequest/scope`. */
const SCOPES: Readonly<Record<string, string>> = {
  1: "the connection's own user",
  2: 'the business unit',
  3: 'the business unit and those below it',
  4: 'the organization',
};

export interface FlowTrigger {
  readonly words: string;
  readonly touches: readonly Touch[];
}

/** When a flow runs, from the `triggers` of its definition (there is one, or none). */
export function flowTrigger(triggers: Node): FlowTrigger {
  const told = Object.entries(membersOf(triggers)).map(([name, trigger]) => one(name, membersOf(trigger)));
  if (told.length === 0) return { words: 'the definition names no trigger', touches: [] };
  return {
    words: told.map(({ words }) => words).join('; or '),
    touches: told.flatMap(({ touches }) => touches),
  };
}

function one(name: string, trigger: Readonly<Record<string, Node>>): FlowTrigger {
  const inputs = membersOf(trigger.inputs);
  const host = membersOf(inputs.host);
  const kind = textOf(trigger.kind);
  switch (textOf(trigger.type)) {
    case 'Recurrence':
      return { words: recurrence(membersOf(trigger.recurrence)), touches: [] };
    case 'Request':
      if (kind === 'Button') return { words: 'when a person presses its button', touches: [] };
      if (kind === 'PowerApp' || kind === 'PowerAppV2') return { words: 'when an app calls it', touches: [] };
      return { words: 'when it is called over HTTP', touches: [] };
    case 'OpenApiConnectionWebhook':
    case 'ApiConnectionWebhook':
    case 'OpenApiConnection':
    case 'ApiConnection': {
      const parameters = membersOf(inputs.parameters);
      const table = textOf(parameters['subscriptionRequest/entityname']);
      if (table !== '') return onRows(table, parameters);
      const polled =
        Object.keys(membersOf(trigger.recurrence)).length === 0
          ? ''
          : `, asked ${recurrence(membersOf(trigger.recurrence))}`;
      return {
        words: `when ${textOf(host.operationId) || titled(name)} of ${connectorOf(host)} happens${polled}`,
        touches: [],
      };
    }
    default:
      return {
        words: `by ${quoted(titled(name))}, a trigger of the kind ${textOf(trigger.type) || '?'} that cannot be told in words`,
        touches: [],
      };
  }
}

function onRows(table: string, parameters: Readonly<Record<string, Node>>): FlowTrigger {
  const of = (name: string): string => textOf(parameters[`subscriptionRequest/${name}`]);
  const message = MESSAGES[of('message')] ?? `the subject of the message ${of('message') || '?'}`;
  const columns = of('filteringattributes')
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '');
  const filter = of('filterexpression');
  const scope = SCOPES[of('scope')];
  const parts = [
    `when a row of ${table} is ${message}`,
    ...(columns.length === 0 ? [] : [`where ${listed(columns, 'or')} changed`]),
    ...(filter === '' ? [] : [`for rows with ${quoted(filter)}`]),
    ...(scope === undefined ? [] : [`of ${scope}`]),
  ];
  return {
    words: parts.join(', '),
    touches:
      columns.length === 0
        ? [{ how: 'reads', what: table }]
        : columns.map((column) => ({ how: 'reads', what: `${table}.${column}` })),
  };
}

function recurrence({ frequency, interval, startTime, timeZone }: Readonly<Record<string, Node>>): string {
  const unit = textOf(frequency).toLowerCase() || '?';
  const every =
    interval === 1 || interval === undefined ? `every ${unit}` : `every ${textOf(interval)} ${unit}s`;
  const from = textOf(startTime) === '' ? '' : ` from ${textOf(startTime)}`;
  return `${every}${from}${textOf(timeZone) === '' ? '' : ` (${textOf(timeZone)})`}`;
}

/** "shared_office365" as "office365". */
export function connectorOf(host: Readonly<Record<string, Node>>): string {
  const id = textOf(host.apiId).split('/').at(-1) ?? '';
  return (id || textOf(host.connectionName) || '?').replace(/^shared_/, '').replace(/_\d+$/, '');
}

/** A text, or a number as one; empty for anything else. */
export function textOf(node: Node): string {
  return typeof node === 'string' || typeof node === 'number' ? String(node) : '';
}

/** What a step asks of a service, "accountid = …" each. */
export function parametersInWords(parameters: Readonly<Record<string, Node>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name.split('/').at(-1)} = ${valueInWords(value)}`)
    .join(', ');
}
