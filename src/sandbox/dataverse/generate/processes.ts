import type { Reference, Row } from '../store.ts';
import type { Context } from './context.ts';
import { flows } from './flows.ts';
import { Random } from './random.ts';
import {
  assign,
  check,
  constant,
  create,
  customActivity,
  field,
  onForm,
  onFormValue,
  sendEmail,
  setState,
  stage,
  stop,
  update,
  workflowXaml,
} from './xaml.ts';

interface Process {
  readonly name: string;
  readonly category: 0 | 1 | 2 | 3 | 4;
  readonly primaryentity: string;
  readonly uniquename?: string;
  readonly description?: string;
  readonly more?: Row;
  readonly steps: readonly string[];
}

const lead = (attribute: string) => field('lead', attribute);
const text = (words: string) => constant('String', words);
const option = (value: number) => constant('OptionSetValue', String(value));

/** Classic processes of the clinics. `team` receives what nobody has taken on. */
function processes(team: string): readonly Process[] {
  return [
    {
      name: 'LeadToOpportunityProcess',
      category: 0,
      primaryentity: 'lead',
      description:
        'What happens when a lead is qualified: an opportunity with its contact and its first phase.',
      more: { triggeronupdateattributelist: 'statuscode', ondemand: true, mode: 1, updatestage: 40 },
      steps: [
        check(
          'ConditionStep1',
          [
            {
              tests: [{ entity: 'lead', attribute: 'statuscode', operator: 'Equal', value: option(3) }],
              steps: [
                create('CreateStep2', 'opportunity', {
                  name: lead('subject'),
                  parentcontactid: lead('parentcontactid'),
                  originatingleadid: lead('leadid'),
                  estimatedvalue: lead('estimatedamount'),
                  stepname: text('Qualify'),
                }),
                setState('ChangeStatusStep3', 'lead', 1, 3),
              ],
            },
          ],
          [stop('StopWorkflowStep4', 'Only qualified leads become opportunities')],
        ),
      ],
    },
    {
      name: 'Lead without an answer for two days',
      category: 0,
      primaryentity: 'lead',
      more: { triggeroncreate: true },
      steps: [
        check('ConditionStep1', [
          {
            tests: [
              { entity: 'lead', attribute: 'emailaddress1', operator: 'NotNull' },
              { entity: 'lead', attribute: 'leadqualitycode', operator: 'In', value: option(1) },
            ],
            steps: [
              create('CreateStep2', 'task', {
                subject: text('Call back'),
                regardingobjectid: lead('leadid'),
                prioritycode: option(2),
              }),
              assign('AssignStep3', 'lead', 'team', team),
            ],
          },
        ]),
      ],
    },
    {
      name: 'Opportunity lost: thank you',
      category: 0,
      primaryentity: 'opportunity',
      more: {
        triggeronupdateattributelist: 'statecode',
        subprocess: true,
        statecode: 0,
        statuscode: 1,
        scope: 2,
      },
      steps: [
        sendEmail('SendEmailStep1', {
          subject: text('Thank you for your time'),
          to: field('opportunity', 'customerid'),
          description: text('We hope to see you in one of our clinics another time.'),
        }),
      ],
    },
    {
      name: 'Account: credit check',
      category: 0,
      primaryentity: 'account',
      more: { triggeroncreate: true, triggeronupdateattributelist: 'creditlimit,creditonhold' },
      steps: [
        customActivity('CustomActivityStep1', 'Function365.Credit.CheckActivity, Function365.Credit', {
          Account: field('account', 'accountnumber'),
        }),
        check(
          'ConditionStep2',
          [
            {
              tests: [
                {
                  entity: 'account',
                  attribute: 'creditonhold',
                  operator: 'Equal',
                  value: constant('Boolean', '1'),
                },
              ],
              steps: [],
            },
          ],
          [],
          true,
        ),
        update('UpdateStep3', 'account', { description: text('Credit was stopped, ask the back office.') }),
      ],
    },
    {
      name: 'NHS number of patients',
      category: 2,
      primaryentity: 'contact',
      more: { processtriggerscope: 1 },
      steps: [
        check(
          'ConditionStep1',
          [
            {
              tests: [{ entity: 'contact', attribute: 'new_consentgivenon', operator: 'NotNull' }],
              steps: [
                onForm('SetFieldRequiredLevel', 'contact', 'new_nhsnumber', ' RequiredLevel="Required"'),
                onForm('SetVisibility', 'contact', 'new_nhsnumber', ' IsVisible="True"'),
              ],
            },
          ],
          [onForm('SetFieldRequiredLevel', 'contact', 'new_nhsnumber', ' RequiredLevel="None"')],
        ),
      ],
    },
    {
      name: 'Credit limit is for the back office',
      category: 2,
      primaryentity: 'account',
      more: { processtriggerscope: 1 },
      steps: [
        check('ConditionStep1', [
          {
            tests: [
              {
                entity: 'account',
                attribute: 'creditlimit',
                operator: 'GreaterThan',
                value: constant('Money', '10000'),
              },
            ],
            steps: [
              onForm('SetDisplayMode', 'account', 'creditlimit', ' IsReadOnly="True"'),
              onForm(
                'SetMessage',
                'account',
                'creditlimit',
                ' Level="Error"',
                'Ask the back office to change this limit',
              ),
            ],
          },
        ]),
      ],
    },
    {
      name: 'Preferred way to be reached',
      category: 2,
      primaryentity: 'contact',
      more: { processtriggerscope: 2 },
      steps: [
        check('ConditionStep1', [
          {
            tests: [{ entity: 'contact', attribute: 'emailaddress1', operator: 'Null' }],
            steps: [onFormValue('SetValueStep2', 'contact', { preferredcontactmethodcode: option(3) })],
          },
        ]),
      ],
    },
    {
      name: 'Withdraw consent',
      category: 3,
      primaryentity: 'contact',
      uniquename: 'WithdrawConsent',
      steps: [
        update('UpdateStep1', 'contact', {
          donotbulkemail: constant('Boolean', '1'),
          donotemail: constant('Boolean', '1'),
        }),
      ],
    },
    {
      name: 'Triage on the phone',
      category: 1,
      primaryentity: 'contact',
      more: { ondemand: true },
      steps: [create('CreateStep1', 'phonecall', { subject: text('Triage') })],
    },
    {
      name: 'Lead to Opportunity Sales Process',
      category: 4,
      primaryentity: 'lead',
      uniquename: 'leadtoopportunitysalesprocess',
      steps: [
        stage(1, 'lead', 'Qualify', [
          'parentcontactid',
          'parentaccountid',
          'purchasetimeframe',
          'budgetamount',
        ]),
        stage(2, 'opportunity', 'Develop', ['customerneed', 'proposedsolution']),
        stage(3, 'opportunity', 'Propose', ['completeinternalreview']),
        stage(4, 'opportunity', 'Close', ['filedebrief']),
      ],
    },
  ];
}

