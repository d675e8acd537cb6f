/**
 * Definitions of classic processes as their designer writes them (Windows Workflow Foundation 4 with the activities of
 * `Microsoft.Xrm.Sdk.Workflow` and `Microsoft.Crm.Workflow`): every value goes through a variable of the step.
 */
const VERSION = 'Version=9.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35';

/** A process around its steps. */
export function workflowXaml(id: string, steps: readonly string[]): string {
  const type = `XrmWorkflow${id.replaceAll('-', '')}`;
  const entities = 'InArgument(scg:IDictionary(x:String, mxs:Entity))';
  return [
    '<?xml version="1.0" encoding="utf-16"?>',
    `<Activity x:Class="${type}" xmlns="http://schemas.microsoft.com/netfx/2009/xaml/activities"`,
    ' xmlns:mcwb="clr-namespace:Microsoft.Crm.Workflow.BusinessProcessFlowActivities;assembly=Microsoft.Crm.Workflow"',
    ' xmlns:mcwc="clr-namespace:Microsoft.Crm.Workflow.ClientActivities;assembly=Microsoft.Crm.Workflow"',
    ' xmlns:mcwo="clr-namespace:Microsoft.Crm.Workflow.ObjectModel;assembly=Microsoft.Crm"',
    ` xmlns:mxs="clr-namespace:Microsoft.Xrm.Sdk;assembly=Microsoft.Xrm.Sdk, ${VERSION}"`,
    ` xmlns:mxsq="clr-namespace:Microsoft.Xrm.Sdk.Query;assembly=Microsoft.Xrm.Sdk, ${VERSION}"`,
    ` xmlns:mxswa="clr-namespace:Microsoft.Xrm.Sdk.Workflow.Activities;assembly=Microsoft.Xrm.Sdk.Workflow, ${VERSION}"`,
    ' xmlns:mva="clr-namespace:Microsoft.VisualBasic.Activities;assembly=System.Activities"',
    ' xmlns:s="clr-namespace:System;assembly=mscorlib"',
    ' xmlns:scg="clr-namespace:System.Collections.Generic;assembly=mscorlib"',
    ' xmlns:sco="clr-namespace:System.Collections.ObjectModel;assembly=mscorlib"',
    ' xmlns:x="http://schemas.microsoft.com/winfx/2006/xaml">',
    `<x:Members><x:Property Name="InputEntities" Type="${entities}" /><x:Property Name="CreatedEntities" Type="${entities}" /></x:Members>`,
    '<mva:VisualBasic.Settings>Assembly references and imported namespaces for internal implementation</mva:VisualBasic.Settings>',
    `<mxswa:Workflow>${steps.join('')}</mxswa:Workflow>`,
    '</Activity>',
  ].join('');
}

/** A value and the activities that fill the variable of this name with it. */
export type Value = (variable: string) => string;

/** A constant of a `WorkflowPropertyType`. */
export function constant(type: string, text: string): Value {
  return (variable) =>
    expression(
      'CreateCrmType',
      `Microsoft.Xrm.Sdk.Workflow.WorkflowPropertyType.${type}, "${text}"`,
      variable,
    );
}

/** A field of the record, or of the one that a lookup of it leads to (`related_ownerid#systemuser`). */
export function field(entity: string, attribute: string, record = 'primaryEntity'): Value {
  return (variable) =>
    `${get(entity, attribute, `${variable}_f`, record)}${expression('SelectFirstNonNull', `${variable}_f`, variable)}`;
}

function get(entity: string, attribute: string, variable: string, record: string): string {
  return `<mxswa:GetEntityProperty Attribute="${attribute}" Entity="[InputEntities(&quot;${record}&quot;)]" EntityName="${entity}" Value="[${variable}]" />`;
}

function expression(operator: string, parameters: string, variable: string): string {
  return reference('EvaluateExpression', 'EvaluateExpression', [
    ['x:String', 'ExpressionOperator', operator],
    ['s:Object[]', 'Parameters', `[New Object() { ${escaped(parameters)} }]`],
    ['Out x:Object', 'Result', `[${variable}]`],
  ]);
}

