import { describe, expect, it } from 'vitest';
import { flowSteps } from '../../../../src/connectors/dataverse/process/flow-steps.ts';
import { stepsInWords, touchesInWords } from '../../../../src/connectors/dataverse/process/said.ts';

const flow = (triggers: object, actions: object): string =>
  JSON.stringify({ properties: { definition: { triggers, actions } }, schemaVersion: '1.0.0.0' });
const button = { manual: { type: 'Request', kind: 'Button' } };
const dataverse = (operationId: string, parameters: object, runAfter: object = {}) => ({
  type: 'OpenApiConnection',
  runAfter,
  inputs: { host: { connectionName: 'shared_commondataserviceforapps_1', operationId }, parameters },
});
const does = (actions: object): string => stepsInWords(flowSteps(flow(button, actions))?.steps ?? []);
const when = (trigger: object): string => flowSteps(flow({ It: trigger }, {}))?.trigger ?? '';

describe('when a flow runs', () => {
  const rows = (parameters: object): string =>
    when({
      type: 'OpenApiConnectionWebhook',
      inputs: {
        host: { operationId: 'SubscribeWebhookTrigger' },
        parameters: Object.fromEntries(
          Object.entries(parameters).map(([name, value]) => [`subscriptionRequest/${name}`, value]),
        ),
      },
    });
  it.each([
    [{ message: 1, entityname: 'lead', scope: 4 }, 'when a row of lead is added, of the organization'],
    [
      { message: 3, entityname: 'lead', filteringattributes: 'a,b' },
      'when a row of lead is changed, where a or b changed',
    ],
    [
      { message: 4, entityname: 'lead', filterexpression: 'statecode eq 1' },
      'when a row of lead is added or changed, for rows with "statecode eq 1"',
    ],
    [{ message: 9, entityname: 'lead' }, 'when a row of lead is the subject of the message 9'],
  ])('%j', (parameters, words) => {
    expect(rows(parameters)).toBe(words);
  });
  it.each([
    [{ type: 'Recurrence', recurrence: { frequency: 'Week', interval: 2 } }, 'every 2 weeks'],
    [
      { type: 'Recurrence', recurrence: { frequency: 'Day', interval: 1, timeZone: 'GMT Standard Time' } },
      'every day (GMT Standard Time)',
    ],
    [{ type: 'Request', kind: 'Button' }, 'when a person presses its button'],
    [{ type: 'Request', kind: 'Http' }, 'when it is called over HTTP'],
    [
      {
        type: 'OpenApiConnection',
        inputs: {
          host: {
            apiId: '/providers/Microsoft.PowerApps/apis/shared_office365',
            operationId: 'OnNewEmailV3',
          },
        },
      },
      'when OnNewEmailV3 of office365 happens',
    ],
    [{ type: 'Telepathy' }, 'by "It", a trigger of the kind Telepathy that cannot be told in words'],
  ])('%j', (trigger, words) => {
    expect(when(trigger)).toBe(words);
  });
  it('is said where the definition has no trigger', () => {
    expect(flowSteps(flow({}, {}))?.trigger).toBe('the definition names no trigger');
  });
});

describe('what a flow does', () => {
  it('is told in the order in which actions wait for each other', () => {
    const actions = {
      Last: { type: 'Compose', inputs: 'c', runAfter: { Second: ['Succeeded'] } },
      Second: { type: 'Compose', inputs: 'b', runAfter: { First: ['Failed', 'TimedOut'] } },
      First: { type: 'Compose', inputs: 'a', runAfter: {} },
    };
    expect(does(actions)).toBe('Put together "a". Where that failed, put together "b". Put together "c".');
  });

  it('ends where actions wait for each other in a ring', () => {
    const wait = (name: string) => ({
      type: 'Compose',
      inputs: name,
      runAfter: { [name === 'a' ? 'B' : 'A']: ['Succeeded'] },
    });
    expect(does({ A: wait('a'), B: wait('b') })).toBe('Put together "a". Put together "b".');
  });

  it('tells rows of Dataverse that are read, made, changed and deleted', () => {
    const said = flowSteps(
      flow(button, {
        Get: dataverse('GetItem', {
          entityName: 'accounts',
          recordId: "@triggerOutputs()?['body/_parentaccountid_value']",
          $select: 'name, fax',
        }),
        Make: dataverse('CreateRecord', {
          entityName: 'tasks',
          'item/subject': "Call @{outputs('Get_account')?['body/name']}",
          'item/regardingobjectid_account@odata.bind': "@concat('accounts(', 1, ')')",
        }),
        Change: dataverse('UpdateOnlyRecord', {
          entityName: 'contacts',
          recordId: "@items('Each')?['contactid']",
          'item/donotemail': true,
        }),
        Remove: dataverse('DeleteRecord', { entityName: 'contacts', recordId: "@variables('old')" }),
        Act: dataverse('PerformUnboundAction', { actionName: 'WinOpportunity' }),
      }),
    );
    expect(stepsInWords(said?.steps ?? [])).toBe(
      'Read the row of accounts with the id _parentaccountid_value of the trigger. Create a row of tasks with subject = "Call [name of Get account]", regardingobjectid_account = the expression "@concat(\'accounts(\', 1, \')\')". Update the row of contacts with the id contactid of each: donotemail = true. Delete the row of contacts with the id the variable old. PerformUnboundAction in Dataverse with actionName = "WinOpportunity".',
    );
    expect(touchesInWords(said?.touches ?? [])).toBe(
      'reads accounts.fax, accounts.name; writes contacts.donotemail; creates tasks; deletes contacts',
    );
  });

  it('tells choices, loops and what it cannot tell', () => {
    const note = { type: 'Compose', inputs: 1, runAfter: {} };
    expect(
      does({
        If: {
          type: 'If',
          runAfter: {},
          expression: { or: [{ equals: ["@triggerBody()?['a']", 1] }, { not: { equals: ['@x()', ''] } }] },
          actions: { note },
          else: { actions: { note } },
        },
        Switch: {
          type: 'Switch',
          runAfter: {},
          expression: "@triggerBody()?['b']",
          cases: { One: { case: 'x', actions: { note } } },
        },
        Loop: { type: 'Foreach', runAfter: {}, foreach: '@y()', actions: { note } },
        New: { type: 'Quantum', runAfter: {} },
      }),
    ).toBe(
      'Choose: (if a of the trigger is 1 or the expression "@x()" is not empty: put together 1); (otherwise: put together 1). By b of the trigger: (where it is "x": put together 1). For each of the expression "@y()": put together 1. "New", an action of the kind Quantum that cannot be told in words.',
    );
  });

  it('cuts what is long, and says how long it was', () => {
    expect(does({ A: { type: 'Compose', inputs: 'x'.repeat(500), runAfter: {} } })).toBe(
      `Put together "${'x'.repeat(160)}…" (500 characters).`,
    );
  });

  it.each(['', 'H4sIAAAA', '[]', '{"properties":{}}'])('is not there in %j', (clientdata) => {
    expect(flowSteps(clientdata)).toBeNull();
  });
});
