import type { Row } from '../store.ts';
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
} from './xaml.ts';

/** What a process of before Power Automate is registered with, and its steps as XAML. */
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

/** Workflows, business rules, dialogs, actions and business process flows of the clinics. `team` receives what nobody has taken on. */
export function classicProcesses(team: string): readonly Process[] {
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