type Argument = readonly [type: string, key: string, text: string];

function reference(type: string, name: string, args: readonly Argument[], properties = ''): string {
  const assembly = `Microsoft.Crm.Workflow.Activities.${type}, Microsoft.Crm.Workflow, ${VERSION}`;
  const told = args.map(([kind, key, text]) => {
    const direction = kind.startsWith('Out ') ? 'OutArgument' : 'InArgument';
    return `<${direction} x:TypeArguments="${kind.replace('Out ', '')}" x:Key="${key}">${text}</${direction}>`;
  });
  return [
    `<mxswa:ActivityReference AssemblyQualifiedName="${assembly}" DisplayName="${escaped(name)}">`,
    told.length === 0
      ? ''
      : `<mxswa:ActivityReference.Arguments>${told.join('')}</mxswa:ActivityReference.Arguments>`,
    properties === ''
      ? ''
      : `<mxswa:ActivityReference.Properties>${properties}</mxswa:ActivityReference.Properties>`,
    '</mxswa:ActivityReference>',
  ].join('');
}

function collection(activities: string, variables = ''): string {
  return `<sco:Collection x:TypeArguments="Variable" x:Key="Variables">${variables}</sco:Collection><sco:Collection x:TypeArguments="Activity" x:Key="Activities">${activities}</sco:Collection>`;
}

/** Steps of one branch, in a composite. */
function composite(name: string, steps: readonly string[]): string {
  return reference('Composite', name, [], collection(steps.join(''))).replace(
    '<mxswa:ActivityReference ',
    '<mxswa:ActivityReference x:Key="Then" ',
  );
}

type Values = Readonly<Record<string, Value>>;

function assigned(step: string, entity: string, record: string, values: Values): string {
  return Object.entries(values)
    .map(([attribute, value], at) => {
      const variable = `${step}_${at + 1}`;
      return `${value(variable)}<mxswa:SetEntityProperty Attribute="${attribute}" Entity="[CreatedEntities(&quot;${record}#Temp&quot;)]" EntityName="${entity}" Value="[${variable}]"><mxswa:SetEntityProperty.TargetType><InArgument x:TypeArguments="s:Type"><mxswa:ReferenceLiteral x:TypeArguments="s:Type" Value="x:String" /></InArgument></mxswa:SetEntityProperty.TargetType></mxswa:SetEntityProperty>`;
    })
    .join('');
}

function made(record: string, entity: string): string {
  return `<Assign x:TypeArguments="mxs:Entity" To="[CreatedEntities(&quot;${record}#Temp&quot;)]" Value="[New Entity(&quot;${entity}&quot;)]" />`;
}

function sequence(step: string, activities: string): string {
  return `<Sequence DisplayName="${step}">${activities}<Persist /></Sequence>`;
}

export function update(step: string, entity: string, values: Values): string {
  const record = 'primaryEntity';
  return sequence(
    step,
    `${made(record, entity)}${assigned(step, entity, record, values)}<mxswa:UpdateEntity DisplayName="${step}" Entity="[CreatedEntities(&quot;${record}#Temp&quot;)]" EntityName="${entity}" />`,
  );
}

export function create(step: string, entity: string, values: Values): string {
  const record = `${step}_localParameter`;
  return sequence(
    step,
    `${made(record, entity)}${assigned(step, entity, record, values)}<mxswa:CreateEntity EntityId="{x:Null}" DisplayName="${step}" Entity="[CreatedEntities(&quot;${record}#Temp&quot;)]" EntityName="${entity}" />`,
  );
}

export function sendEmail(step: string, values: Values): string {
  const record = `${step}_localParameter`;
  return sequence(
    step,
    `${made(record, 'email')}${assigned(step, 'email', record, values)}<mxswa:SendEmail EntityId="{x:Null}" DisplayName="${step}" Entity="[CreatedEntities(&quot;${record}#Temp&quot;)]" />`,
  );
}

