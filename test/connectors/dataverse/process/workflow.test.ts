import { describe, expect, it } from 'vitest';
import {
  workflowDoes,
  workflowKind,
  workflowTouches,
  workflowTrigger,
} from '../../../../src/connectors/dataverse/process/workflow.ts';

/** A process around its activities, with what every designer's file has around them. */
function xaml(activities: string): string {
  return `<?xml version="1.0" encoding="utf-16"?>
<Activity x:Class="XrmWorkflow0f365" xmlns="http://schemas.microsoft.com/netfx/2009/xaml/activities"
  xmlns:mxswa="clr-namespace:Microsoft.Xrm.Sdk.Workflow.Activities;assembly=Microsoft.Xrm.Sdk.Workflow, Version=9.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35"
  xmlns:x="http://schemas.microsoft.com/winfx/2006/xaml">
  <x:Members><x:Property Name="InputEntities" Type="InArgument(scg:IDictionary(x:String, mxs:Entity))" /></x:Members>
  <mxswa:Workflow>${activities}</mxswa:Workflow>
</Activity>`;
}

const platform = (type: string, args: Readonly<Record<string, string>>, properties = '', key = ''): string =>
  `<mxswa:ActivityReference ${key === '' ? '' : `x:Key="${key}" `}AssemblyQualifiedName="Microsoft.Crm.Workflow.Activities.${type}, Microsoft.Crm.Workflow, Version=9.0.0.0" DisplayName="${type}">
     <mxswa:ActivityReference.Arguments>${Object.entries(args)
       .map(([name, text]) => `<InArgument x:TypeArguments="x:Object" x:Key="${name}">${text}</InArgument>`)
       .join('')}</mxswa:ActivityReference.Arguments>
     <mxswa:ActivityReference.Properties>${properties}</mxswa:ActivityReference.Properties>
   </mxswa:ActivityReference>`;
const constant = (type: string, text: string, variable: string): string =>
  platform('EvaluateExpression', {
    ExpressionOperator: 'CreateCrmType',
    Parameters: `[New Object() { Microsoft.Xrm.Sdk.Workflow.WorkflowPropertyType.${type}, &quot;${text}&quot; }]`,
    Result: `[${variable}]`,
  });
const set = (attribute: string, variable: string): string =>
  `<mxswa:SetEntityProperty Attribute="${attribute}" Entity="[CreatedEntities(&quot;primaryEntity#Temp&quot;)]" EntityName="lead" Value="[${variable}]" />`;
const update =
  '<mxswa:UpdateEntity DisplayName="UpdateStep1" Entity="[CreatedEntities(&quot;primaryEntity#Temp&quot;)]" EntityName="lead" />';
const activities = (inside: string): string =>
  `<sco:Collection xmlns:sco="c" x:TypeArguments="Activity" x:Key="Activities">${inside}</sco:Collection>`;
const read = (attribute: string, variable: string): string =>
  `<mxswa:GetEntityProperty Attribute="${attribute}" Entity="[InputEntities(&quot;primaryEntity&quot;)]" EntityName="lead" Value="[${variable}]" />`;
const compare = (operator: string, left: string, right: string, result: string): string =>
  platform('EvaluateCondition', {
    ConditionOperator: operator,
    Parameters: `[New Object() { ${right} }]`,
    Operand: `[${left}]`,
    Result: `[${result}]`,
  });
const branch = (condition: string, steps: string): string =>
  platform(
    'ConditionBranch',
    { Condition: `[${condition}]` },
    platform('Composite', {}, activities(steps), 'Then'),
  );

const workflow = (activitiesOf: string, more: object = {}) => ({
  category: 0,
  type: 1,
  mode: 0,
  scope: 4,
  statecode: 1,
  primaryentity: 'lead',
  xaml: xaml(activitiesOf),
  ...more,
});

