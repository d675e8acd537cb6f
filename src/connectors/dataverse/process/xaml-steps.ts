import { conditionInWords } from './conditions.ts';
import type { Said, SaidStep } from './said.ts';
import { onForms, onRecords, type Reading, whose } from './xaml-actions.ts';
import { child, keyed, type XamlElement, xamlTree } from './xaml-tree.ts';
import { bare, expressionInWords, parametersOf, Variables } from './xaml-values.ts';

/** Where the platform's own building blocks are, which stand in an `ActivityReference`. */
const PLATFORM = 'Microsoft.Crm.Workflow.Activities.';

/** Elements that only hold others, or that the designer needs and people do not. */
const SCAFFOLD: ReadonlySet<string> = new Set([
  'Activity',
  'Workflow',
  'Sequence',
  'Collection',
  'ActivityReference.Properties',
  'If',
  'If.Then',
  'If.Else',
]);
const SILENT: ReadonlySet<string> = new Set([
  'Assign',
  'Persist',
  'RetrieveEntity',
  'Members',
  'VisualBasic.Settings',
  'ActivityReference.Arguments',
  'SetEntityProperty.TargetType',
  'GetEntityProperty.TargetType',
  'Null',
  'String',
  'Boolean',
  'Int32',
  'InArgument',
  'OutArgument',
  'StepLabel',
]);

/**
 * What a classic process (workflow, action, dialog, business rule, business process flow) does, from its XAML: the
 * designer's many activities told as the steps that a person put there. A building block that is not known is named, not
 * guessed at. Null for what is no XAML.
 */
export function xamlSteps(xaml: string): Said | null {
  const root = xamlTree(xaml);
  if (root === null) return null;
  const reading: Reading = { variables: new Variables(), touches: [], pending: new Map() };
  declare(root, reading.variables);
  const steps = stepsOf(root, reading);
  return { steps, touches: reading.touches };
}

function declare(element: XamlElement, variables: Variables): void {
  const { Name: name, Default: initial } = element.attributes;
  if (element.name === 'Variable' && name !== undefined) variables.declare(name, initial);
  for (const one of element.children) declare(one, variables);
}

function stepsOf(element: XamlElement, reading: Reading): readonly SaidStep[] {
  const { name, attributes } = element;
  switch (name) {
    case 'ActivityReference':
      return referenced(element, reading);
    case 'GetEntityProperty': {
      const field = `${attributes.EntityName ?? '?'}.${attributes.Attribute ?? '?'}`;
      reading.touches.push({ how: 'reads', what: field });
      reading.variables.set(attributes.Value ?? '', `${field}${whose(attributes.Entity)}`);
      return [];
    }
    case 'SetEntityProperty': {
      const record = attributes.Entity ?? '';
      const field = attributes.Attribute ?? '?';
      const words = reading.variables.words(attributes.Value);
      reading.pending.set(record, [...(reading.pending.get(record) ?? []), { field, words }]);
      return [];
    }
    case 'UpdateEntity':
    case 'CreateEntity':
    case 'SendEmail':
    case 'SendEmailFromTemplate':
    case 'AssignEntity':
    case 'SetState':
    case 'StartChildWorkflow':
    case 'TerminateWorkflow':
    case 'Postpone':
      return [onRecords(element, reading)];
    case 'SetAttributeValue':
    case 'SetDefaultValue':
    case 'SetVisibility':
    case 'SetDisplayMode':
    case 'SetFieldRequiredLevel':
    case 'SetMessage':
      return [onForms(element, reading)];
    case 'Control': {
      const field = attributes.DataFieldName ?? attributes.ControlId ?? '?';
      reading.touches.push({ how: 'shows', what: field });
      return [{ words: `ask for ${field}` }];
    }
    default:
      if (SCAFFOLD.has(name)) return element.children.flatMap((one) => stepsOf(one, reading));
      if (SILENT.has(name) || /\.|^Variable/.test(name)) return [];
      return [{ words: `${name}, a building block that cannot be told in words` }];
  }
}

