import { one, type SaidStep, type Touch } from './said.ts';
import { child, type XamlElement } from './xaml-tree.ts';
import { bare, UNREAD, type Variables } from './xaml-values.ts';

/** What was read of a process before the step that is told. */
export interface Reading {
  readonly variables: Variables;
  readonly touches: Touch[];
  /** Fields that were given values and not yet saved, by the expression of their record. */
  readonly pending: Map<string, { readonly field: string; readonly words: string }[]>;
}

/** What a step does to records. */
export function onRecords(element: XamlElement, reading: Reading): SaidStep {
  const { attributes } = element;
  const entity = attributes.EntityName ?? '?';
  const set = given(attributes.Entity, reading);
  const wrote = (table: string): void => {
    for (const { field } of set) reading.touches.push({ how: 'writes', what: `${table}.${field}` });
  };
  const values = set.map(({ field, words }) => `${field} = ${words}`).join(', ');
  switch (element.name) {
    case 'CreateEntity':
      reading.touches.push({ how: 'creates', what: entity });
      return { words: `create ${one(entity)}${values === '' ? '' : ` with ${values}`}` };
    case 'SendEmail':
      reading.touches.push({ how: 'creates', what: 'email' });
      return { words: `send an e-mail${values === '' ? ', written in another step' : ` with ${values}`}` };
    case 'SendEmailFromTemplate':
      reading.touches.push({ how: 'creates', what: 'email' });
      return { words: `send an e-mail by a template${values === '' ? '' : ` with ${values}`}` };
    case 'AssignEntity': {
      reading.touches.push({ how: 'writes', what: `${entity}.ownerid` });
      const literal = /New EntityReference\("(\w+)",\s*New Guid\("([0-9a-fA-F-]+)"\)\)/.exec(
        attributes.Owner ?? '',
      );
      const owner =
        literal === null ? reading.variables.words(attributes.Owner) : `the ${literal[1]} ${literal[2]}`;
      return { words: `assign the ${entity}${whose(attributes.Entity)} to ${owner}` };
    }
    case 'SetState': {
      reading.touches.push(
        { how: 'writes', what: `${entity}.statecode` },
        { how: 'writes', what: `${entity}.statuscode` },
      );
      const state = optionIn(child(element, 'SetState.State'));
      const status = optionIn(child(element, 'SetState.Status'));
      return {
        words: `set the state of the ${entity}${whose(attributes.Entity)} to ${state}, its status reason to ${status}`,
      };
    }
    case 'StartChildWorkflow':
      return { words: `start the workflow ${attributes.WorkflowId ?? '?'} for the ${entity}` };
    case 'TerminateWorkflow': {
      const cancelled = /OperationStatus\.Canceled/.test(attributes.Exception ?? '');
      const reason = reading.variables.words(attributes.Reason);
      return {
        words: `stop${cancelled ? ' as cancelled' : ''}${reason === UNREAD ? '' : `, saying ${reason}`}`,
      };
    }
    case 'Postpone':
      return { words: `wait until ${reading.variables.words(attributes.PostponeUntil)}` };
    default:
      wrote(entity);
      return {
        words: `update the ${entity}${whose(attributes.Entity)}${values === '' ? '' : `: ${values}`}`,
      };
  }
}

/** What happens on a form in front of a person. */
export function onForms(element: XamlElement, reading: Reading): SaidStep {
  const { attributes } = element;
  const entity = attributes.EntityName ?? '?';
  const field = attributes.ControlId ?? '?';
  const shows = (words: string): SaidStep => {
    reading.touches.push({ how: 'shows', what: `${entity}.${field}` });
    return { words };
  };
  switch (element.name) {
    case 'SetAttributeValue':
    case 'SetDefaultValue': {
      const set = given(attributes.Entity, reading);
      for (const one of set) reading.touches.push({ how: 'writes', what: `${entity}.${one.field}` });
      const values = set.map((one) => `${one.field} = ${one.words}`).join(', ');
      return {
        words: `set ${element.name === 'SetDefaultValue' ? 'as a default ' : ''}${values === '' ? UNREAD : values}`,
      };
    }
    case 'SetVisibility':
      return shows(`${isTrue(attributes.IsVisible) ? 'show' : 'hide'} ${field}`);
    case 'SetDisplayMode':
      return shows(`${isTrue(attributes.IsReadOnly) ? 'lock' : 'unlock'} ${field}`);
    case 'SetFieldRequiredLevel':
      return shows(
        `make ${field} ${attributes.RequiredLevel === 'Required' ? 'required' : attributes.RequiredLevel === 'Recommended' ? 'recommended' : 'optional'}`,
      );
    default: {
      const label = stepLabel(element);
      return shows(
        `show ${label === null ? 'a message that cannot be read' : `the message "${label}"`} at ${field}`,
      );
    }
  }
}

/** The fields that were given values for the record since it was saved last. */
function given(
  record: string | undefined,
  { pending }: Reading,
): readonly { readonly field: string; readonly words: string }[] {
  const set = pending.get(record ?? '') ?? [];
  pending.delete(record ?? '');
  return set;
}

/** `InputEntities("related_parentaccountid#account")` is not the record itself but one that it refers to. */
export function whose(entity: string | undefined): string {
  const related = /related_(\w+)#/.exec(entity ?? '')?.[1];
  if (related !== undefined) return ` in ${related}`;
  return /CreatedEntities\("\w*_localParameter/.test(entity ?? '') ? ' that was created' : '';
}

function optionIn(element: XamlElement | null): string {
  if (element === null) return UNREAD;
  if (element.name === 'OptionSetValue') return element.attributes.Value ?? UNREAD;
  for (const one of element.children) {
    const found = optionIn(one);
    if (found !== UNREAD) return found;
  }
  return UNREAD;
}

function stepLabel(element: XamlElement): string | null {
  for (const one of element.children) {
    if (one.name === 'StepLabel') return one.attributes.Description ?? one.attributes.Text ?? null;
    const found = stepLabel(one);
    if (found !== null) return found;
  }
  return null;
}

function isTrue(text: string | undefined): boolean {
  return bare(text ?? '').toLowerCase() === 'true';
}