export function assign(step: string, entity: string, kind: 'team' | 'systemuser', id: string): string {
  return sequence(
    step,
    `<mxswa:AssignEntity Owner="[New EntityReference(&quot;${kind}&quot;, New Guid(&quot;${id}&quot;))]" DisplayName="${step}" Entity="[InputEntities(&quot;primaryEntity&quot;)]" EntityId="[InputEntities(&quot;primaryEntity&quot;).Id]" EntityName="${entity}" />`,
  );
}

export function setState(step: string, entity: string, state: number, status: number): string {
  const option = (name: string, value: number): string =>
    `<mxswa:SetState.${name}><InArgument x:TypeArguments="mxs:OptionSetValue"><mxswa:ReferenceLiteral x:TypeArguments="mxs:OptionSetValue"><mxs:OptionSetValue ExtensionData="{x:Null}" Value="${value}" /></mxswa:ReferenceLiteral></InArgument></mxswa:SetState.${name}>`;
  return `<mxswa:SetState DisplayName="${step}" Entity="[InputEntities(&quot;primaryEntity&quot;)]" EntityId="[InputEntities(&quot;primaryEntity&quot;).Id]" EntityName="${entity}">${option('State', state)}${option('Status', status)}</mxswa:SetState><Persist />`;
}

/** Code of the customer's own, as an activity of an assembly. */
export function customActivity(step: string, type: string, inputs: Values): string {
  const entries = Object.entries(inputs);
  const before = entries.map(([, value], at) => value(`${step}_${at + 1}`)).join('');
  const args = entries.map(
    ([key], at) =>
      `<InArgument x:TypeArguments="x:String" x:Key="${key}">[DirectCast(${step}_${at + 1}, System.String)]</InArgument>`,
  );
  return reference(
    'Composite',
    step,
    [],
    collection(
      `${before}<mxswa:ActivityReference AssemblyQualifiedName="${type}, Version=1.0.0.0, Culture=neutral, PublicKeyToken=0f365c11a1c0ffee" DisplayName="${step}"><mxswa:ActivityReference.Arguments>${args.join('')}</mxswa:ActivityReference.Arguments></mxswa:ActivityReference>`,
    ),
  );
}

export function stop(step: string, reason: string): string {
  return `<Sequence DisplayName="${step}">${constant('String', reason)(`${step}_1`)}<TerminateWorkflow DisplayName="${step}" Exception="[New Microsoft.Xrm.Sdk.InvalidPluginExecutionException(Microsoft.Xrm.Sdk.OperationStatus.Canceled)]" Reason="[DirectCast(${step}_1, System.String)]" /></Sequence>`;
}

/** `operator` is one of `ConditionOperator`; without a value for `Null` and `NotNull`. */
export interface Test {
  readonly entity: string;
  readonly attribute: string;
  readonly operator: string;
  readonly value?: Value;
}

/** Branches tried one after the other, each all of its tests; `otherwise` where none fits. */
export function check(
  step: string,
  branches: readonly { readonly tests: readonly Test[]; readonly steps: readonly string[] }[],
  otherwise: readonly string[] = [],
  wait = false,
): string {
  const told = branches.map(({ tests, steps }, at) => branch(`${step}_b${at + 1}`, tests, steps));
  const rest =
    otherwise.length === 0
      ? ''
      : reference(
          'ConditionBranch',
          `${step}_else`,
          [['x:Boolean', 'Condition', '[True]']],
          `${composite(`${step}_else`, otherwise)}<x:Null x:Key="Else" /><x:Null x:Key="Description" />`,
        );
  return reference(
    'ConditionSequence',
    step,
    [['x:Boolean', 'Wait', wait ? '[True]' : '[False]']],
    collection(`${told.join('')}${rest}`),
  );
}