/** Processes of all categories, the copy that the platform makes of one that is switched on, and registered plug-in steps. */
export function makeProcesses({ seed, organisation }: Context): Readonly<Record<string, readonly Row[]>> {
  const random = new Random(seed, 'processes');
  const user: Reference = { entity: 'systemuser', id: organisation.integrationUser };
  let version = 900_000;
  const common = (): Row => {
    version += 1;
    return {
      createdon: random.instant('2019-01-01', '2021-12-31'),
      modifiedon: random.instant('2022-01-01', '2024-06-30'),
      createdby: user,
      modifiedby: user,
      versionnumber: version,
    };
  };
  const owned = (): Row => ({
    ...common(),
    ownerid: user,
    owninguser: user,
    owningbusinessunit: { entity: 'businessunit', id: organisation.rootUnit },
    workflowidunique: random.guid(),
    solutionid: random.guid(),
    componentstate: 0,
    ismanaged: false,
    languagecode: 1033,
    clientdataiscompressed: false,
    type: 1,
    mode: 0,
    scope: 4,
    runas: 1,
    triggeroncreate: false,
    triggerondelete: false,
    ondemand: false,
    subprocess: false,
    statecode: 1,
    statuscode: 2,
  });
  const classic = processes(organisation.teams.at(-1)?.id ?? '').map(
    ({ steps, more = {}, uniquename = null, description = null, ...process }): Row => {
      const workflowid = random.guid();
      return {
        ...owned(),
        ...process,
        ...more,
        uniquename,
        description,
        workflowid,
        xaml: workflowXaml(workflowid, steps),
      };
    },
  );
  const [first] = classic;
  const copy: readonly Row[] =
    first === undefined
      ? []
      : [
          {
            ...first,
            ...common(),
            workflowid: random.guid(),
            workflowidunique: random.guid(),
            type: 2,
            parentworkflowid: { entity: 'workflow', id: String(first.workflowid) },
          },
        ];
  const modern = flows.map(
    (flow): Row => ({ ...owned(), ...flow, category: 5, modernflowtype: 0, workflowid: random.guid() }),
  );
  const compressed: Row = {
    ...owned(),
    name: 'Old flow of a consultant',
    category: 5,
    modernflowtype: 0,
    primaryentity: 'none',
    clientdata: 'H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTtVRUCpKLShKLUvNK1GyqgYAAAAA',
    clientdataiscompressed: true,
    statecode: 0,
    statuscode: 1,
    workflowid: random.guid(),
  };
  return { workflow: [...classic, ...copy, ...modern, compressed], ...makePluginSteps(random, common) };
}