describe('what a classic workflow does', () => {
  it('tells constants, fields and expressions through their variables', () => {
    const steps = `<Sequence DisplayName="UpdateStep1"><Sequence.Variables><Variable x:TypeArguments="x:Object" Name="S_4" /></Sequence.Variables>
      ${constant('String', 'Call, &quot;&quot;now&quot;&quot;', 'S_1')}${set('subject', 'S_1')}
      ${constant('OptionSetValue', '2', 'S_2')}${set('prioritycode', 'S_2')}
      ${read('firstname', 'S_3a')}${constant('String', 'nobody', 'S_3b')}${platform('EvaluateExpression', {
        ExpressionOperator: 'SelectFirstNonNull',
        Parameters: '[New Object() { S_3a, S_3b }]',
        Result: '[S_3]',
      })}${set('description', 'S_3')}
      ${set('fax', 'S_4')}${set('telephone1', 'S_unheard_of')}${update}</Sequence>`;
    expect(workflowDoes(workflow(steps))).toBe(
      'Update the lead: subject = "Call, "now"", prioritycode = option 2, description = lead.firstname or, where that is empty, "nobody", fax = empty, telephone1 = a value that cannot be read.',
    );
    expect(workflowTouches(workflow(steps))).toBe(
      'reads lead.firstname; writes lead.description, lead.fax, lead.prioritycode, lead.subject, lead.telephone1',
    );
  });

  it('tells conditions, and what else, and one in another', () => {
    const inner = platform(
      'ConditionSequence',
      { Wait: '[False]' },
      activities(`${read('revenue', 'C')}${constant('Money', '5000', 'D')}${compare('GreaterThan', 'C', 'D', 'E')}
        ${branch('E', `${constant('String', 'big', 'F')}${set('subject', 'F')}${update}`)}`),
    );
    const steps = platform(
      'ConditionSequence',
      { Wait: '[False]' },
      activities(`${read('statuscode', 'A')}${constant('OptionSetValue', '3', 'B')}${compare('Equal', 'A', 'B', 'R1')}
        ${read('companyname', 'A2')}${compare('NotNull', 'A2', '', 'R2')}
        ${platform('EvaluateLogicalCondition', { LogicalOperator: 'And', LeftOperand: '[R1]', RightOperand: '[R2]', Result: '[R]' })}
        ${branch('R', inner)}
        ${branch('True', '<mxswa:SetState EntityName="lead" Entity="[InputEntities(&quot;primaryEntity&quot;)]"><mxswa:SetState.State><OptionSetValue Value="2" /></mxswa:SetState.State></mxswa:SetState>')}`),
    );
    expect(workflowDoes(workflow(steps))).toBe(
      'If lead.statuscode is option 3 and lead.companyname is filled: (if lead.revenue is above 5000: update the lead: subject = "big"). Otherwise: set the state of the lead to 2, its status reason to a value that cannot be read.',
    );
  });

  it('tells what it sends, assigns, starts, waits for, and stops with', () => {
    const steps = `<mxswa:SendEmail EntityId="{x:Null}" Entity="[CreatedEntities(&quot;primaryEntity#Temp&quot;)]" />
      <mxswa:AssignEntity EntityName="lead" Owner="[New EntityReference(&quot;team&quot;, New Guid(&quot;9c2bc275-59e8-436e-affe-b11a9aa58302&quot;))]" />
      <mxswa:StartChildWorkflow EntityName="lead" WorkflowId="11111111-0000-0000-0000-000000000000" />
      ${platform('ConditionSequence', { Wait: '[True]' }, activities(`${read('emailaddress1', 'A')}${compare('NotNull', 'A', '', 'R')}${platform('ConditionBranch', { Condition: '[R]' }, '<x:Null x:Key="Then" />')}`))}
      ${constant('String', 'no', 'T')}<TerminateWorkflow Exception="[New Microsoft.Xrm.Sdk.InvalidPluginExecutionException(Microsoft.Xrm.Sdk.OperationStatus.Canceled)]" Reason="[DirectCast(T, System.String)]" />`;
    expect(workflowDoes(workflow(steps))).toBe(
      'Send an e-mail, written in another step. Assign the lead to the team 9c2bc275-59e8-436e-affe-b11a9aa58302. Start the workflow 11111111-0000-0000-0000-000000000000 for the lead. Wait until lead.emailaddress1 is filled. Stop as cancelled, saying "no".',
    );
  });

  it('names what it does not know, and code of others, in place of guessing', () => {
    const steps = `${platform('StageRelationshipOfTomorrow', {})}<mxswa:TurnAround EntityName="lead" />
      ${constant('String', 'K-1', 'N')}<mxswa:ActivityReference AssemblyQualifiedName="Clinic.Credit.Check, Clinic.Credit, Version=1.0.0.0"><mxswa:ActivityReference.Arguments><InArgument x:Key="Account">[DirectCast(N, System.String)]</InArgument></mxswa:ActivityReference.Arguments></mxswa:ActivityReference>`;
    expect(workflowDoes(workflow(steps))).toBe(
      'StageRelationshipOfTomorrow, a building block that cannot be told in words. TurnAround, a building block that cannot be told in words. Run the code Clinic.Credit.Check with Account = "K-1".',
    );
  });

  it('says why nothing can be read', () => {
    expect(workflowDoes({ category: 0, xaml: null })).toBe(
      'Cannot be read: the login is shown no definition (xaml).',
    );
    expect(workflowDoes({ category: 2, xaml: '<Activity><open>' })).toBe(
      'Cannot be read: its definition (xaml) is no XML.',
    );
    expect(workflowDoes({ category: 2, xaml: '<Activity><Sequence></Persist></Sequence></Activity>' })).toBe(
      'Cannot be read: its definition (xaml) is no XML.',
    );
    expect(workflowDoes({ category: 6 })).toBe(
      'Cannot be read: processes of this category keep their steps elsewhere.',
    );
    expect(workflowDoes(workflow(''))).toBe('Nothing: it has no steps.');
    expect(workflowTouches({ category: 0, primaryentity: 'lead' })).toBe('lead; what else cannot be read');
  });
});

