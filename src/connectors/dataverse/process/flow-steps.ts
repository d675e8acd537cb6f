import { connectorOf, flowTrigger, parametersInWords, textOf } from './flow-trigger.ts';
import { conditionOf, isObject, membersOf, type Node, titled, valueInWords } from './flow-values.ts';
import { one, quoted, type Said, type SaidStep, type Touch } from './said.ts';

/** What a flow does, and when. */
export interface SaidFlow extends Said {
  readonly trigger: string;
}

/**
 * What a Power Automate flow does, from its `clientdata`: `properties.definition` is a workflow of Logic Apps ("Schema
 * reference for the Workflow Definition Language"), actions in the order in which they wait for each other. An action of an
 * unknown kind is named, not guessed at. Null for what is no such document.
 */
export function flowSteps(clientdata: string): SaidFlow | null {
  const definition = definitionIn(clientdata);
  if (definition === null) return null;
  const trigger = flowTrigger(definition.triggers);
  const touches: Touch[] = [...trigger.touches];
  return { trigger: trigger.words, steps: actionsOf(definition.actions, touches), touches };
}

function definitionIn(text: string): Readonly<Record<string, Node>> | null {
  let document: Node;
  try {
    document = JSON.parse(text);
  } catch (error) {
    // A definition that is cut or in another form is told of as such by the caller.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const { definition } = membersOf(membersOf(document).properties);
  return isObject(definition) ? definition : null;
}

/** In the order of `runAfter`; those that wait for nobody here as they are written. */
function ordered(
  actions: Readonly<Record<string, Node>>,
): readonly (readonly [string, Readonly<Record<string, Node>>])[] {
  const left = new Map(Object.entries(actions).map(([name, action]) => [name, membersOf(action)]));
  const done: (readonly [string, Readonly<Record<string, Node>>])[] = [];
  while (left.size > 0) {
    const ready = [...left].find(([, action]) =>
      Object.keys(membersOf(action.runAfter)).every((name) => !left.has(name)),
    );
    // Actions that wait for each other in a ring never run; they are told as they stand.
    const next = ready ?? [...left][0];
    if (next === undefined) break;
    left.delete(next[0]);
    done.push(next);
  }
  return done;
}

function actionsOf(actions: Node, touches: Touch[]): readonly SaidStep[] {
  return ordered(membersOf(actions)).map(([name, action]) => {
    const step = actionInWords(name, action, touches);
    const after = Object.values(membersOf(action.runAfter)).flatMap((states) =>
      Array.isArray(states) ? states.map(textOf) : [],
    );
    return after.includes('Failed') && !after.includes('Succeeded')
      ? { ...step, words: `where that failed, ${step.words}` }
      : step;
  });
}

function actionInWords(name: string, action: Readonly<Record<string, Node>>, touches: Touch[]): SaidStep {
  const inputs = membersOf(action.inputs);
  const inside = (actions: Node): readonly SaidStep[] => actionsOf(actions, touches);
  switch (textOf(action.type)) {
    case 'OpenApiConnection':
    case 'OpenApiConnectionWebhook':
    case 'ApiConnection':
    case 'ApiConnectionWebhook':
      return { words: callInWords(membersOf(inputs.host), membersOf(inputs.parameters), touches) };
    case 'If': {
      const first = { words: `if ${conditionOf(action.expression)}`, inside: inside(action.actions) };
      const otherwise = inside(membersOf(action.else).actions);
      return otherwise.length === 0
        ? first
        : { words: 'choose', inside: [first, { words: 'otherwise', inside: otherwise }] };
    }
    case 'Switch': {
      const cases = Object.values(membersOf(action.cases)).map((each): SaidStep => {
        const { case: value, actions } = membersOf(each);
        return { words: `where it is ${valueInWords(value)}`, inside: inside(actions) };
      });
      const rest = inside(membersOf(action.default).actions);
      return {
        words: `by ${valueInWords(action.expression)}`,
        inside: rest.length === 0 ? cases : [...cases, { words: 'otherwise', inside: rest }],
      };
    }
    case 'Foreach':
      return { words: `for each of ${valueInWords(action.foreach)}`, inside: inside(action.actions) };
    case 'Until':
      return { words: `again until ${conditionOf(action.expression)}`, inside: inside(action.actions) };
    case 'Scope':
      return { words: titled(name), inside: inside(action.actions) };
    case 'Http':
      return { words: `call ${textOf(inputs.method) || 'GET'} ${valueInWords(inputs.uri)}` };
    case 'Response':
      return { words: 'answer whoever called' };
    case 'Workflow':
      return { words: `run the flow ${textOf(membersOf(inputs.host).workflowReferenceName) || '?'}` };
    case 'Terminate':
      return { words: `stop as ${textOf(inputs.runStatus).toLowerCase() || '?'}` };
    case 'Wait':
      return { words: waitInWords(inputs) };
    case 'InitializeVariable': {
      const variables: readonly Node[] = Array.isArray(inputs.variables) ? inputs.variables : [];
      const told = variables.map((each) => {
        const { name: variable, value } = membersOf(each);
        return `${textOf(variable)} = ${valueInWords(value)}`;
      });
      return { words: `begin with ${told.join(', ')}` };
    }
    case 'SetVariable':
    case 'AppendToStringVariable':
    case 'AppendToArrayVariable':
    case 'IncrementVariable':
    case 'DecrementVariable': {
      const verb =
        { S: 'set', A: 'add to', I: 'raise', D: 'lower' }[textOf(action.type).slice(0, 1)] ?? 'set';
      return {
        words: `${verb} the variable ${textOf(inputs.name)}${inputs.value === undefined ? '' : ` by ${valueInWords(inputs.value)}`}`,
      };
    }
    case 'Compose':
      return { words: `put together ${valueInWords(action.inputs)}` };
    case 'ParseJson':
    case 'Query':
    case 'Select':
    case 'Join':
    case 'Table':
      return { words: `${titled(name)} (reshapes what came before)` };
    default:
      return {
        words: `${quoted(titled(name))}, an action of the kind ${textOf(action.type) || '?'} that cannot be told in words`,
      };
  }
}

/** A call of a service: of Dataverse in words, of others by the service's own names. */
function callInWords(
  host: Readonly<Record<string, Node>>,
  parameters: Readonly<Record<string, Node>>,
  touches: Touch[],
): string {
  const operation = textOf(host.operationId);
  const service = connectorOf(host);
  if (!/^commondataservice/.test(service)) {
    const told = parametersInWords(parameters);
    return `${/^SendEmail/i.test(operation) ? 'send an e-mail' : operation || '?'} through ${service}${told === '' ? '' : ` with ${told}`}`;
  }
  const table = textOf(parameters.entityName) || '?';
  const items = Object.entries(parameters)
    .filter(([name]) => name.startsWith('item/'))
    .map(([name, value]) => ({ field: (name.slice(5).split('/')[0] ?? '').split('@')[0] ?? '', value }));
  const values = items.map(({ field, value }) => `${field} = ${valueInWords(value)}`).join(', ');
  const row = parameters.recordId === undefined ? '' : ` with the id ${valueInWords(parameters.recordId)}`;
  const touch = (how: Touch['how'], fields: readonly string[]): void => {
    if (fields.length === 0) touches.push({ how, what: table });
    for (const field of fields) touches.push({ how, what: `${table}.${field}` });
  };
  const selected = textOf(parameters.$select)
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '');
  switch (operation) {
    case 'CreateRecord':
      touch('creates', []);
      return `create ${one('row')} of ${table}${values === '' ? '' : ` with ${values}`}`;
    case 'UpdateRecord':
    case 'UpdateOnlyRecord':
      touch(
        'writes',
        items.map(({ field }) => field),
      );
      return `update the row of ${table}${row}${values === '' ? '' : `: ${values}`}`;
    case 'DeleteRecord':
      touch('deletes', []);
      return `delete the row of ${table}${row}`;
    case 'GetItem':
      touch('reads', selected);
      return `read the row of ${table}${row}`;
    case 'ListRecords': {
      touch('reads', selected);
      const filter = textOf(parameters.$filter);
      return `list rows of ${table}${filter === '' ? '' : ` with ${valueInWords(filter)}`}`;
    }
    default: {
      const told = parametersInWords(parameters);
      return `${operation || '?'} in Dataverse${told === '' ? '' : ` with ${told}`}`;
    }
  }
}

function waitInWords(inputs: Readonly<Record<string, Node>>): string {
  const { count, unit } = membersOf(inputs.interval);
  if (count !== undefined)
    return `wait for ${textOf(count)} ${textOf(unit).toLowerCase()}${count === 1 ? '' : 's'}`;
  return `wait until ${valueInWords(membersOf(inputs.until).timestamp)}`;
}