interface Step {
  readonly message: string;
  readonly table: string;
  readonly type: string;
  readonly stage: number;
  readonly mode: number;
  readonly columns?: string;
  readonly configuration?: string;
  readonly off?: true;
}

const steps: readonly Step[] = [
  {
    message: 'Update',
    table: 'contact',
    type: 'NhsNumberCheck',
    stage: 10,
    mode: 0,
    columns: 'new_nhsnumber',
  },
  { message: 'Create', table: 'contact', type: 'NhsNumberCheck', stage: 10, mode: 0 },
  {
    message: 'Update',
    table: 'contact',
    type: 'ConsentAudit',
    stage: 40,
    mode: 1,
    columns: 'new_consentgivenon,donotemail',
    configuration: '<settings keep="7y" />',
  },
  { message: 'Win', table: 'opportunity', type: 'InvoiceHandover', stage: 40, mode: 1 },
  { message: 'Delete', table: 'account', type: 'KeepAccounts', stage: 20, mode: 0, off: true },
  { message: 'QualifyLead', table: 'lead', type: 'LeadConversion', stage: 40, mode: 0 },
];

function makePluginSteps(random: Random, common: () => Row): Readonly<Record<string, readonly Row[]>> {
  const types = new Map([...new Set(steps.map(({ type }) => type))].map((type) => [type, random.guid()]));
  const messages = new Map(
    [...new Set(steps.map(({ message }) => message))].map((message) => [message, random.guid()]),
  );
  const filters = new Map(
    [...new Set(steps.map(({ message, table }) => `${message} ${table}`))].map((pair) => [
      pair,
      random.guid(),
    ]),
  );
  const dated = (): Row => {
    const { createdon, modifiedon, versionnumber } = common();
    return {
      createdon: createdon ?? null,
      modifiedon: modifiedon ?? null,
      versionnumber: versionnumber ?? null,
    };
  };
  return {
    plugintype: [...types].map(([type, plugintypeid]) => ({
      ...dated(),
      plugintypeid,
      name: `Function365.Plugins.${type}`,
      typename: `Function365.Plugins.${type}`,
      assemblyname: 'Function365.Plugins',
      friendlyname: plugintypeid,
    })),
    sdkmessage: [...messages].map(([name, sdkmessageid]) => ({
      ...dated(),
      sdkmessageid,
      name,
      categoryname: name,
    })),
    sdkmessagefilter: [...filters].map(([pair, sdkmessagefilterid]) => {
      const [message = '', table = ''] = pair.split(' ');
      return {
        ...dated(),
        sdkmessagefilterid,
        primaryobjecttypecode: table,
        iscustomprocessingstepallowed: true,
        sdkmessageid: { entity: 'sdkmessage', id: messages.get(message) ?? '' },
      };
    }),
    sdkmessageprocessingstep: steps.map(
      ({ message, table, type, stage: at, mode, columns = null, configuration = null, off }): Row => ({
        ...common(),
        sdkmessageprocessingstepid: random.guid(),
        sdkmessageprocessingstepidunique: random.guid(),
        name: `Function365.Plugins.${type}: ${message} of ${table}`,
        sdkmessageid: { entity: 'sdkmessage', id: messages.get(message) ?? '' },
        sdkmessagefilterid: { entity: 'sdkmessagefilter', id: filters.get(`${message} ${table}`) ?? '' },
        eventhandler: { entity: 'plugintype', id: types.get(type) ?? '' },
        stage: at,
        mode,
        rank: 1,
        filteringattributes: columns,
        configuration,
        supporteddeployment: 0,
        asyncautodelete: mode === 1,
        statecode: off ? 1 : 0,
        statuscode: off ? 2 : 1,
      }),
    ),
  };
}