function branch(name: string, tests: readonly Test[], steps: readonly string[]): string {
  const results = tests.map((_, at) => `${name}_r${at + 1}`);
  const tested = tests.map(({ entity, attribute, operator, value }, at) => {
    const [left, right] = [`${name}_l${at + 1}`, `${name}_v${at + 1}`];
    const parameters =
      value === undefined
        ? '<x:Null x:Key="Parameters" />'
        : `<InArgument x:TypeArguments="s:Object[]" x:Key="Parameters">[New Object() { ${right} }]</InArgument>`;
    return `${get(entity, attribute, left, 'primaryEntity')}${value === undefined ? '' : value(right)}${reference(
      'EvaluateCondition',
      'EvaluateCondition',
      [
        ['mxsq:ConditionOperator', 'ConditionOperator', operator],
        ['x:Object', 'Operand', `[${left}]`],
        ['Out x:Boolean', 'Result', `[${results[at] ?? ''}]`],
      ],
    ).replace('</mxswa:ActivityReference.Arguments>', `${parameters}</mxswa:ActivityReference.Arguments>`)}`;
  });
  const folded = results.slice(1).map((right, at) =>
    reference('EvaluateLogicalCondition', 'EvaluateLogicalCondition', [
      ['mxsq:LogicalOperator', 'LogicalOperator', 'And'],
      ['x:Boolean', 'LeftOperand', `[${at === 0 ? (results[0] ?? '') : `${name}_a${at}`}]`],
      ['x:Boolean', 'RightOperand', `[${right}]`],
      ['Out x:Boolean', 'Result', `[${name}_a${at + 1}]`],
    ]),
  );
  const condition = results.length > 1 ? `${name}_a${results.length - 1}` : (results[0] ?? 'True');
  const then = steps.length === 0 ? '<x:Null x:Key="Then" />' : composite(name, steps);
  return `${tested.join('')}${folded.join('')}${reference(
    'ConditionBranch',
    name,
    [['x:Boolean', 'Condition', `[${condition}]`]],
    `${then}<x:Null x:Key="Else" /><x:Null x:Key="Description" />`,
  )}`;
}

/** Of a business rule: something that happens on the form. */
export function onForm(
  name: string,
  entity: string,
  control: string,
  attributes: string,
  label?: string,
): string {
  const head = `<mcwc:${name} ControlId="${control}" ControlType="standard" Entity="[InputEntities(&quot;primaryEntity&quot;)]" EntityName="${entity}"${attributes}`;
  if (label === undefined) return `<Sequence>${head} /></Sequence>`;
  return `<Sequence>${head}><mcwc:${name}.StepLabels><mcwo:StepLabel Description="${escaped(label)}" LabelId="00000000-0000-0000-0000-000000000000" LanguageCode="1033" /></mcwc:${name}.StepLabels></mcwc:${name}></Sequence>`;
}

/** Of a business rule: a value put into the form. */
export function onFormValue(step: string, entity: string, values: Values): string {
  const record = 'primaryEntity';
  return `<Sequence DisplayName="${step}">${made(record, entity)}${assigned(step, entity, record, values)}<mcwc:SetAttributeValue DisplayName="${step}" Entity="[CreatedEntities(&quot;${record}#Temp&quot;)]" EntityName="${entity}" /></Sequence>`;
}

/** A stage of a business process flow, and the fields that it asks for. */
export function stage(step: number, entity: string, label: string, fields: readonly string[]): string {
  const controls = fields.map((name, at) =>
    reference(
      'StepComposite',
      `StepStep${step}${at}: ${name}`,
      [],
      `${collection(`<Sequence DisplayName="ControlStep${step}${at}"><mcwb:Control ClassId="4273edbd-ac1d-40d3-9fb2-095c621b552d" ControlId="${name}" DataFieldName="${name}" IsSystemControl="False" SystemStepType="0" /></Sequence>`)}<x:Boolean x:Key="IsProcessRequired">False</x:Boolean>`,
    ),
  );
  return reference(
    'EntityComposite',
    `EntityStep${step}: ${entity}`,
    [],
    collection(
      reference(
        'StageComposite',
        `StageStep${step}: ${label}`,
        [],
        `${collection(controls.join(''))}<x:String x:Key="StageCategory">${step - 1}</x:String>`,
      ),
    ),
  );
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