/** A building block of the platform, or code of a customer's own. */
function referenced(element: XamlElement, reading: Reading): readonly SaidStep[] {
  const type = (element.attributes.AssemblyQualifiedName ?? '').split(',')[0]?.trim() ?? '';
  const args = child(element, 'ActivityReference.Arguments');
  const properties = child(element, 'ActivityReference.Properties');
  const argument = (key: string): string | undefined => {
    const found = keyed(args, key);
    return found === null || found.text === '' ? undefined : found.text;
  };
  const inside = (): readonly SaidStep[] =>
    (properties?.children ?? []).flatMap((one) => stepsOf(one, reading));
  const words = (text: string): readonly string[] =>
    (parametersOf(text) ?? []).map((parameter) => reading.variables.words(parameter));
  if (!type.startsWith(PLATFORM)) {
    const given = (args?.children ?? [])
      .filter(({ name }) => name === 'InArgument')
      .map(({ attributes, text }) => `${attributes.Key ?? '?'} = ${reading.variables.words(text)}`);
    for (const { name, text } of args?.children ?? [])
      if (name === 'OutArgument') reading.variables.set(text, `what ${type} gives`);
    return [{ words: `run the code ${type}${given.length === 0 ? '' : ` with ${given.join(', ')}`}` }];
  }
  switch (type.slice(PLATFORM.length)) {
    case 'EvaluateExpression': {
      const operator = argument('ExpressionOperator') ?? '?';
      const made = expressionInWords(
        operator,
        parametersOf(argument('Parameters') ?? '') ?? [],
        reading.variables,
      );
      reading.variables.set(argument('Result') ?? '', made);
      return [];
    }
    case 'ConvertCrmXrmTypes':
      reading.variables.set(argument('Result') ?? '', reading.variables.words(argument('Value')));
      return [];
    case 'EvaluateCondition': {
      const operand = reading.variables.words(argument('Operand'));
      const told = conditionInWords(
        argument('ConditionOperator') ?? '?',
        operand,
        words(argument('Parameters') ?? ''),
      );
      reading.variables.set(argument('Result') ?? '', told);
      return [];
    }
    case 'EvaluateLogicalCondition': {
      const operator = argument('LogicalOperator')?.toLowerCase() === 'or' ? 'or' : 'and';
      const left = reading.variables.words(argument('LeftOperand'));
      const right = reading.variables.words(argument('RightOperand'));
      const bracketed =
        operator === 'and'
          ? [left, right].map((one) => (/ or /.test(one) ? `(${one})` : one))
          : [left, right];
      reading.variables.set(argument('Result') ?? '', bracketed.join(` ${operator} `));
      return [];
    }
    case 'ConditionSequence':
      return conditionSequence(inside(), bare(argument('Wait') ?? 'False').toLowerCase() === 'true');
    case 'ConditionBranch': {
      const condition = reading.variables.words(argument('Condition'));
      const then = keyed(properties, 'Then');
      const otherwise = keyed(properties, 'Else');
      const first = { words: condition, inside: then === null ? [] : stepsOf(then, reading) };
      const last = otherwise === null ? [] : stepsOf(otherwise, reading);
      return last.length === 0 ? [first] : [first, { words: 'true', inside: last }];
    }
    case 'Composite':
    case 'StepComposite':
    case 'RelationshipCollectionComposite':
    case 'RelationshipComposite':
      return inside();
    case 'EntityComposite':
    case 'StageComposite':
    case 'PageComposite': {
      const kind = type.slice(PLATFORM.length).replace('Composite', '').toLowerCase();
      const told = inside();
      return kind === 'entity' ? told : [{ words: `${kind} "${labelOf(element)}"`, inside: told }];
    }
    default:
      return [{ words: `${type.slice(PLATFORM.length)}, a building block that cannot be told in words` }];
  }
}

/** The branches are tried one after the other; the one that is always true is the rest. */
function conditionSequence(branches: readonly SaidStep[], waits: boolean): readonly SaidStep[] {
  return branches.map(({ words, inside = [] }, at) => {
    if (words === 'true' && at > 0) return { words: 'otherwise', inside };
    const asked = waits ? `wait until ${words}` : `${at === 0 ? 'if' : 'otherwise, if'} ${words}`;
    return waits && inside.length === 0 ? { words: asked } : { words: asked, inside };
  });
}

/** What the author called a step: "StageStep4: Qualify". */
function labelOf(element: XamlElement): string {
  const shown = element.attributes.DisplayName ?? '';
  const after = shown.indexOf(': ');
  return after < 0 ? shown : shown.slice(after + 2);
}