describe('what a business rule does', () => {
  const rule = (name: string, attributes: string, inside = ''): string =>
    workflowDoes(
      workflow(
        `<Sequence><mcwc:${name} xmlns:mcwc="m" ControlId="fax" EntityName="lead" ${attributes}>${inside}</mcwc:${name}></Sequence>`,
        { category: 2 },
      ),
    );
  it.each([
    ['SetVisibility', 'IsVisible="True"', 'Show fax.'],
    ['SetVisibility', 'IsVisible="[False]"', 'Hide fax.'],
    ['SetDisplayMode', 'IsReadOnly="True"', 'Lock fax.'],
    ['SetDisplayMode', 'IsReadOnly="False"', 'Unlock fax.'],
    ['SetFieldRequiredLevel', 'RequiredLevel="Required"', 'Make fax required.'],
    ['SetFieldRequiredLevel', 'RequiredLevel="None"', 'Make fax optional.'],
    ['SetMessage', '', 'Show a message that cannot be read at fax.'],
  ])('tells of %s with %s', (name, attributes, words) => {
    expect(rule(name, attributes)).toBe(words);
  });
  it('tells the message', () => {
    expect(rule('SetMessage', '', '<StepLabel Description="Too long" />')).toBe(
      'Show the message "Too long" at fax.',
    );
  });
});

describe('when a process runs', () => {
  it('says the events, the columns, the stage and whose records', () => {
    expect(
      workflowTrigger(
        workflow('', {
          mode: 1,
          scope: 2,
          triggeroncreate: true,
          createstage: 40,
          triggeronupdateattributelist: 'statuscode, ownerid',
          updatestage: 20,
          triggerondelete: true,
          ondemand: true,
        }),
      ),
    ).toBe(
      'When a record of lead is created (after it is saved), statuscode or ownerid of a record of lead changes (before it is saved) or a record of lead is deleted (after it is saved), of records of the business unit; when a person starts it.',
    );
    expect(workflowTrigger(workflow('', { subprocess: true }))).toBe('When another process starts it.');
    expect(workflowTrigger(workflow(''))).toBe('Never: nothing starts it.');
    expect(workflowTrigger({ category: 3, primaryentity: 'none' })).toBe(
      'When it is called: by code, by a workflow or by a flow.',
    );
    expect(workflowTrigger({ category: 7 })).toMatch(/^Cannot be told/);
  });

  it('says the kind, and whether it is off or a copy', () => {
    expect(workflowKind({ category: 0, mode: 1, type: 2, statecode: 1 })).toBe(
      'Workflow, in real time, the copy that the platform runs',
    );
    expect(workflowKind({ category: 5, type: 1, statecode: 0 })).toBe('Power Automate flow, switched off');
    expect(workflowKind({ category: 42 })).toBe('Process of the unknown category 42');
  });
});
